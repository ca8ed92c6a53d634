"""The conditions of the policy language: how each is written in YAML. What each means: `policies.conditions`."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from policies.complaints import Location
from policies.history_shapes import AccumulatedRegret, FollowUp, MaxAge, MinNewLabels, Schedule
from policies.shapes import Count, Judged, Shape
from policies.signal_shapes import SignalCondition
from policies.tagging import by_key, tag


class AnyOf(Judged):
    """True if one of the conditions is."""

    any_of: tuple["Condition", ...] = Field(alias="any", min_length=1, description="Conditions, one of which suffices.")

    def __str__(self) -> str:
        return f"any of {len(self.any_of)}"


class AllOf(Judged):
    """True if all of the conditions are."""

    all_of: tuple["Condition", ...] = Field(alias="all", min_length=1, description="Conditions that must all be true.")

    def __str__(self) -> str:
        return f"all of {len(self.all_of)}"


class Not(Judged):
    """True if the condition is false."""

    negated: "Condition" = Field(alias="not", description="The condition that must be false.")

    def __str__(self) -> str:
        return "not"


class Quorum(Shape):
    """How many of which conditions."""

    n: Count = Field(description="How many must be true.")
    of: tuple["Condition", ...] = Field(min_length=1, description="The conditions that are counted.")

    @model_validator(mode="after")
    def _within_reach(self) -> "Quorum":
        if self.n > len(self.of):
            raise PydanticCustomError("quorum", f"n is {self.n}, of only {len(self.of)}; lower n or add conditions")
        return self


class AtLeast(Judged):
    """True if at least n of the conditions are."""

    at_least: Quorum = Field(description="How many of which conditions must be true.")

    def __str__(self) -> str:
        return f"at least {self.at_least.n} of {len(self.at_least.of)}"


_KEYS = ("any", "all", "not", "at_least", "signal", "schedule", "max_age", "min_new_labels", "follow_up", "regret")
_TELL, _CHECK = by_key(_KEYS, noun="condition")

Combination = AnyOf | AllOf | Not | AtLeast

Condition = Annotated[
    Annotated[AnyOf, Tag(tag("any"))]
    | Annotated[AllOf, Tag(tag("all"))]
    | Annotated[Not, Tag(tag("not"))]
    | Annotated[AtLeast, Tag(tag("at_least"))]
    | Annotated[SignalCondition, Tag(tag("signal"))]
    | Annotated[Schedule, Tag(tag("schedule"))]
    | Annotated[MaxAge, Tag(tag("max_age"))]
    | Annotated[MinNewLabels, Tag(tag("min_new_labels"))]
    | Annotated[FollowUp, Tag(tag("follow_up"))]
    | Annotated[AccumulatedRegret, Tag(tag("regret"))],
    _TELL,
    _CHECK,
]

for _shape in (AnyOf, AllOf, Not, Quorum, AtLeast):
    _shape.model_rebuild()


def inside(condition: Combination) -> tuple[Condition, ...]:
    """The conditions that a combination combines, in their order."""
    match condition:
        case AnyOf():
            return condition.any_of
        case AllOf():
            return condition.all_of
        case Not():
            return (condition.negated,)
        case AtLeast():
            return condition.at_least.of


def steps(condition: Condition) -> tuple[tuple[Location, Condition], ...]:
    """The conditions inside a condition, each with the keys and places that lead to it."""
    match condition:
        case AnyOf():
            return tuple((("any", place), each) for place, each in enumerate(condition.any_of))
        case AllOf():
            return tuple((("all", place), each) for place, each in enumerate(condition.all_of))
        case AtLeast():
            return tuple((("at_least", "of", place), each) for place, each in enumerate(condition.at_least.of))
        case Not():
            return ((("not",), condition.negated),)
        case _:
            return ()


def located(condition: Condition, place: Location = ()) -> Iterator[tuple[Location, Condition]]:
    """The condition and all those inside it, however deep, each with its place and before what is inside it."""
    yield place, condition
    for step, each in steps(condition):
        yield from located(each, (*place, *step))


def every(condition: Condition) -> Iterator[Condition]:
    """The condition and all those inside it, however deep, each before what is inside it."""
    return (each for _, each in located(condition))


def signal_conditions(condition: Condition) -> Iterator[SignalCondition]:
    """Every condition on a signal, however deep it stands."""
    return (each for each in every(condition) if isinstance(each, SignalCondition))


def signals_named(condition: Condition) -> Iterator[str]:
    """The names of the signals that the conditions read, as often as they are named."""
    for each in every(condition):
        if isinstance(each, SignalCondition):
            yield each.signal
        if isinstance(each, AccumulatedRegret):
            yield each.regret.signal
