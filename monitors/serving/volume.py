"""Volume: how many predictions were served, absolutely and against what is usual."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING

from domain.signals import Side, Signal, SignalState
from monitors.drift.strata import local_start, weekday
from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.profiles import Profile
    from domain.windows import Window
    from monitors.entries import RowCount, Throughput, Volume
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_LEAST = 8
_HOUR = 3600.0


def measure_row_count(settings: RowCount, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`row_count`: the rows of the window, breached below the least number expected. Never unknown."""
    rows = len(evidence.rows)
    doubled = evidence.facts.doubled_ids or evidence.rows.attrs.get("doubled_ids", 0)
    note = NO_ROWS if not rows else f"{doubled} more rows repeat an id and are left out" if doubled else None
    return (evidence.judge("row_count", float(rows), float(settings.at_least), side=Side.BELOW, rows=rows, note=note),)


def measure_volume(settings: Volume, spec: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`volume_change`: |log2(rows per hour / usual rows per hour)|; 1 is twice as many as usual, or half of them.

    Usual is the median of the preceding windows of the same kind: the same weekday (of hours: and hour of the day),
    or the same hour, or any, whichever is the first of which there are eight. The threshold is `factor` times the
    largest of such changes that each of them shows against the others, and never below `min_change`. One row is added
    to each window, so that an empty one has a value. Unknown for fewer than eight preceding windows.

    With a factor of 1, a window of unchanged traffic exceeds the largest of W changes about once in W + 1 times,
    whatever the distribution. The factor buys the rest, and what it buys was simulated: of independent, log-normal
    volumes, a factor of 2 lets 0.8 of 90 windows pass with W = 8, and 0.2 with W = 13; of heavy-tailed ones (Student's
    t with 3 degrees of freedom) 2.3 and 1.2.
    """
    rows = evidence.profile.rows
    usual, kind = _alike(spec, evidence)
    if len(usual) < _LEAST:
        note = f"{len(usual)} windows were served before; {_LEAST} are needed to know what is usual"
        return (evidence.judge("volume_change", None, None, rows=rows, note=note),)
    hours = _hours(evidence.window)
    change = _rate(rows, evidence.window) - median(usual)
    expected = max(0.0, 2 ** median(usual) * hours - 1)
    return (
        evidence.judge(
            "volume_change",
            abs(change),
            max(math.log2(1 + settings.min_change), settings.factor * max(_own_changes(usual))),
            rows=rows,
            reference=f"{len(usual)} windows before{kind}",
            note=_in_words(rows, expected, kind),
        ),
    )


def measure_throughput(settings: Throughput, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`throughput`: rows per second, on average over the window. Never unknown; calm where no limit is stated."""
    rows = evidence.profile.rows
    value = rows / evidence.window.duration.total_seconds()
    state = SignalState.CALM if settings.below is None else None
    note = None if rows else NO_ROWS
    return (evidence.judge("throughput", value, settings.below, side=Side.BELOW, rows=rows, state=state, note=note),)


def _alike(spec: MonitoringSpec, evidence: Evidence) -> tuple[list[float], str]:
    """The rates of enough preceding windows of the same kind, and the kind in words."""
    start = local_start(evidence.window, spec.timezone)
    for same in _FINEST.get(str(spec.window), ()):
        alike = [past for past in evidence.preceding if same(local_start(past.window, spec.timezone)) == same(start)]
        if len(alike) >= _LEAST:
            return _rates(alike), f" on {same(start)}"
    return _rates(evidence.preceding), ""


def _mondays(start: datetime) -> str:
    return f"{weekday(start)}s"


def _mondays_at(start: datetime) -> str:
    return f"{weekday(start)}s at {start.hour:02d}:00"


def _any_day_at(start: datetime) -> str:
    return f"any day at {start.hour:02d}:00"


# The finest first.
_FINEST = {"day": (_mondays,), "hour": (_mondays_at, _any_day_at)}


def _rates(profiles: Sequence[Profile]) -> list[float]:
    return [_rate(profile.rows, profile.window) for profile in profiles]


def _rate(rows: int, window: Window) -> float:
    return math.log2((rows + 1) / _hours(window))


def _hours(window: Window) -> float:
    return window.duration.total_seconds() / _HOUR


def _own_changes(rates: list[float]) -> list[float]:
    """How far each is from the median of the others.

    >>> _own_changes([1.0, 2.0, 4.0])
    [2.0, 0.5, 2.5]
    """
    return [abs(rate - median([*rates[:i], *rates[i + 1 :]])) for i, rate in enumerate(rates)]


def _in_words(rows: int, expected: float, kind: str) -> str:
    usual = f"usual{kind}: {expected:.0f}"
    if round(expected) == rows:
        return f"as many rows as usual{kind}"
    if not expected:
        return f"{rows} rows; {usual}"
    direction = "more" if rows > expected else "fewer"
    return f"{abs(rows - expected) / expected:.0%} {direction} rows than {usual}"
