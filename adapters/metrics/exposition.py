"""The page that Prometheus scrapes."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from adapters.metrics.bounded import TOP
from adapters.metrics.families import FAMILIES
from adapters.metrics.family import text_page
from adapters.metrics.operation_gauges import build_family, operation_families, read_family
from adapters.metrics.signal_gauges import signal_families
from adapters.metrics.trial_gauges import trial_families

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from adapters.metrics.family import Family
    from domain.board import Standing
    from domain.ports import Ledger

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(ledger: Ledger, *, now: datetime, top: int = TOP) -> bytes:
    """The metrics in Prometheus' text format; raises EvidenceUnavailable when the ledger cannot be read.

    Of each signal the `top` worst columns are shown one by one. What the ledger raises, the scrape raises, so it never
    shows zeros.
    """
    with _without_pauses():
        return text_page(gathered(ledger, now=now, top=top))


def gathered(
    ledger: Ledger, *, now: datetime, top: int = TOP, stopwatch: Callable[[], float] = perf_counter
) -> Iterator[Family]:
    """Every family, in the order of the page; the ledger is read before the first one is given."""
    began = stopwatch()
    standing = ledger.board.standing(now)
    took = stopwatch() - began
    return _families(standing, top, took)


@contextmanager
def _without_pauses() -> Iterator[None]:
    """A fleet's page makes a million objects and no cycle of them; looking for cycles takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _families(standing: Standing, top: int, took: float) -> Iterator[Family]:
    yield from signal_families(standing.models, standing.signals, top=top)
    yield from (family(standing) for family in FAMILIES)
    yield from trial_families(standing)
    yield from operation_families(standing)
    yield build_family()
    yield read_family(took)
