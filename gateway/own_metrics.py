"""What the serving process says of itself: memory, processor, garbage, and how its scrapes ended.

These are facts of one process, so they live and die with it; everything about models is read from the ledger.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client import generate_latest as text_of


class OwnMetrics:
    """The metrics of one serving process, by the standard names of Prometheus' clients."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        said = "Scrapes of this process, by how they ended."
        self._scrapes = Counter("driftwarden_scrapes", said, ("outcome",), registry=self._registry)
        for outcome in ("answered", "failed"):
            self._scrapes.labels(outcome)

    def scraped(self, outcome: str) -> None:
        """Count a scrape: answered or failed."""
        self._scrapes.labels(outcome).inc()

    def page(self) -> bytes:
        """In Prometheus' text format."""
        return text_of(self._registry)
