"""Where in the traffic a metric moved, in one sentence: a segment, the mix of the traffic, or everywhere alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitors.changes.tables import OverallChange, SegmentChange, SegmentTable
from monitors.changes.wording import chance, number, part, percent
from monitors.rare_values import NAMED_FROM

LEVEL = 0.05
MOST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Metric:
    """How the metric is called, and how it moved."""

    name: str
    unit: str | None
    overall: OverallChange

    @property
    def direction(self) -> str:
        return "rise" if self.overall.change > 0 else "fall"

    @property
    def is_chance(self) -> bool:
        return self.overall.p is not None and self.overall.p >= LEVEL

    @property
    def went(self) -> str:
        return self.from_to(self.overall.before, self.overall.after)

    def from_to(self, before: float, after: float) -> str:
        return f"{number(before)} to {number(after, self.unit)}"

    def share(self, term: float) -> float:
        """What part of the change a term makes up; nothing makes up a change of zero."""
        return term / self.overall.change if self.overall.change else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _StandsOut:
    """A segment that moved unlike the rest of the traffic; what may be unknown of others is known of it."""

    table: SegmentTable
    segment: SegmentChange
    before: float
    after: float
    z: float
    p: float

    def told(self, metric: _Metric) -> str:
        rows = percent(self.segment.share_after)
        return (
            f"{metric.name} went from {metric.from_to(self.before, self.after)} ({rows} of rows; Holm {chance(self.p)})"
        )


def where_it_changed(
    overall: OverallChange, tables: Sequence[SegmentTable], *, metric: str, unit: str | None = None
) -> str:
    """One sentence with the numbers in it. A segment is named when Holm's p is below 0.05, the largest |z| first.

    "Most" is said of at least half of the change.
    """
    told = _Metric(name=metric, unit=unit, overall=overall)
    segment = _standing_out(told, tables)
    if told.is_chance or not overall.change:
        return _by_chance(told, segment)
    mixed = max((table for table in tables if len(table.columns) == 1), key=lambda t: told.share(t.mix), default=None)
    if mixed and told.share(mixed.mix) >= MOST and not _outweighs(segment, mixed):
        return _by_mix(told, mixed)
    return _by_segment(told, segment) if segment else _everywhere(told, tables)


def _standing_out(told: _Metric, tables: Sequence[SegmentTable]) -> _StandsOut | None:
    """The largest |z|, of those that moved in the metric's direction unless that one moved by chance."""
    direction = 0.0 if told.is_chance else told.overall.change
    found = [one for table in tables for segment in table.segments for one in _significant(table, segment)]
    same = (one for one in found if one.z * direction >= 0)
    return max(same, key=lambda one: (abs(one.z), -len(one.table.columns)), default=None)


def _significant(table: SegmentTable, segment: SegmentChange) -> tuple[_StandsOut, ...]:
    before, after, z, p = segment.mean_before, segment.mean_after, segment.z, segment.p
    if before is None or after is None or z is None or p is None or p >= LEVEL:
        return ()
    return (_StandsOut(table=table, segment=segment, before=before, after=after, z=z, p=p),)


def _outweighs(segment: _StandsOut | None, mixed: SegmentTable) -> bool:
    return segment is not None and abs(segment.segment.rate) >= abs(mixed.mix)


def _by_chance(told: _Metric, segment: _StandsOut | None) -> str:
    whole = f"The {told.name} went from {told.went}, which chance alone could do"
    if not told.overall.change:
        whole = f"The {told.name} is {number(told.overall.after, told.unit)} as before"
    if segment is None:
        return f"{whole}, and no segment stands out."
    return f"{whole}; but {segment.table.name(segment.segment)} stands out: its {segment.told(told)}."


def _by_mix(told: _Metric, mixed: SegmentTable) -> str:
    (column,), explained = mixed.columns, part(told.share(mixed.mix))
    shared = [segment for segment in mixed.segments if segment.rows_before + segment.rows_after >= NAMED_FROM]
    largest = max(shared, key=lambda segment: told.share(segment.mix), default=None)
    above_all = f", above all {mixed.name(largest)}, which {_traffic(told, largest)}" if largest else ""
    return (
        f"Most of the {told.direction} is the mix of traffic: {column} explains {explained} of the {told.name} going "
        f"from {told.went}{above_all}."
    )


def _by_segment(told: _Metric, found: _StandsOut) -> str:
    name, share = found.table.name(found.segment), told.share(found.segment.rate)
    if share >= MOST:
        opening = f"Most of the {told.direction} comes from {name}"
    else:
        opening = f"The {told.direction} stands out in {name}, which makes up {part(share)} of it"
    return f"{opening}: its {found.told(told)}; the mix of traffic explains {part(told.share(found.table.mix))} of it."


def _everywhere(told: _Metric, tables: Sequence[SegmentTable]) -> str:
    whole = f"the {told.direction} of the {told.name} from {told.went}"
    if not any(segment.p is not None for table in tables for segment in table.segments):
        return f"Where {whole} comes from is unknown: no segment could be tested."
    return f"No segment stands out: {whole} is spread over all of them."


def _traffic(told: _Metric, segment: SegmentChange) -> str:
    before, after = percent(segment.share_before), percent(segment.share_after)
    if segment.mean_before is None and segment.mean_after is not None:
        return f"is new with {after} of rows and a {told.name} of {number(segment.mean_after, told.unit)}"
    return f"went from {before} to {after} of rows"
