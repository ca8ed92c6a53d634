"""The longer ones of the tests that a signal can be put to: a band, a change, a trend."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from policies.complaints import shown
from policies.quantities import parse_percentage, percentage_text
from policies.shapes import Number, Shape
from policies.trends import least_chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much: a number in the signal's own unit, or a share of what it is held against."""

    value: float
    is_relative: bool

    def __str__(self) -> str:
        return percentage_text(self.value) if self.is_relative else f"{self.value:g}"


def read_amount(raw: Any) -> Amount:
    """Read `10%` or `2.5`; neither may be negative.

    >>> read_amount("10%"), read_amount(3)
    (Amount(value=0.1, is_relative=True), Amount(value=3.0, is_relative=False))
    """
    if isinstance(raw, Amount):
        return raw
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if is_number and 0 <= raw < float("inf"):
        return Amount(value=float(raw), is_relative=False)
    try:
        return Amount(value=parse_percentage(raw), is_relative=True)
    except PydanticCustomError as error:
        raise PydanticCustomError(
            "amount", f"{shown(raw)} is no amount; write a percentage such as 10%, or a number that is not negative"
        ) from error


def _written(amount: Amount) -> str | float:
    return f"{amount.value * 100:.10g}%" if amount.is_relative else amount.value


ByHowMuch = Annotated[
    Amount,
    BeforeValidator(read_amount),
    PlainSerializer(_written, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?\s?%$", "examples": ["10%", "2.5%"]},
                {"type": "number", "minimum": 0},
            ]
        }
    ),
]


class Against(StrEnum):
    """What a changed value is held against."""

    REFERENCE = "reference"
    PREVIOUS = "previous"
    BEST = "best"


class Direction(StrEnum):
    """Which changes count."""

    UP = "up"
    DOWN = "down"
    EITHER = "either"


class Change(Shape):
    """By how much a value differs from another one of the same signal."""

    by: ByHowMuch = Field(description="More than this: a percentage such as 10%, or a number in the signal's unit.")
    against: Against = Field(
        default=Against.REFERENCE,
        description="What it is held against: the reference (the signal's own baseline), the previous window, or the "
        "best window since the champion was promoted.",
    )
    direction: Direction = Field(default=Direction.EITHER, description="Which changes count: up, down or either.")

    def __str__(self) -> str:
        verb = {Direction.UP: "rose", Direction.DOWN: "fell", Direction.EITHER: "changed"}[self.direction]
        return f"{verb} by more than {self.by} against {AGAINST[self.against]}"


AGAINST = {
    Against.REFERENCE: "its baseline",
    Against.PREVIOUS: "the window before",
    Against.BEST: "its best since the promotion",
}


class Trend(Shape):
    """A steady rise or fall over some windows, steep enough to matter and too steady to be noise.

    Steep is told by the median of the slopes between all pairs of windows (Theil-Sen), steady by Mann and Kendall's
    test. Not known while one of the windows is not.
    """

    rises_by: Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)] | None = Field(
        default=None, description="True for values that rise by at least this much a window, in the signal's unit."
    )
    falls_by: Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)] | None = Field(
        default=None, description="True for values that fall by at least this much a window, in the signal's unit."
    )
    over: Annotated[int, Field(strict=True, ge=4, le=100)] = Field(
        description="Over how many windows, the window at hand included; 4 to 100."
    )
    p_below: Annotated[float, Field(strict=True, gt=0, le=0.5)] = Field(
        default=0.05, description="How rarely noise alone may look so steady, each time one asks; e.g. 0.05."
    )

    @model_validator(mode="after")
    def _one_direction(self) -> "Trend":
        if (self.rises_by is None) is (self.falls_by is None):
            found = "neither" if self.rises_by is None else "both"
            raise PydanticCustomError("trend", f"found {found} of rises_by and falls_by; write exactly one")
        return self

    @model_validator(mode="after")
    def _within_reach(self) -> "Trend":
        if least_chance(self.over) >= self.p_below:
            raise PydanticCustomError(
                "trend", f"{self.over} windows can never show a trend at p_below {self.p_below:g}; raise one of them"
            )
        return self

    @property
    def sign(self) -> int:
        """1 for a rise, -1 for a fall."""
        return 1 if self.rises_by is not None else -1

    @property
    def least(self) -> float:
        """The least rise or fall a window, not negative."""
        return (self.rises_by if self.rises_by is not None else self.falls_by) or 0.0

    def __str__(self) -> str:
        return f"{'rises' if self.sign > 0 else 'falls'} by at least {self.least:g} a window over {self.over} windows"


def read_band(raw: Any) -> Any:
    """Refuse a band whose ends are the wrong way round, and leave everything else to the shape."""
    low_and_high = 2
    if isinstance(raw, list | tuple) and len(raw) != low_and_high:
        raise PydanticCustomError("band", f"a band has two ends, found {len(raw)}; write [low, high]")
    numbers = isinstance(raw, list | tuple) and all(type(each) in (int, float) for each in raw)
    if numbers and raw[0] > raw[1]:
        raise PydanticCustomError("band", f"{raw[0]:g} is above {raw[1]:g}; write the lower end first: [low, high]")
    return raw


Band = Annotated[tuple[Number, Number], BeforeValidator(read_band)]
