"""The calibrated rank rule: what is unusual among a history of windows, for a stated number of false alarms.

Imports numpy and scipy only. A newcomer starts at `monitors.rank.rule`.
"""
