"""How good the answers probably are, before their labels have come."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from monitors.entries.entry import Entry, Need, Task
from monitors.entries.metrics import METRIC_OF

Estimated = Literal["mae", "error_rate", "accuracy", "precision", "recall", "f1", "roc_auc"]

ESTIMATED_OF: dict[Task, tuple[Estimated, ...]] = {
    "regression": ("mae",),
    "binary": ("error_rate", "accuracy", "precision", "recall", "f1", "roc_auc"),
    "multiclass": ("error_rate", "accuracy"),
}


class EstimatedPerformance(Entry):
    """What the labels will probably say, from the scores (or the predictions of a regression) alone.

    It rests on one assumption, that rows with the same score are as often positive as they were (of a regression: that
    predictions of the same size are as far off as they were), and puts it to the test as labels come. Where the test
    fails, or the window's scores are none that were seen with labels before, the signal is unknown and says so.
    """

    monitor: Literal["estimated_performance"] = Field(default="estimated_performance", description="Names the monitor.")
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LABELLED_BEFORE})
    metrics: Annotated[tuple[Estimated, ...], Field(min_length=1)] | None = Field(
        default=None,
        description="What is estimated; each signal is called estimated_ and this name. If absent: mae for a "
        "regression, error_rate for a classification.",
    )
    worse_than_baseline_by: float = Field(
        default=0.1,
        ge=0,
        description="Breached by an estimate this much worse than the promised error or, for metrics that nothing was "
        "promised in, than their value on labelled rows from before; 0.1 is 10 % worse.",
    )
    min_labels: int = Field(
        default=500, ge=100, description="Unknown while fewer labelled rows from before are there to calibrate with."
    )
    min_rows: int = Field(default=100, ge=1, description="Unknown while the window has fewer rows than this.")
    outside_at_most: float = Field(
        default=0.05,
        gt=0,
        lt=1,
        description="Unverifiable when more than this share of the window's scores lie outside the range of those seen "
        "with labels.",
    )

    def estimated(self, task: Task) -> tuple[str, ...]:
        """The metrics, without the prefix of their signals."""
        return self.metrics or (METRIC_OF[task],)

    def signals(self, task: Task) -> tuple[str, ...]:
        """By the metrics' names, as in estimated_roc_auc."""
        return tuple(f"estimated_{name}" for name in self.estimated(task))

    def misfit(self, task: Task) -> str | None:
        """What cannot be estimated for such a task, and what can; None if all can."""
        strangers = [name for name in self.estimated(task) if name not in ESTIMATED_OF[task]]
        can = ", ".join(ESTIMATED_OF[task])
        return f"{strangers[0]} cannot be estimated for a {task}; write some of {can}" if strangers else None

    @model_validator(mode="after")
    def _told_once(self) -> Self:
        for name in self.metrics or ():
            if (self.metrics or ()).count(name) > 1:
                raise PydanticCustomError("twice", "metrics: {name} is there twice; keep one", {"name": name})
        return self
