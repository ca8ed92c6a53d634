"""What labels say about answers: each metric with its 95 % interval. Arrays in, estimates out.

Knows numpy, pandas and scipy.special, and nothing of signals, thresholds or files.
A newcomer starts at `monitors.performance.metrics.estimate`, then at the table in `monitors.performance.metrics.table`.
"""
