"""Every metric there is, by task and name: what it looks at and how it is taken.

A new one is a function and a line here, and its name in `monitors.entries.metrics`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from monitors.performance.metrics import classification, probabilities, regression
from monitors.performance.metrics.estimate import Estimate, Undefined

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from monitors.entries.entry import Task
    from monitors.performance.metrics.answers import ClassAnswers

Sees = Literal["predictions", "scores"]
Measure = Callable[[Any], "Estimate | Undefined"]
OfPositives = Callable[["npt.NDArray[np.bool_]", "npt.NDArray[np.bool_]"], "Estimate | Undefined"]


def of_positives(measure: OfPositives, answers: ClassAnswers, positive: str | None) -> Estimate | Undefined:
    """A metric of the positive class; undefined where nobody knows which one that is."""
    is_positive = answers.classes.positive(positive)
    if isinstance(is_positive, Undefined):
        return is_positive
    return measure(is_positive[answers.labels], is_positive[answers.predictions])


def metric(task: Task, name: str, positive: str | None) -> tuple[Sees, Measure]:
    """What the metric looks at, and the function that takes it."""
    if task == "binary" and name in _OF_POSITIVES:
        return "predictions", partial(of_positives, _OF_POSITIVES[name], positive=positive)
    return _METRICS[task][name]


_OF_POSITIVES: Mapping[str, OfPositives] = {
    "precision": classification.precision,
    "recall": classification.recall,
    "f1": classification.f1,
}
_METRICS: Mapping[Task, Mapping[str, tuple[Sees, Measure]]] = {
    "regression": {
        "mae": ("predictions", regression.mae),
        "rmse": ("predictions", regression.rmse),
        "mse": ("predictions", regression.mse),
        "mape": ("predictions", regression.mape),
        "median_ae": ("predictions", regression.median_ae),
        "r2": ("predictions", regression.r2),
        "bias": ("predictions", regression.bias),
    },
    "binary": {
        "error_rate": ("predictions", classification.error_rate),
        "accuracy": ("predictions", classification.accuracy),
        "roc_auc": ("scores", probabilities.roc_auc),
        "average_precision": ("scores", probabilities.average_precision),
        "log_loss": ("scores", probabilities.log_loss),
        "brier": ("scores", probabilities.brier),
        "calibration_error": ("scores", probabilities.calibration_error),
    },
    "multiclass": {
        "error_rate": ("predictions", classification.error_rate),
        "accuracy": ("predictions", classification.accuracy),
        "macro_precision": ("predictions", classification.macro_precision),
        "macro_recall": ("predictions", classification.macro_recall),
        "macro_f1": ("predictions", classification.macro_f1),
        "log_loss": ("scores", probabilities.many_log_loss),
        "brier": ("scores", probabilities.many_brier),
        "calibration_error": ("scores", probabilities.top_calibration_error),
    },
}
