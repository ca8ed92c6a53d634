"""How good the answers are."""

from typing import Literal

from pydantic import Field

from monitors.entries.entry import Entry, Task

Metric = Literal["mae", "error_rate"]

METRIC_OF: dict[Task, Metric] = {"regression": "mae", "binary": "error_rate", "multiclass": "error_rate"}


class Performance(Entry):
    """The error of the version in force, once labels arrive, against the error it promised."""

    monitor: Literal["performance"] = Field(default="performance", description="Names the monitor.")
    metric: Metric | None = Field(
        default=None,
        description="mae (mean absolute error) or error_rate (share of wrong answers). "
        "If absent: mae for a regression, error_rate for a classification.",
    )
    worse_than_baseline_by: float = Field(
        default=0.1,
        ge=0,
        description="Breached by an error above the promised one times (1 + this); 0.1 is 10 % worse.",
    )
    min_labels: int = Field(default=100, ge=1, description="Unknown while fewer labelled rows than this are there.")

    def signals(self, task: Task) -> tuple[str, ...]:
        """By the metric's name."""
        return (self.metric or METRIC_OF[task],)
