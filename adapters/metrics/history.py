"""The past as Prometheus would have seen it, had it been there: in event time, from what the ledger kept.

A signal holds from the end of its window to the end of the next that measured it; everything else from the moment at
which it came about. The pages of the past are made by the same functions as the page of the present.

Left out is what the ledger does not tell of the past: flows, the outbox, the build, and how long reading took. Of a
window that was opened again the latest revision is shown from the window's end on, because no moment of it is kept.

Samples of the present never carry a timestamp, because Prometheus drops old ones without a word; these go in by
`promtool tsdb create-blocks-from openmetrics`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from adapters.metrics.bounded import TOP
from adapters.metrics.families import FAMILIES
from adapters.metrics.family import Course, Family
from adapters.metrics.signal_gauges import signal_families
from adapters.metrics.standings import standings
from adapters.metrics.trial_gauges import trial_families
from domain.board import signal_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, timedelta

    from domain.board import SignalNow, Standing
    from domain.ports import Ledger
    from domain.windows import Window

_Labels = tuple[str, ...]
# What a series shows from a moment (in seconds of Unix time) on; None where it shows nothing.
_Steps = list[tuple[float, float | None]]
_LONG_AFTER = float("inf")


def history(
    ledger: Ledger, models: Iterable[str], *, span: Window, every: timedelta, top: int = TOP
) -> Iterator[Course]:
    """The families that the ledger knows the past of, with a sample `every` so often inside `span`.

    Signals are those of windows that lie inside the span, bounded and counted as on the page of the present; a signal
    that was last measured before the span is not among the stale ones. Everything else is told from the beginning.
    All of it is held in memory: a fleet is best asked for model by model.
    """
    past = _Past(begin=span.start.timestamp())
    for model in models:
        _turn_pages(past, ledger, model, span, top)
    for name, family in past.families.items():
        samples = _spread(past.series[name], span, every.total_seconds())
        yield Course(family=family, samples=samples)


@dataclass(slots=True, kw_only=True)
class _Past:
    """Families by name, of each the steps of its series, and what was shown last of each model."""

    begin: float
    families: dict[str, Family] = field(default_factory=dict)
    series: dict[str, dict[_Labels, _Steps]] = field(default_factory=dict)
    shown: dict[tuple[str, str], dict[_Labels, float]] = field(default_factory=dict)

    def turn(self, model: str, at: datetime, families: Iterable[Family]) -> None:
        """From this moment on, these are all samples of these families that are about the model."""
        # As fine as Prometheus tells time: of what changes twice within a millisecond the last is shown.
        moment = round(at.timestamp(), 3)
        for family in families:
            before, after = self.shown.get((family.name, model), {}), dict(family.samples)
            for labels in before.keys() - after.keys():
                self._of(family, labels, moment).append((moment, None))
            for labels, value in after.items():
                if before.get(labels) != value:
                    self._of(family, labels, moment).append((moment, value))
            self.shown[family.name, model] = after

    def _of(self, family: Family, labels: _Labels, moment: float) -> _Steps:
        """The steps of one series. Every counter stands at nought before its first, so that no increase is lost."""
        self.families.setdefault(family.name, family)
        of_family = self.series.setdefault(family.name, {})
        if labels not in of_family:
            starts = family.kind == "counter" and self.begin < moment
            of_family[labels] = [(self.begin, 0)] if starts else []
        return of_family[labels]


def _turn_pages(past: _Past, ledger: Ledger, model: str, span: Window, top: int) -> None:
    seen_at = None
    for at, signals in _newest(ledger, model, span):
        seen_at = seen_at or at
        past.turn(model, at, signal_families((model,), signals, top=top))
    for at, standing in standings(ledger, model, seen_at=seen_at):
        past.turn(model, at, _families(standing))


def _families(standing: Standing) -> Iterator[Family]:
    yield from (family(standing) for family in FAMILIES)
    yield from trial_families(standing)


def _newest(ledger: Ledger, model: str, span: Window) -> Iterator[tuple[datetime, list[SignalNow]]]:
    """At each end of a window the newest signals until then: of each question that of the last window."""
    newest: dict[_Labels, SignalNow] = {}
    in_order = sorted(ledger.signals.within(model, span), key=lambda signal: (signal.window.end, signal.window.start))
    for end, together in groupby(in_order, key=lambda signal: signal.window.end):
        for signal in map(signal_now, together):
            kept = newest.get(signal[:4])
            if kept is None or kept.window_start <= signal.window_start:
                newest[signal[:4]] = signal
        yield end, list(newest.values())


def _spread(series: dict[_Labels, _Steps], span: Window, every: float) -> Iterator[tuple[_Labels, float, float]]:
    begin, end = span.start.timestamp(), span.end.timestamp()
    for labels, steps in series.items():
        for (since, value), (until, _) in pairwise([*steps, (_LONG_AFTER, None)]):
            if value is not None:
                moments = _moments(max(since, begin), min(until, end + every), every)
                yield from ((labels, value, at) for at in moments if at <= end)


def _moments(since: float, until: float, every: float) -> Iterator[float]:
    at = since
    while at < until:
        yield at
        at += every
