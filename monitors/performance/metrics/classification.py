"""Metrics of predicted classes, by counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from monitors.performance.metrics.estimate import Estimate, Floats, Undefined, ratio

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from monitors.performance.metrics.answers import ClassAnswers


def error_rate(answers: ClassAnswers) -> Estimate:
    """The share of wrong answers."""
    return _share(answers.labels != answers.predictions)


def accuracy(answers: ClassAnswers) -> Estimate:
    """The share of right answers."""
    return _share(answers.labels == answers.predictions)


def precision(truth: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_]) -> Estimate | Undefined:
    """The share of true ones among the positive answers; undefined without a positive answer."""
    if not said.any():
        return Undefined(reason="no answer was positive, so there is nothing to be precise about")
    return ratio((truth & said).astype(float), said.astype(float))


def recall(truth: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_]) -> Estimate | Undefined:
    """The share of found ones among the positive labels; undefined without a positive label."""
    if not truth.any():
        return Undefined(reason="no label is positive, so there was nothing to find")
    return ratio((truth & said).astype(float), truth.astype(float))


def f1(truth: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_]) -> Estimate | Undefined:
    """The harmonic mean of precision and recall, 2 TP / (answered positive + labelled positive)."""
    if not (truth.any() or said.any()):
        return Undefined(reason="neither a label nor an answer is positive")
    return ratio((truth & said).astype(float), (truth.astype(float) + said.astype(float)) / 2)


def macro_precision(answers: ClassAnswers) -> Estimate:
    """The mean of the classes' precisions, 0 for a class that is never the answer, as scikit-learn has it."""
    return _macro(answers, precision)


def macro_recall(answers: ClassAnswers) -> Estimate:
    """The mean of the classes' recalls, 0 for a class that is answered and never the label, as scikit-learn has it."""
    return _macro(answers, recall)


def macro_f1(answers: ClassAnswers) -> Estimate:
    """The mean of the classes' F1, over the classes that are a label or an answer."""
    return _macro(answers, f1)


def _share(counted: npt.NDArray[np.bool_]) -> Estimate:
    return ratio(counted.astype(float), np.ones(len(counted)))


def _macro(
    answers: ClassAnswers, measure: Callable[[npt.NDArray[np.bool_], npt.NDArray[np.bool_]], Estimate | Undefined]
) -> Estimate:
    classes = np.union1d(answers.labels, answers.predictions)
    total, influence = 0.0, np.zeros(len(answers.labels))
    for code in classes:
        found = measure(answers.labels == code, answers.predictions == code)
        if isinstance(found, Estimate):
            total, influence = total + found.value, influence + found.influence
    rows: Floats = influence / len(classes)
    return Estimate(value=total / len(classes), influence=rows, share_of=float(len(rows)))
