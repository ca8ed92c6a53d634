"""The conditions on the clock and on what came before: how each is written in YAML."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from domain.durations import DURATION_EXAMPLES, duration_text, duration_words
from policies.known_keys import nearest
from policies.quantities import Duration, read_duration
from policies.shapes import Count, Judged, Name, Shape

TRAINING_WINDOW = "training_window"
_CRON_FIELDS = 5
_CRON_FORM = "write minute, hour, day of month, month and weekday, such as '0 6 * * MON'"


def known_zone(timezone: str) -> str:
    """The name of a time zone; refuses one that nobody knows."""
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        meant = _nearest_zone(timezone)
        remedy = f"did you mean {meant}?" if meant else "write one such as UTC or Europe/Berlin"
        raise PydanticCustomError("timezone", f"no time zone is called '{timezone}'; {remedy}") from error
    return timezone


def _nearest_zone(timezone: str) -> str | None:
    """The zone that was most likely meant: of that city, or of nearly that name."""
    zones = sorted(available_timezones())
    city = next((zone for zone in zones if zone.lower().endswith(f"/{timezone.lower()}")), None)
    return city or nearest(timezone, zones)


TimeZone = Annotated[str, AfterValidator(known_zone)]


def read_delay(raw: Any) -> Any:
    """Read a duration such as `28d`, or the word `training_window`."""
    return raw if raw == TRAINING_WINDOW else read_duration(raw)


def _written(after: timedelta | str) -> str:
    return after if isinstance(after, str) else duration_text(after)


FollowUpDelay = Annotated[
    timedelta | Literal["training_window"],
    BeforeValidator(read_delay),
    PlainSerializer(_written, when_used="json"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^([1-9][0-9]{0,7}[wdhm]|training_window)$",
            "examples": [*DURATION_EXAMPLES, TRAINING_WINDOW],
        }
    ),
]


class CronSchedule(Shape):
    """Moments by the calendar."""

    cron: str = Field(description="Five cron fields, e.g. '0 6 * * MON': Mondays at 06:00.")
    timezone: TimeZone = Field(default="UTC", description="The time zone the fields are meant in, e.g. Europe/Berlin.")

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

    after: FollowUpDelay = Field(
        description="How long after the first retraining was ordered, e.g. 28d; or training_window: as soon as the "
        "policy's sliding training window lies wholly after the change."
    )


class FollowUp(Judged):
    """True once, some time after a retraining that was promoted.

    The first retraining after a sudden change learns mostly from the time before it. One more, when enough data
    from after the change have come together, is worth more than any finer threshold.
    """

    follow_up: Delay = Field(description="How long after a promoted retraining one more is due.")

    def __str__(self) -> str:
        after = self.follow_up.after
        if isinstance(after, timedelta):
            return f"follow-up after {duration_words(after)}"
        return "follow-up once the training window lies after the change"


class Regret(Shape):
    """Whose cost is added up, and how much of it is enough."""

    signal: Name = Field(description="The signal of the model's error, e.g. mae or error_rate.")
    reaches: Annotated[float, Field(strict=True, gt=0, le=1000)] = Field(
        default=1.0, description="How many times the cost of a retraining it must reach, e.g. 1.0."
    )
    provisional: bool = Field(
        default=False, description="Accept values that later labels may still change; else they add nothing yet."
    )


class AccumulatedRegret(Judged):
    """True once the errors beyond the promised ones have cost as much as a retraining, by the model's `costs`.

    What a window cost is (value - baseline) x rows x the cost of one unit of error on one row; a window that is
    better than promised pays back, down to nothing.
    """

    regret: Regret = Field(description="Whose cost, and how much of it, e.g. {signal: mae, reaches: 1.0}.")

    def __str__(self) -> str:
        return f"regret of {self.regret.signal} reaches {self.regret.reaches:g} of a retraining's cost"
