"""The YAML shape of what is measured on a model. Every field has a default; a model needs three lines."""

from collections.abc import Sequence
from datetime import timedelta
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from monitors.durations import Duration
from monitors.entries import (
    DoubledIds,
    Drift,
    EstimatedPerformance,
    LatencyP95,
    LogHealth,
    MissingShare,
    MonitorEntry,
    Need,
    OutOfRange,
    Performance,
    RowCount,
    SchemaChanges,
    Task,
    UnseenCategories,
    Volume,
)
from monitors.entries.metrics import METRIC_OF, Metric
from monitors.entries.performance import Slicing

Unit = Literal["hour", "day", "week"]


# They are looked up in the file system, and every model of a fleet names one.
_time_zones = cache(available_timezones)


def _known(timezone: str) -> str:
    zones = _time_zones()
    if timezone not in zones:
        nearest = get_close_matches(timezone, zones, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else "write one such as UTC or Europe/Berlin"
        raise PydanticCustomError(
            "timezone", "no time zone is called '{zone}'; {hint}", {"zone": timezone, "hint": hint}
        )
    return timezone


class RowWindow(BaseModel):
    """Windows by rows: for traffic so uneven that no hour or day says much."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int = Field(
        ge=20,
        description="So many rows in event time, oldest first; rows of one moment stay together. A window is complete "
        "once a later row is there.",
    )


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
    window: Unit | RowWindow = Field(
        default="day",
        description="The stretch measured at once: hour, day or week (from Monday), in local time; or {rows: 5000}, "
        "as long as so many rows take.",
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
    quiet_for: Duration = Field(
        default=timedelta(0),
        ge=timedelta(0),
        description="A window is looked at once none of its rows was logged for so long, e.g. 30m, but no later than "
        "`reopens_for` after it was ready. Needs `columns.logged_at` of the log. 0d: nobody waits for quiet.",
    )
    reopens_for: Duration = Field(
        default=timedelta(days=7),
        ge=timedelta(0),
        description="Rows and labels that come after a window was looked at open it again, up to so long after: its "
        "signals are amended, and so is its decision, if it would have been another. 0d: never.",
    )
    monitors: tuple[MonitorEntry, ...] = Field(
        default=(
            RowCount(),
            Volume(),
            LogHealth(),
            DoubledIds(),
            SchemaChanges(),
            MissingShare(),
            UnseenCategories(),
            OutOfRange(),
            Drift(),
            Performance(),
            LatencyP95(),
        ),
        min_length=1,
        description="What is measured, each entry by the name of its monitor. Unless given, what needs no settings.",
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
        """The one metric that an entry asks for, or the task's own; `Performance.asked` gives all of several."""
        return performance.metric or METRIC_OF[self.task]

    @model_validator(mode="after")
    def _metric_suits_the_task(self) -> Self:
        for entry in self.monitors:
            misfit = entry.misfit(self.task) if isinstance(entry, Performance | EstimatedPerformance) else None
            if misfit:
                raise PydanticCustomError("metric", "monitors: {misfit}", {"misfit": misfit})
        return self

    @model_validator(mode="after")
    def _slices_are_segments(self) -> Self:
        for entry in self.monitors:
            stranger = entry.stranger(self.sliced_by) if isinstance(entry, Performance) else None
            if stranger:
                raise PydanticCustomError("by", "monitors: {stranger}", {"stranger": stranger})
        return self

    @model_validator(mode="after")
    def _no_signal_is_measured_twice(self) -> Self:
        asked = [
            (name, column, entry.tag)
            for entry in self.monitors
            for name in entry.signals(self.task)
            for column in _columns(entry)
        ]
        for name, column, monitor in asked:
            whole = [one for one in asked if one[0] == name and (column is None or one[1] in {column, None})]
            if len(whole) > 1:
                said = column or ("the same columns" if whole[0][2] == whole[1][2] else f"what {whole[0][2]} measures")
                raise PydanticCustomError(
                    "twice",
                    "monitors: {monitor} measures {what} twice; keep one entry, or give each its own columns",
                    {"monitor": monitor, "what": said},
                )
        return self


def _columns(entry: MonitorEntry) -> Sequence[str | None]:
    """The columns that an entry names; None stands for all of them."""
    return getattr(entry, "columns", None) or (None,)
