"""How the serving went: volume, freshness, clocks and order, latency, errors.

Imports the rest of monitors below it. A newcomer starts at `monitors.serving.volume`.
"""
