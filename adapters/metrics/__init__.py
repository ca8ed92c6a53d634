"""What Prometheus is shown: gauges and counters read from the ledger at the moment of the scrape.

Imports domain and prometheus_client. Flow processes are short-lived and their own counters would die with them.
A newcomer starts at `adapters.metrics.exposition`, then reads `families`: one function for each metric family.
"""

from adapters.metrics.exposition import LedgerCollector, exposition

__all__ = ["LedgerCollector", "exposition"]
