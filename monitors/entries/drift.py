"""How far distributions have moved: by the calibrated rank rule, or by a fixed threshold."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from monitors.entries.entry import Columns, Need
from monitors.entries.false_alarms import Calibrated

FixedMethod = Literal["psi", "jensen_shannon", "hellinger", "wasserstein", "ks"]
Method = Literal["rank"] | FixedMethod

# What the field takes for a lot, and who says so; each is as far as it goes for the traffic of nobody in particular.
FIXED_THRESHOLDS: Mapping[FixedMethod, float] = MappingProxyType(
    {"psi": 0.2, "jensen_shannon": 0.1, "hellinger": 0.1, "wasserstein": 0.1, "ks": 0.1}
)
_OF_RANK = ("false_alarms", "min_effect", "together")
_BOUNDED: tuple[FixedMethod, ...] = ("jensen_shannon", "hellinger", "ks")
_ROLLING_WINDOWS = 28
_MIN_EFFECT = 0.05


class Span(BaseModel):
    """A stretch of time that is known to have been ordinary."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)

    since: date = Field(alias="from", description="Its first day, in local time, e.g. 2026-01-01.")
    until: date = Field(alias="to", description="Its last day, in local time, e.g. 2026-03-31.")

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.until < self.since:
            raise PydanticCustomError(
                "span", "a reference from {since} to {until} is empty; write the earlier day first", _as_text(self)
            )
        return self

    def __str__(self) -> str:
        return f"{self.since} to {self.until}"


Reference = Literal["training", "rolling", "same_weekday"] | Span


class DriftRule(Calibrated):
    """How drift is told from what is usual; shared by the columns and the label."""

    needs: ClassVar[frozenset[Need]] = frozenset({Need.REFERENCE_WINDOWS, Need.PRECEDING})

    method: Method = Field(
        default="rank",
        description="rank: calibrated on the model's own reference windows, for a stated number of false alarms. The "
        "others hold a distance against a fixed threshold: psi, jensen_shannon, hellinger, wasserstein, ks.",
    )
    min_effect: float | None = Field(
        default=None,
        ge=0,
        lt=1,
        description="rank only: nothing below this alarms, however rare it is; a Jensen-Shannon distance (base 2, "
        "sampling noise removed), 0.05 if absent. That is a mean moved by an eighth of a standard deviation, or a "
        "share by 4 points.",
    )
    together: int | None = Field(
        default=None,
        ge=2,
        le=28,
        description="rank only: besides, the last so many windows are looked at as one, for half of the budget. Finds "
        "small changes that last, such as a tenth of a standard deviation, if min_effect allows it (0.03). Not asked "
        "where reference windows resemble each other.",
    )
    above: float | None = Field(
        default=None,
        gt=0,
        description="Not for rank: breached by a distance above this. If absent: psi 0.2 (credit scoring's rule of "
        "thumb), jensen_shannon 0.1 (base 2, noise removed; NannyML's constant), hellinger 0.1 (Evidently's), "
        "wasserstein 0.1 of the reference's standard deviations (Evidently's, Azure ML's), ks 0.1 (SageMaker's, for "
        "its distance of the same form).",
    )
    reference: Reference = Field(
        default="training",
        description="What a window is held against: training (the rows that the version in force was trained on, so "
        "it changes with every promotion); same_weekday (of those, only the windows of the same weekday); "
        "{from: DAY, to: DAY} (a stretch of time that was ordinary); rolling (the windows just before it: a second, "
        "informational view that never sees slow drift).",
    )
    windows: int | None = Field(
        default=None,
        ge=2,
        le=1000,
        description=f"rolling only: how many windows the reference has, {_ROLLING_WINDOWS} if absent.",
    )

    @property
    def smallest_effect(self) -> float:
        """The floor of the rank rule."""
        return _MIN_EFFECT if self.min_effect is None else self.min_effect

    @property
    def threshold(self) -> float:
        """What the value of a signal is held against: the rank rule's floor, or the fixed method's limit."""
        if self.method == "rank":
            return self.smallest_effect
        return FIXED_THRESHOLDS[self.method] if self.above is None else self.above

    @property
    def rolling_windows(self) -> int:
        """How many windows a rolling reference has."""
        return self.windows or _ROLLING_WINDOWS

    @model_validator(mode="after")
    def _no_word_is_idle(self) -> Self:
        if complaint := _idle(self):
            raise PydanticCustomError("method", "{complaint}", {"complaint": complaint})
        return self


class Drift(DriftRule):
    """How far each column's distribution has moved from the reference."""

    monitor: Literal["drift"] = Field(default="drift", description="Names the monitor.")
    columns: Columns | None = Field(default=None, description="Only these; all features and the prediction if absent.")


class LabelDrift(DriftRule):
    """How far the labels' distribution has moved from the reference."""

    monitor: Literal["label_drift"] = Field(default="label_drift", description="Names the monitor.")


def _as_text(span: Span) -> dict[str, str]:
    return {"since": str(span.since), "until": str(span.until)}


def _idle(rule: DriftRule) -> str | None:
    """A word that would change nothing, and what to write instead."""
    if rule.method == "rank" and rule.above is not None:
        return (
            f"above: {rule.above:g} is a fixed threshold, and method: rank finds its own; write min_effect for the "
            f"least effect that matters, or method: jensen_shannon beside above"
        )
    if rule.method != "rank" and (idle := rule.model_dump(include={*_OF_RANK}, exclude_none=True)):
        word = next(iter(idle))
        return f"{word} belongs to method: rank; write method: rank, or above: NUMBER for {rule.method}"
    if rule.windows is not None and rule.reference != "rolling":
        return "windows belongs to reference: rolling; write it beside, or leave windows out"
    if rule.method in _BOUNDED and rule.threshold >= 1:
        return f"above: {rule.threshold:g} can never be reached, {rule.method} is at most 1; write a number less than 1"
    return None
