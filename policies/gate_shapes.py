"""The gates of the policy language: how each is written in YAML. What each means: `policies.gates`."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from policies.complaints import shown
from policies.history_shapes import TimeZone
from policies.quantities import Duration
from policies.shapes import Count, Name, Shape

DRIFT_SIGNALS = ("drift", "label_drift", "domain_classifier", "evidently_drift", "evidently_drifted_share")
_PER = "In how long a period, counted back from the moment of deciding, e.g. 90d."
_Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]


def read_time(raw: Any) -> time:
    """Read `22:00`.

    >>> read_time("07:30")
    datetime.time(7, 30)
    """
    try:
        return raw if isinstance(raw, time) else time.fromisoformat(raw if len(raw) == len("22:00") else "")
    except (TypeError, ValueError) as error:
        raise PydanticCustomError(
            "time", f"{shown(raw)} is no time of day; write hours and minutes, such as 22:00"
        ) from error


TimeOfDay = Annotated[
    time,
    BeforeValidator(read_time),
    PlainSerializer(lambda moment: f"{moment:%H:%M}", when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["22:00", "07:00"]}),
]


class Weekday(StrEnum):
    """The days of the week, as cron names them."""

    MON = "MON"
    TUE = "TUE"
    WED = "WED"
    THU = "THU"
    FRI = "FRI"
    SAT = "SAT"
    SUN = "SUN"


class Budget(Shape):
    """How many retrainings a period may hold."""

    retrainings: Count = Field(description="How many retrainings.")
    per: Duration = Field(description=_PER)


class CostBudget(Shape):
    """What the retrainings of a period may cost."""

    cost: _Positive = Field(description="How much, in the trainer's own unit (seconds where it names none).")
    per: Duration = Field(description=_PER)


class DriftActions(Shape):
    """How many actions a period may hold that rest on drift."""

    at_most: Count = Field(description="How many of them.")
    per: Duration = Field(description=_PER)
    signals: tuple[Name, ...] = Field(
        default=DRIFT_SIGNALS,
        description="What is drift: an action rests on it if it would not be taken without these signals, be they "
        "breached or not known.",
    )


class CircuitBreaker(Shape):
    """When challengers that fail one after another stop the next one."""

    after: Count = Field(description="After how many in a row that failed or were refused.")
    lasts: Duration = Field(alias="for", description="For how long, counted from the order of the last one, e.g. 8w.")


class QuietHours(Shape):
    """Hours in which nothing is set in motion; a critical alert and a rollback come all the same."""

    begins: TimeOfDay = Field(alias="from", description='From when, e.g. "22:00".')
    ends: TimeOfDay = Field(
        alias="to", description='Until when, e.g. "07:00": on the next day where it is no later than `from`.'
    )
    timezone: TimeZone = Field(default="UTC", description="The time zone of both, e.g. Europe/Berlin.")
    days: tuple[Weekday, ...] = Field(
        default=tuple(Weekday), min_length=1, description="The days on which they begin, e.g. [SAT, SUN]; else all."
    )


class ExpectedGain(Shape):
    """What a retraining must be expected to save before it is worth its cost, by the model's `costs`.

    Expected is that it brings the error back to what was promised: the newest known excess over the baseline, on as
    many rows, in as many windows as `over` holds.
    """

    signal: Name = Field(description="The signal of the model's error, e.g. mae or error_rate.")
    over: Duration = Field(description="Over how long the saving counts, e.g. 4w.")
    at_least: _Positive = Field(default=1.0, description="How many times the cost of a retraining it must save.")


class Gates(Shape):
    """What holds an action back although the condition is true.

    Retrainings all of it; alerts, investigations and runs of deployments `drift_actions` and `quiet_hours`, runs
    `cooldown` too. Three gates need no word here: a retraining in flight and a silence always hold back, broken data
    unless `broken_data` is empty. A retraining counts for cooldown and budgets however it ended.
    """

    broken_data: tuple[Name, ...] = Field(
        default=("missing_share", "row_count"),
        description="Signals of quality: one of them breached in the window turns a retraining into an alert.",
    )
    cooldown: Duration | None = Field(
        default=None, description="The least time between two retrainings, or two runs of a deployment, e.g. 4w."
    )
    budget: Budget | None = Field(default=None, description="The most retrainings in a period.")
    cost_budget: CostBudget | None = Field(
        default=None, description="The most that the retrainings of a period may cost."
    )
    circuit_breaker: CircuitBreaker | None = Field(
        default=None,
        description="After how many failed or refused challengers in a row, and for how long, none is trained.",
    )
    min_new_labels: Count | None = Field(
        default=None, description="The least number of labels for events that the champion was not trained on."
    )
    expected_gain: ExpectedGain | None = Field(
        default=None, description="What a retraining must be expected to save, against what it costs."
    )
    drift_actions: DriftActions | None = Field(
        default=None,
        description="The most actions in a period that rest on drift; further drift is only recorded.",
    )
    quiet_hours: QuietHours | None = Field(
        default=None, description='Hours in which nothing is set in motion, e.g. {from: "22:00", to: "07:00"}.'
    )
