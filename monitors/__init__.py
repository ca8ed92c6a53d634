"""What a window of served predictions says: profiles in mergeable sketches, and the signals measured on them.

Imports domain, pydantic, numpy, scipy and pandas; whylogs and Evidently in `monitors.engines` only. No clock, no I/O.
A newcomer starts at `monitors.table`, then at one family such as `monitors.drift.drift`, then `monitors.engines`.
"""
