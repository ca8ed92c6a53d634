"""One pass over a stream of rows: sketches, slices, a sample, and listeners.

Imports monitors.engines. A newcomer starts at `monitors.streams.passing`.
"""
