"""What changed: where in the traffic a metric moved, and which inputs move the prediction; in tables and two sentences.

Imports domain, numpy, scipy and pandas. Pure: losses, rows, sketches, the model and a seed are arguments.
A newcomer starts at `monitors.changes.what_changed`, then `monitors.changes.decomposition`.
"""
