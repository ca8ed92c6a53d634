"""What changed where, as tables that people and JSON can read: plain numbers, and a note for every unknown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentChange:
    """One segment, before (reference) and after (window); means and terms in the unit of the loss.

    `values` belong to the columns of the table, in their order. A mean of no rows is None. `effect` is the
    difference in differences against the rest of the traffic, `z` its ratio to its standard error and `p` its
    two-sided p-value after Holm's correction over every segment tested; all three None where `note` says why.
    """

    values: tuple[str, ...]
    rows_before: int
    rows_after: int
    share_before: float
    share_after: float
    mean_before: float | None
    mean_after: float | None
    mix: float
    rate: float
    effect: float | None = None
    z: float | None = None
    p: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTable:
    """The change split by one column, or by a pair; `mix` and `rate` add up to the whole change.

    `note` says how many values were folded into `(other)`, if any.
    """

    columns: tuple[str, ...]
    mix: float
    rate: float
    segments: tuple[SegmentChange, ...]
    note: str | None = None

    def name(self, segment: SegmentChange) -> str:
        """The segment as a person would say it, e.g. `origin = JFK and carrier = AA`."""
        return " and ".join(f"{column} = {value}" for column, value in zip(self.columns, segment.values, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallChange:
    """The metric itself; `p` is two-sided, and None where `note` says why."""

    before: float
    after: float
    rows_before: int
    rows_after: int
    p: float | None
    note: str | None = None

    @property
    def change(self) -> float:
        """By how much the metric rose, in its own unit."""
        return self.after - self.before
