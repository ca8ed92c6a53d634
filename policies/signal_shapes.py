"""The condition on a signal: which signal, of which column, held against what, for how many windows."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from domain.signals import SignalState
from policies.quantities import Percentage, percentage_text
from policies.shapes import Count, Judged, Name, Number, Shape

_TESTS = ("is", "above", "below", "worse_than_baseline_by")


class Asked(StrEnum):
    """The states that a condition may ask for; the third, unknown, is never asked for but answered."""

    BREACHED = SignalState.BREACHED.value
    CALM = SignalState.CALM.value


class Quantifier(StrEnum):
    """Of which columns the condition must hold."""

    ANY = "any"
    EVERY = "every"


class ColumnCount(Shape):
    """Of how many columns the condition must hold."""

    at_least: Count = Field(description="How many columns.")


Columns = Annotated[
    Annotated[Quantifier, Tag("(word)")] | Annotated[ColumnCount, Tag("(count)")],
    Discriminator(lambda raw: "(count)" if isinstance(raw, dict | ColumnCount) else "(word)"),
]


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
    """True if the signal passes exactly one test: is, above, below or worse_than_baseline_by."""

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
    is_: Asked | None = Field(default=None, alias="is", description="The state that the monitor gave it.")
    above: Number | None = Field(default=None, description="True for values above this one.")
    below: Number | None = Field(default=None, description="True for values below this one.")
    worse_than_baseline_by: Percentage | None = Field(
        default=None, description="True for values worse than the signal's baseline by more than this, e.g. 10%."
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
    def _one_choice_of_columns(self) -> "SignalCondition":
        if self.column is not None and self.columns is not None:
            raise PydanticCustomError("one_choice", "found column and columns; keep one of them")
        return self

    def _tests(self) -> tuple[Any, ...]:
        return self.is_, self.above, self.below, self.worse_than_baseline_by

    def __str__(self) -> str:
        often = f", in {self.sustained.windows} of {self.sustained.of} windows" if self.sustained else ""
        return f"{self.signal}{self._whose()} {self._what()}{often}"

    def _whose(self) -> str:
        match self.columns:
            case None:
                return f" of {self.column}" if self.column else ""
            case ColumnCount(at_least=count):
                return f" of at least {count} columns"
            case Quantifier():
                return f" of {self.columns.value} column"

    def _what(self) -> str:
        if self.is_ is not None:
            return f"is {self.is_.value}"
        if self.worse_than_baseline_by is not None:
            return f"worse than its baseline by {percentage_text(self.worse_than_baseline_by)}"
        return f"above {self.above:g}" if self.above is not None else f"below {self.below:g}"
