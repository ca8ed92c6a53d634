"""How far distributions have moved: by the rank rule, by fixed thresholds, by a classifier, by Evidently.

Imports the rest of monitors below it. A newcomer starts at `monitors.drift.drift`.
"""
