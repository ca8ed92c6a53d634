"""Whether the values can be used: missing, unseen, out of range, of another type, against constraints, skewed.

Imports the rest of monitors below it. A newcomer starts at `monitors.quality.missing`.
"""
