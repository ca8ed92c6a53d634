"""Metrics of predicted numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from monitors.performance.metrics.estimate import Estimate, Undefined, mean

if TYPE_CHECKING:
    from monitors.performance.metrics.answers import NumberAnswers
    from monitors.performance.metrics.estimate import Floats


def mae(answers: NumberAnswers) -> Estimate:
    """The mean of |prediction - label|, in the label's unit."""
    return mean(np.abs(answers.errors), lowest=0.0)


def mse(answers: NumberAnswers) -> Estimate:
    """The mean of the squared errors, in the label's unit squared."""
    return mean(np.square(answers.errors), lowest=0.0)


def rmse(answers: NumberAnswers) -> Estimate:
    """The root of the mean squared error, in the label's unit; its interval by the delta method.

    >>> from monitors.performance.metrics.answers import NumberAnswers
    >>> rmse(NumberAnswers(labels=np.zeros(2), predictions=np.array([3.0, 3.0]))).value
    3.0
    """
    squared = mse(answers)
    value = math.sqrt(squared.value)
    return Estimate(value=value, influence=squared.influence / (2 * value or 1), lowest=0.0)


def mape(answers: NumberAnswers) -> Estimate | Undefined:
    """The mean of |prediction - label| / |label|, as a share: 0.1 is 10 %. Undefined where a label is 0."""
    zeros = int(np.count_nonzero(answers.labels == 0))
    if zeros:
        return Undefined(reason=f"{zeros} labels are 0, of which nothing is a percentage; mae has no such gap")
    return mean(np.abs(answers.errors / answers.labels), lowest=0.0)


def median_ae(answers: NumberAnswers) -> Estimate:
    """The median of |prediction - label|, in the label's unit.

    Its interval turns that of the share of rows below it back into the unit: Woodruff (1952), Confidence intervals for
    medians and other position measures, JASA 47.
    """
    errors = np.sort(np.abs(answers.errors))
    value = float(np.median(errors))
    below = np.abs(answers.errors) <= value
    return Estimate(value=value, influence=below - below.mean(), of_share=lambda share: _quantile(errors, share))


def r2(answers: NumberAnswers) -> Estimate | Undefined:
    """The share of the labels' variance that the predictions explain; below 0 when worse than the labels' mean."""
    apart = np.square(answers.labels - answers.labels.mean())
    variance = float(apart.mean())
    if variance == 0:
        return Undefined(reason="all labels are equal, so there is no variance to explain")
    errors = np.square(answers.errors)
    unexplained = float(errors.mean()) / variance
    pull = -(errors - unexplained * apart) / variance
    return Estimate(value=1 - unexplained, influence=pull, below=1.0 if unexplained else None)


def bias(answers: NumberAnswers) -> Estimate:
    """The mean of prediction - label, in the label's unit; above 0 when the predictions are too high."""
    return mean(answers.errors)


def _quantile(ordered: Floats, share: float) -> float:
    return float(np.quantile(ordered, share))
