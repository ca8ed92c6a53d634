"""Performance by segment: what is worse in one slice of the traffic than it was there, beyond what chance does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from domain.columns import LABEL
from domain.models import Segment
from domain.signals import SignalState
from monitors.changes.slices import holm
from monitors.performance.chance import beyond, chance_beyond
from monitors.performance.limits import found_of, limit_of_segment, towards
from monitors.performance.metrics.estimate import TAIL, Undefined
from monitors.performance.metrics.measuring import Measured, sees
from monitors.performance.parts import slices_of, split
from monitors.performance.told import Arrived, maturity_of, remarks, told_of
from monitors.profiling import summaries_of
from monitors.streams.segments import MISSING, NAMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from domain.signals import Signal
    from monitors.entries import Performance
    from monitors.entries.metrics import AskedMetric
    from monitors.evidence import Evidence
    from monitors.performance.limits import Limit
    from monitors.performance.seen import Seen, Served
    from monitors.spec import MonitoringSpec


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """One segment: its answers by what metrics look at, in the window and before it, and its rows in the window."""

    segment: Segment
    now: Seen
    then: Seen | None
    arrived: Arrived
    values: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Held:
    """One metric of one segment held against its limit; `p` is None where chance cannot be told."""

    asked: AskedMetric
    part: _Part
    found: Measured | Undefined
    limit: Limit
    p: float | None


def measure_segments(
    settings: Performance, spec: MonitoringSpec, evidence: Evidence, served: Served, limits: Mapping[str, Limit]
) -> tuple[Signal, ...]:
    """One signal for each slicing, segment and metric, in this order; `limits` are those of the whole traffic.

    A segment is breached when its value is worse than its limit by Holm's correction over all segments and metrics of
    the entry, each tested one-sided with the error of the value and of the limit: the chance that any is breached in a
    window in which none has become worse is at most 2.5 %, as far as Student's t holds (simulated: 0 to 2.7 % between
    rows, 4 % for single days held against three weeks of days that wander). Unknown below `min_labels`, and, last and
    as the segment `(missing)`, where no row of the window has the column.
    """
    every = settings.asked(spec.task)
    held = tuple(
        _held(asked, part, settings, spec, evidence, limits[asked.name])
        for columns in settings.sliced_by
        if not _lacking(columns, served)
        for part in _parts(columns, served)
        for asked in every
    )
    adjusted = iter(holm([one.p for one in held if one.p is not None]))
    tests = sum(one.p is not None for one in held)
    told = (_signal(one, None if one.p is None else float(next(adjusted)), tests, spec, evidence) for one in held)
    return (*told, *_unsliced(settings, spec, evidence, served, limits))


def _lacking(columns: tuple[str, ...], served: Served) -> list[str]:
    """Those of the columns that no row has, in a window that has rows."""
    return [column for column in columns if len(served.window) and column not in served.window]


def _unsliced(
    settings: Performance, spec: MonitoringSpec, evidence: Evidence, served: Served, limits: Mapping[str, Limit]
) -> Iterator[Signal]:
    """For each slicing by a column that is not there, and each metric, that it is not known."""
    for columns in settings.sliced_by:
        lacking = _lacking(columns, served)
        for asked in settings.asked(spec.task) if lacking else ():
            yield evidence.judge(
                asked.name,
                None,
                None,
                side=limits[asked.name].side,
                rows=0,
                maturity=maturity_of(spec, evidence),
                segment=Segment.of(columns, (MISSING,) * len(columns)),
                note=_not_there(lacking[0], evidence),
            )


def _not_there(column: str, evidence: Evidence) -> str:
    there = summaries_of(evidence.profile)
    alike = next((each for each in there if each.casefold() == column.casefold()), None)
    meant = f"; did you mean {alike}?" if alike else "; `driftwarden check` says which there are"
    return f"no row of the window has the column {column}{meant}"


def _parts(columns: tuple[str, ...], served: Served) -> Iterator[_Part]:
    """The segments that these columns make of the rows."""
    slices = slices_of(columns, served.window, served.before)
    count = len(slices.segments)
    now = {kind: split(seen, slices.window, count) for kind, seen in served.now.items()}
    then = None
    if served.then is not None and slices.before is not None:
        then = {kind: split(seen, slices.before, count) for kind, seen in served.then.items()}
    rows = np.bincount(slices.window, minlength=count)
    labelled = np.bincount(slices.window, weights=served.window[LABEL].notna(), minlength=count)
    for at, segment in enumerate(slices.segments):
        yield _Part(
            segment=segment,
            now={kind: parts[at] for kind, parts in now.items()},
            then=None if then is None else {kind: parts[at] for kind, parts in then.items()},
            arrived=Arrived(rows=int(rows[at]), labelled=int(labelled[at])),
            values=slices.folded if at == NAMED else 1,
        )


def _held(
    asked: AskedMetric, part: _Part, settings: Performance, spec: MonitoringSpec, evidence: Evidence, whole: Limit
) -> _Held:
    found = found_of(asked, settings, spec, part.now[sees(asked, spec)])
    limit = limit_of_segment(asked, settings, spec, evidence, part.then, whole=whole)
    if isinstance(found, Undefined):
        return _Held(asked=asked, part=part, found=found, limit=limit, p=None)
    is_bias = asked.name == "bias"
    limit = towards(limit, found.value) if is_bias else limit
    p = chance_beyond(found, limit)
    # A bias is looked at on the side that it leans to, which is two looks.
    p = min(2 * p, 1.0) if p is not None and is_bias else p
    return _Held(asked=asked, part=part, found=found, limit=limit, p=p)


def _signal(held: _Held, p: float | None, tests: int, spec: MonitoringSpec, evidence: Evidence) -> Signal:
    known = held.found if isinstance(held.found, Measured) else None
    kind = sees(held.asked, spec)
    seen = held.part.now[kind]
    return evidence.judge(
        held.asked.name,
        known.value if known else None,
        held.limit.threshold,
        side=held.limit.side,
        reference=held.limit.reference,
        baseline=held.limit.baseline,
        rows=0 if isinstance(seen, Undefined) else seen.rows,
        maturity=maturity_of(spec, evidence),
        interval=known.interval if known else None,
        state=_state(p),
        segment=held.part.segment,
        note="; ".join(
            [
                told_of(held.part.arrived, seen, evidence, kind),
                *remarks(held.found, held.limit),
                *_family(held, p, tests),
                *_folded(held.part),
            ]
        ),
    )


def _state(p: float | None) -> SignalState:
    if p is None:
        return SignalState.UNKNOWN
    return SignalState.BREACHED if p < TAIL else SignalState.CALM


def _family(held: _Held, p: float | None, tests: int) -> tuple[str, ...]:
    """Among how many tests it stands, and what chance says of a value beyond its limit."""
    if isinstance(held.found, Undefined) or held.limit.threshold is None:
        return ()
    if p is None:
        return ("beyond its limit, but without an interval to tell that from chance",)
    among = f"{tests} tests of segments by metrics (Holm"
    if p < TAIL:
        return (f"worse than its limit beyond chance, among {among} p = {p:.2g}, breached below {TAIL:g})",)
    is_beyond = beyond(held.found.value, held.limit) > 0
    return (f"beyond its limit, as chance will have it among {among})" if is_beyond else f"one of {among})",)


def _folded(part: _Part) -> tuple[str, ...]:
    return (f"{part.values:,} rarer values than the {NAMED} with most rows",) if part.values > 1 else ()
