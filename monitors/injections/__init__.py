"""Known drifts, put into copies of real rows: what a monitor is worth shows when one knows what it should have found.

Functions of rows and a seeded generator; nothing is read or written. A newcomer starts at `table`, then `injection`.
"""
