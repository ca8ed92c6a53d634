"""How good the answers are: by labels, with intervals; before labels, by calibrated scores; and how many labels are in.

Imports the rest of monitors below it. A newcomer starts at `monitors.performance.realised`.
"""
