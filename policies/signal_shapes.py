"""The condition on a signal: which signal, of which column and slice, put to which test, for how many windows."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from domain.signals import SignalState
from policies.choice_shapes import ColumnCount, Columns, OneSlice, Quantifier, SliceCount, Slices
from policies.complaints import refuse_at
from policies.quantities import Percentage, percentage_text
from policies.shapes import Count, Judged, Name, Number, Shape
from policies.signal_test_shapes import Band, Change, Trend

_TESTS = ("is", "above", "below", "outside", "worse_than_baseline_by", "changed_by", "trend")


class Asked(StrEnum):
    """The states that a condition may ask for; the third, unknown, is never asked for but answered."""

    BREACHED = SignalState.BREACHED.value
    CALM = SignalState.CALM.value


class Sustained(Shape):
    """How often the test must hold among the last windows.

    It is not enough that it held: a window at hand in which it does not hold answers false, because what has passed
    needs no action. Windows before the champion was in force count as false.
    """

    windows: Count = Field(description="In how many windows the test must hold.")
    of: Annotated[int, Field(strict=True, ge=1, le=1000)] = Field(
        description="Among how many of the last windows, the window at hand included."
    )

    @model_validator(mode="after")
    def _within_reach(self) -> "Sustained":
        if self.windows > self.of:
            raise PydanticCustomError(
                "sustained", f"{self.windows} windows of the last {self.of} can never be; raise `of` or lower `windows`"
            )
        return self


class SignalCondition(Judged):
    """True if the signal passes exactly one test: is, above, below, outside, worse_than_baseline_by, changed_by, trend.

    Without `segment` and `segments` it reads what was measured over the whole traffic.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"oneOf": [{"required": [test]} for test in _TESTS]}
    )

    signal: Name = Field(description="The signal's name, e.g. mae, error_rate, drift, missing_share, row_count.")
    column: Name | None = Field(
        default=None, description="The one column, for a signal that is measured per column, e.g. temp or prediction."
    )
    columns: Columns | None = Field(
        default=None, description="Of which columns the rest must hold, each on its own: any, every, {at_least: 3}."
    )
    segment: OneSlice | None = Field(
        default=None, description="The one slice of the traffic, e.g. carrier=UA; else all of it."
    )
    segments: Slices | None = Field(
        default=None, description="Of which slices the rest must hold, each on its own: any, every, {at_least: 3}."
    )
    is_: Asked | None = Field(default=None, alias="is", description="The state that the monitor gave it.")
    above: Number | None = Field(default=None, description="True for values above this one.")
    until_below: Number | None = Field(
        default=None, description="With above: stays true, once it was, until a value lies below this one."
    )
    below: Number | None = Field(default=None, description="True for values below this one.")
    until_above: Number | None = Field(
        default=None, description="With below: stays true, once it was, until a value lies above this one."
    )
    outside: Band | None = Field(default=None, description="True for values below the first or above the second one.")
    worse_than_baseline_by: Percentage | None = Field(
        default=None, description="True for values worse than the signal's baseline by more than this, e.g. 10%."
    )
    changed_by: Change | None = Field(
        default=None,
        description="True for values that differ from the reference, the previous window or the best one, e.g. "
        "{by: 10%, against: previous, direction: up}.",
    )
    trend: Trend | None = Field(
        default=None, description="True for values that rise or fall steadily, e.g. {rises_by: 0.1, over: 8}."
    )
    sustained: Sustained | None = Field(default=None, description="How often, e.g. {windows: 2, of: 3}; else once.")
    provisional: bool = Field(
        default=False, description="Accept values that later labels may still change; else those are not known yet."
    )

    @model_validator(mode="after")
    def _one_test(self) -> "SignalCondition":
        given = [key for key, value in zip(_TESTS, self._tests(), strict=True) if value is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise PydanticCustomError("one_test", f"found {found} of the tests {', '.join(_TESTS)}; keep exactly one")
        return self

    @model_validator(mode="after")
    def _one_choice_each(self) -> "SignalCondition":
        if self.column is not None and self.columns is not None:
            raise PydanticCustomError("one_choice", "found column and columns; keep one of them")
        if self.segment is not None and self.segments is not None:
            raise PydanticCustomError("one_choice", "found segment and segments; keep one of them")
        return self

    @model_validator(mode="after")
    def _clears_on_the_calm_side(self) -> "SignalCondition":
        for fires, clears, side in (("above", "until_below", 1), ("below", "until_above", -1)):
            limit, clear = getattr(self, fires), getattr(self, clears)
            if clear is None:
                continue
            if limit is None:
                refuse_at(f"goes with {fires} only; write {fires} as the test, or remove it", [(clears,)], of="Signal")
            elif side * clear > side * limit:
                told = "lower it" if side > 0 else "raise it"
                refuse_at(f"{clear:g} would clear what {fires} {limit:g} fires; {told}", [(clears,)], of="Signal")
        return self

    @property
    def depth(self) -> int | None:
        """How many windows it looks at, the window at hand included; None for all since the promotion."""
        if self.until_below is not None or self.until_above is not None:
            return None
        return None if self.changed_by and self.changed_by.against == "best" else self.sustained_of + self.further

    @property
    def sustained_of(self) -> int:
        """Among how many of the last windows the test is counted."""
        return self.sustained.of if self.sustained else 1

    @property
    def further(self) -> int:
        """How many windows before a window its test needs besides, of those that are counted from it."""
        if self.trend is not None:
            return self.trend.over - 1
        return 1 if self.changed_by and self.changed_by.against == "previous" else 0

    def _tests(self) -> tuple[Any, ...]:
        return tuple(getattr(self, "is_" if test == "is" else test) for test in _TESTS)

    def __str__(self) -> str:
        often = f", in {self.sustained.windows} of {self.sustained.of} windows" if self.sustained else ""
        return f"{self.signal}{self._whose()}{self._where()} {self._what()}{often}"

    def _whose(self) -> str:
        match self.columns:
            case None:
                return f" of {self.column}" if self.column else ""
            case ColumnCount(at_least=count):
                return f" of at least {count} columns"
            case Quantifier():
                return f" of {self.columns.value} column"

    def _where(self) -> str:
        match self.segments:
            case None:
                return f" where {self.segment}" if self.segment else ""
            case SliceCount(at_least=count):
                return f" in at least {count} slices"
            case Quantifier():
                return f" in {self.segments.value} slice"

    def _what(self) -> str:
        if self.is_ is not None:
            return f"is {self.is_.value}"
        if self.worse_than_baseline_by is not None:
            return f"worse than its baseline by {percentage_text(self.worse_than_baseline_by)}"
        if self.outside is not None:
            return f"outside {self.outside[0]:g} to {self.outside[1]:g}"
        if self.changed_by is not None or self.trend is not None:
            return str(self.changed_by or self.trend)
        return self._beyond()

    def _beyond(self) -> str:
        if self.above is not None:
            return f"above {self.above:g}" + (
                f" until below {self.until_below:g}" if self.until_below is not None else ""
            )
        return f"below {self.below:g}" + (f" until above {self.until_above:g}" if self.until_above is not None else "")
