"""The metrics by their names: which tasks they measure, and what a file may say about one."""

from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from monitors.entries.entry import Task

Metric = Literal[
    "mae",
    "rmse",
    "mse",
    "mape",
    "median_ae",
    "r2",
    "bias",
    "error_rate",
    "accuracy",
    "precision",
    "recall",
    "f1",
    "roc_auc",
    "average_precision",
    "macro_precision",
    "macro_recall",
    "macro_f1",
    "log_loss",
    "brier",
    "calibration_error",
]

METRIC_OF: dict[Task, Metric] = {"regression": "mae", "binary": "error_rate", "multiclass": "error_rate"}
_OF_CLASSES: tuple[Metric, ...] = ("error_rate", "accuracy", "log_loss", "brier", "calibration_error")
METRICS_OF: dict[Task, tuple[Metric, ...]] = {
    "regression": ("mae", "rmse", "mse", "mape", "median_ae", "r2", "bias"),
    "binary": (*_OF_CLASSES, "precision", "recall", "f1", "roc_auc", "average_precision"),
    "multiclass": (*_OF_CLASSES, "macro_precision", "macro_recall", "macro_f1"),
}
HIGHER_IS_BETTER = frozenset(
    {
        "accuracy",
        "precision",
        "recall",
        "f1",
        "roc_auc",
        "average_precision",
        "macro_precision",
        "macro_recall",
        "macro_f1",
        "r2",
        "business_value",
    }
)
_BUILT_IN = frozenset[str]((*get_args(Metric), "business_value"))

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
DottedPath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")]


class AskedMetric(BaseModel):
    """One metric and what it is held against, if not against the baseline."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name = Field(description="The metric's name, which is its signal's too; a new one with `callable`.")
    above: float | None = Field(
        default=None,
        description="Breached above this; for metrics of which less is better. bias: above this, or below minus this.",
    )
    below: float | None = Field(default=None, description="Breached below this; for metrics of which more is better.")
    worse_than_baseline_by: float | None = Field(
        default=None, ge=0, description="As the entry's own, for this metric only."
    )
    callable: DottedPath | None = Field(
        default=None,
        description="A function of your own, `package.module:function`, that takes labels and predictions (as "
        "scikit-learn's metrics do) and returns a number. It has to be importable where the flow runs.",
    )
    takes: Literal["predictions", "scores"] | None = Field(
        default=None,
        description="With `callable`: what it takes beside the labels: predictions (if absent) or scores, for a "
        "multiclass model one column for each class by name. Classes come as 1 and 0 in a binary task, else by name.",
    )
    higher_is_better: bool | None = Field(default=None, description="With `callable`: whether more is better.")

    @property
    def is_higher_better(self) -> bool:
        """Whether the metric gets worse by falling."""
        return self.name in HIGHER_IS_BETTER if self.higher_is_better is None else self.higher_is_better

    @model_validator(mode="after")
    def _what_is_told_fits_together(self) -> Self:
        problem = self._misread_callable() or self._misread_limit()
        if problem:
            raise PydanticCustomError("metric", "{name}: {problem}", {"name": self.name, "problem": problem})
        return self

    def _misread_callable(self) -> str | None:
        if self.callable is None:
            if self.name not in _BUILT_IN:
                return f"no metric is called so; give it a callable, or write one of {', '.join(sorted(_BUILT_IN))}"
            told = self.takes is not None or self.higher_is_better is not None
            return "takes and higher_is_better are for a callable of your own; leave them out" if told else None
        if self.name in _BUILT_IN:
            return "this name is taken by a metric that is built in; give your callable another one"
        return "say whether more is better: higher_is_better: true, or false" if self.higher_is_better is None else None

    def _misread_limit(self) -> str | None:
        told = [each for each in (self.above, self.below, self.worse_than_baseline_by) if each is not None]
        if len(told) > 1:
            return "keep one of above, below and worse_than_baseline_by"
        if self.above is not None and self.is_higher_better:
            return "more of it is better, so it is breached below a limit; write below instead of above"
        if self.below is not None and not self.is_higher_better:
            return "less of it is better, so it is breached above a limit; write above instead of below"
        return None
