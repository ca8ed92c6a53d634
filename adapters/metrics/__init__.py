"""What Prometheus is shown: gauges and counters read from the ledger at the moment of the scrape.

Imports domain; httpx and OpenTelemetry where metrics are pushed. Flow processes are short-lived, and counters of their
own would die with them. A newcomer starts at `adapters.metrics.exposition`, then reads `families`: a function for each.
"""

from adapters.metrics.exposition import exposition

__all__ = ["exposition"]
