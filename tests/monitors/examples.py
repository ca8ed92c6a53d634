"""An entry for every monitor in the table, as a model's file may have it; conformance tries each of them."""

from monitors.entries import Drift, Entry, LatencyP95, MissingShare, Performance, RowCount

EXAMPLES: dict[str, Entry] = {
    "row_count": RowCount(),
    "missing_share": MissingShare(),
    "drift": Drift(),
    "performance": Performance(),
    "latency_p95": LatencyP95(),
}

# Monitors that have an answer even for a window without rows.
NEVER_UNKNOWN = {"row_count"}

# Monitors that have an answer as soon as there are rows, however few.
KNOWN_OF_ANY_ROWS = {"missing_share"}
