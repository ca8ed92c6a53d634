"""The page that Prometheus scrapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.registry import Collector

from adapters.metrics.families import FAMILIES, outbox_undelivered
from adapters.metrics.watched import up_to_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import Metric

    from domain.ports import Ledger

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class LedgerCollector(Collector):
    """Reads the ledger whenever it is collected; what the ledger raises, the scrape raises, so it never shows zeros."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering must not read the ledger."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """Every family, with the samples of all models."""
        models = [up_to_now(self._ledger, model) for model in self._ledger.models()]
        for family in FAMILIES:
            yield family(models)
        yield outbox_undelivered(self._ledger)


def exposition(ledger: Ledger) -> bytes:
    """The metrics in Prometheus' text format; raises EvidenceUnavailable when the ledger cannot be read."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(LedgerCollector(ledger))
    return generate_latest(registry)
