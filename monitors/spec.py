"""The YAML shape of what is measured on a model. Every field has a default; a model needs three lines."""

from collections.abc import Sequence
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from monitors.durations import Duration
from monitors.entries import Drift, LatencyP95, MissingShare, MonitorEntry, Need, Performance, RowCount, Task
from monitors.entries.performance import METRIC_OF, Metric

Unit = Literal["hour", "day", "week"]
Slicing = str | Annotated[tuple[str, str], Field(min_length=2)]


def _known(timezone: str) -> str:
    zones = available_timezones()
    if timezone not in zones:
        nearest = get_close_matches(timezone, zones, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else "write one such as UTC or Europe/Berlin"
        raise PydanticCustomError(
            "timezone", "no time zone is called '{zone}'; {hint}", {"zone": timezone, "hint": hint}
        )
    return timezone


class MonitoringSpec(BaseModel):
    """What is measured on a model's traffic, over which windows, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: Task = Field(
        default="regression",
        description="What is predicted: a number (regression), one of two classes (binary) or of several (multiclass).",
    )
    timezone: Annotated[str, AfterValidator(_known)] = Field(
        default="UTC", description="Whose hours, days and weeks are meant: an IANA name such as Europe/Berlin."
    )
    window: Unit = Field(
        default="day", description="The stretch measured at once: hour, day or week (from Monday), in local time."
    )
    ready_after: Duration | None = Field(
        default=None,
        ge=timedelta(0),
        description="A window is looked at once it ended this long ago, e.g. 12h; when its labels have matured if "
        "absent. Looked at earlier, its performance is not known yet.",
    )
    labels_mature_after: Duration = Field(
        default=timedelta(days=7),
        ge=timedelta(0),
        description="Performance is provisional until a window ended this long ago, e.g. 7d.",
    )
    positive: str | None = Field(
        default=None,
        description="Binary only: the class that the score is the probability of, as it stands in the labels. "
        "If absent: 1, true or yes.",
    )
    segments: tuple[Slicing, ...] = Field(
        default=(),
        description="Slices that are measured on their own: a column, or a pair such as [origin, carrier].",
    )
    sample_rows: int = Field(
        default=500,
        ge=0,
        le=100_000,
        description="So many whole rows of each window are kept in the ledger, drawn evenly, for what sketches cannot "
        "answer: swapping in features, the domain classifier, comparison with a second source. 0: none.",
    )
    monitors: tuple[MonitorEntry, ...] = Field(
        default=(RowCount(), MissingShare(), Drift(), Performance(), LatencyP95()),
        min_length=1,
        description="What is measured, each entry by the name of its monitor. All of them unless given.",
    )

    @property
    def sliced_by(self) -> tuple[tuple[str, ...], ...]:
        """The columns of each slicing, one or two."""
        return tuple((asked,) if isinstance(asked, str) else asked for asked in self.segments)

    @property
    def needs(self) -> frozenset[Need]:
        """What any of the monitors needs to see besides the window and the merged reference."""
        return frozenset(need for entry in self.monitors for need in entry.needs)

    @property
    def waits(self) -> timedelta:
        """How long after its end a window is looked at."""
        return self.labels_mature_after if self.ready_after is None else self.ready_after

    def metric(self, performance: Performance) -> Metric:
        """The metric that an entry asks for, or the task's own."""
        return performance.metric or METRIC_OF[self.task]

    @model_validator(mode="after")
    def _metric_suits_the_task(self) -> Self:
        for entry in self.monitors:
            if isinstance(entry, Performance) and self.metric(entry) != METRIC_OF[self.task]:
                raise PydanticCustomError(
                    "metric",
                    "monitors: {metric} does not measure a {task}; write metric: {right}, or leave it out",
                    {"metric": entry.metric, "task": self.task, "right": METRIC_OF[self.task]},
                )
        return self

    @model_validator(mode="after")
    def _no_signal_is_measured_twice(self) -> Self:
        asked = [(entry.monitor, column) for entry in self.monitors for column in _columns(entry)]
        for monitor, column in asked:
            whole = [other for other in asked if other[0] == monitor and (column is None or other[1] in {column, None})]
            if len(whole) > 1:
                raise PydanticCustomError(
                    "twice",
                    "monitors: {monitor} measures {what} twice; keep one entry, or give each its own columns",
                    {"monitor": monitor, "what": column or "the same columns"},
                )
        return self


def _columns(entry: MonitorEntry) -> Sequence[str | None]:
    """The columns that an entry names; None stands for all of them."""
    return (entry.columns if isinstance(entry, MissingShare | Drift) else None) or (None,)
