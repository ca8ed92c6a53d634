"""The conditions of the policy language: how each is written in YAML. What each means: `policies.conditions`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import Field, Tag, field_validator, model_validator
from pydantic_core import PydanticCustomError

from domain.durations import duration_words
from policies.quantities import Duration
from policies.shapes import Count, Judged, Shape
from policies.signal_shapes import SignalCondition
from policies.tagging import by_key, tag

_CRON_FIELDS = 5
_CRON_FORM = "write minute, hour, day of month, month and weekday, such as '0 6 * * MON'"


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


class CronSchedule(Shape):
    """Moments by the calendar."""

    cron: str = Field(description="Five cron fields, e.g. '0 6 * * MON': Mondays at 06:00.")
    timezone: str = Field(default="UTC", description="The time zone the fields are meant in, e.g. Europe/Berlin.")

    @field_validator("cron")
    @classmethod
    def _ticks(cls, cron: str) -> str:
        if len(cron.split()) != _CRON_FIELDS:
            raise PydanticCustomError("cron", f"'{cron}' has {len(cron.split())} fields, not 5; {_CRON_FORM}")
        try:
            CronSim(cron, datetime(2000, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            raise PydanticCustomError("cron", f"'{cron}': {str(error).lower()}; {_CRON_FORM}") from error
        return cron

    @field_validator("timezone")
    @classmethod
    def _known(cls, timezone: str) -> str:
        try:
            ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise PydanticCustomError(
                "timezone", f"no time zone is called '{timezone}'; write one such as UTC or Europe/Berlin"
            ) from error
        return timezone


class Schedule(Judged):
    """True if the clock struck within the window, its end included and its start not."""

    schedule: CronSchedule = Field(description="When, by cron and time zone.")

    def __str__(self) -> str:
        return f"schedule {self.schedule.cron} ({self.schedule.timezone})"


class MaxAge(Judged):
    """True once what the champion was trained on ended at least so long ago."""

    max_age: Duration = Field(description="The age of the champion's newest training data, e.g. 8w.")

    def __str__(self) -> str:
        return f"champion at least {duration_words(self.max_age)} old"


class MinNewLabels(Judged):
    """True once so many labels have arrived for events that the champion was not trained on."""

    min_new_labels: Count = Field(description="How many labels.")

    def __str__(self) -> str:
        return f"at least {self.min_new_labels:,} new labels"


class Delay(Shape):
    """How long to wait."""

    after: Duration = Field(description="How long after the first retraining was ordered, e.g. 28d.")


class FollowUp(Judged):
    """True once, some time after a retraining that was promoted.

    The first retraining after a sudden change learns mostly from the time before it. One more, when enough data
    from after the change have come together, is worth more than any finer threshold.
    """

    follow_up: Delay = Field(description="How long after a promoted retraining one more is due.")

    def __str__(self) -> str:
        return f"follow-up after {duration_words(self.follow_up.after)}"


_KEYS = ("any", "all", "not", "at_least", "signal", "schedule", "max_age", "min_new_labels", "follow_up")
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
    | Annotated[FollowUp, Tag(tag("follow_up"))],
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


def signal_conditions(condition: Condition) -> Iterator[SignalCondition]:
    """Every condition on a signal, however deep it stands."""
    if isinstance(condition, SignalCondition):
        yield condition
    if isinstance(condition, Combination):
        for each in inside(condition):
            yield from signal_conditions(each)
