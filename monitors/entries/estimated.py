"""How good the answers probably are, before their labels have come."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from monitors.entries.business import BUSINESS_VALUE, BinaryValue, PerUnitOfError, RightOrWrong, misfit_of
from monitors.entries.entry import Entry, Need, Task
from monitors.entries.metrics import METRIC_OF

Estimated = Literal["mae", "error_rate", "accuracy", "precision", "recall", "f1", "roc_auc"]

EstimableValue = BinaryValue | RightOrWrong | PerUnitOfError

ESTIMATED_OF: dict[Task, tuple[Estimated, ...]] = {
    "regression": ("mae",),
    "binary": ("error_rate", "accuracy", "precision", "recall", "f1", "roc_auc"),
    "multiclass": ("error_rate", "accuracy"),
}


class EstimatedPerformance(Entry):
    """What the labels will probably say, from the scores (or the predictions of a regression) alone.

    It rests on one assumption, that rows with the same score are as often positive as they were (of a regression: that
    predictions of the same size are as far off as they were), and puts it to the test as labels come. Where the test
    fails, or the window's scores are none that were seen with labels before, the signal is unknown and says so. Once a
    window's labels are final, a further signal a metric tells how far the estimate was off.
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
    business_value: EstimableValue | None = Field(
        default=None,
        description="What an answer is worth, as a further signal `estimated_business_value`: the mean per prediction "
        "that the scores lead to expect. Written as for `performance`, but for a value for each label and prediction: "
        "a multiclass model is estimated by right and wrong only.",
    )
    outside_at_most: float = Field(
        default=0.05,
        gt=0,
        lt=1,
        description="Unverifiable when more than this share of the window's scores lie outside the range of those seen "
        "with labels.",
    )

    def estimated(self, task: Task) -> tuple[str, ...]:
        """The metrics, without the prefix of their signals; the business value last."""
        names: tuple[str, ...] = self.metrics or (METRIC_OF[task],)
        return names if self.business_value is None else (*names, BUSINESS_VALUE)

    def signals(self, task: Task) -> tuple[str, ...]:
        """By the metrics' names: estimated_roc_auc, and then what labels say of each: roc_auc_estimate_error."""
        names = self.estimated(task)
        return (*(f"estimated_{name}" for name in names), *(f"{name}_estimate_error" for name in names))

    def misfit(self, task: Task) -> str | None:
        """What cannot be estimated for such a task, and what can; None if all can."""
        strangers = [name for name in self.estimated(task) if name not in (*ESTIMATED_OF[task], BUSINESS_VALUE)]
        if strangers:
            can = ", ".join(ESTIMATED_OF[task])
            return f"{strangers[0]} cannot be estimated for a {task}; write some of {can}"
        if self.business_value is None:
            return None
        if task == "multiclass" and not isinstance(self.business_value, RightOrWrong):
            return "business_value: of a multiclass only right and wrong can be estimated; write {right: 1, wrong: -3}"
        return misfit_of(self.business_value, task)

    @model_validator(mode="after")
    def _told_once(self) -> Self:
        for name in self.metrics or ():
            if (self.metrics or ()).count(name) > 1:
                raise PydanticCustomError("twice", "metrics: {name} is there twice; keep one", {"name": name})
        return self
