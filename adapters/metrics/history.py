"""The past as Prometheus would have seen it, had it been there: in event time, from what the ledger kept.

A signal holds from the end of its window to the end of the next; everything else from the moment at which it came
about. Samples of the present never carry a timestamp, because Prometheus drops old ones without a word; these go in by
`promtool tsdb create-blocks-from openmetrics`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from adapters.metrics.bounded import TOP, bounded
from adapters.metrics.families import champions, champions_since, decisions, promotions, retrainings
from adapters.metrics.family import Course, Family
from adapters.metrics.signal_gauges import shown_families
from adapters.metrics.trial_gauges import trial_families
from domain.board import NOTHING, kind_of, signal_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, timedelta

    from domain.ports import Ledger
    from domain.windows import Window

# What a series shows from a moment (in seconds of Unix time) on; None where it shows nothing.
_Steps = list[tuple[float, float | None]]
_Event = tuple[float, tuple[str, ...]]
_LONG_AFTER = float("inf")


def history(
    ledger: Ledger, models: Iterable[str], *, span: Window, every: timedelta, top: int = TOP
) -> Iterator[Course]:
    """The families that the ledger knows the past of, with a sample `every` so often inside `span`.

    Signals of windows that lie inside the span, bounded as on the page of the present; decisions, trainings, changes
    of champion, and trials. All of it is held in memory: a fleet is best asked for model by model.
    """
    past = _Past()
    for model in models:
        _signals(past, ledger, model, span, top)
        _trials(past, ledger, model)
        _counts(past, ledger, model, span.start)
        _champions(past, ledger, model)
    for name, family in past.families.items():
        samples = _spread(past.series[name], span, every.total_seconds())
        yield Course(family=family, samples=samples)


@dataclass(slots=True)
class _Past:
    """Families by name, and of each the steps of its series."""

    families: dict[str, Family] = field(default_factory=dict)
    series: dict[str, dict[tuple[str, ...], _Steps]] = field(default_factory=dict)

    def of(self, family: Family, labels: tuple[str, ...]) -> _Steps:
        """The steps of one series, to be added to."""
        self.families.setdefault(family.name, family)
        return self.series.setdefault(family.name, {}).setdefault(labels, [])

    def show(self, families: Iterable[Family], *, since: float, until: float) -> None:
        """Show these samples from one moment to the other."""
        for family in families:
            for labels, value in family.samples:
                self.of(family, labels).extend([(since, value), (until, None)])


def _signals(past: _Past, ledger: Ledger, model: str, span: Window, top: int) -> None:
    in_order = sorted(ledger.signals.within(model, span), key=lambda signal: signal.window.end)
    windows = [(end, [*alike]) for end, alike in groupby(in_order, key=lambda signal: signal.window.end)]
    ends = [*(end.timestamp() for end, _ in windows), _LONG_AFTER]
    for (_, signals), (since, until) in zip(windows, pairwise(ends), strict=True):
        seen = bounded([signal_now(signal) for signal in signals], top=top)
        past.show(shown_families(seen.shown), since=since, until=until)


def _trials(past: _Past, ledger: Ledger, model: str) -> None:
    verdicts = sorted(ledger.verdicts.of(model), key=lambda verdict: verdict.judged_at)
    moments = [*(verdict.judged_at.timestamp() for verdict in verdicts), _LONG_AFTER]
    for verdict, (since, until) in zip(verdicts, pairwise(moments), strict=True):
        past.show(trial_families(replace(NOTHING, verdicts=(verdict,))), since=since, until=until)


def _counts(past: _Past, ledger: Ledger, model: str, begin: datetime) -> None:
    made = [(d.decided_at.timestamp(), (model, d.action.value, d.reason.value)) for d in ledger.decisions.of(model)]
    ended = [(run.ended_at.timestamp(), (model, run.state.value)) for run in ledger.runs.of(model) if run.ended_at]
    changed = [(p.promoted_at.timestamp(), (model, kind_of(p).value)) for p in ledger.promotions.of(model)]
    _count(past, decisions(NOTHING), made, begin.timestamp())
    _count(past, retrainings(NOTHING), ended, begin.timestamp())
    _count(past, promotions(NOTHING), changed, begin.timestamp())


def _count(past: _Past, family: Family, events: Iterable[_Event], begin: float) -> None:
    """Every counter stands at nought before its first event, so that no increase is lost."""
    counts: Counter[tuple[str, ...]] = Counter()
    for at, labels in sorted(events):
        steps = past.of(family, labels)
        if not steps:
            steps.append((min(begin, at), 0))
        counts[labels] += 1
        steps.append((at, counts[labels]))


def _champions(past: _Past, ledger: Ledger, model: str) -> None:
    changes = sorted(ledger.promotions.of(model), key=lambda promotion: promotion.promoted_at)
    moments = [*(promotion.promoted_at.timestamp() for promotion in changes), _LONG_AFTER]
    for change, (since, until) in zip(changes, pairwise(moments), strict=True):
        past.of(champions(NOTHING), (model, change.to_version)).extend([(since, 1), (until, None)])
        past.of(champions_since(NOTHING), (model,)).append((since, since))


def _spread(
    series: dict[tuple[str, ...], _Steps], span: Window, every: float
) -> Iterator[tuple[tuple[str, ...], float, float]]:
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
