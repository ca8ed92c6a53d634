"""Metrics of predicted probabilities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from monitors.performance.metrics.estimate import Estimate, Floats, Undefined, mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from monitors.performance.metrics.answers import ManyScored, ScoredAnswers

BINS = 10
_LEAST = float(np.finfo(np.float64).eps)
_ONE_CLASS = Undefined(reason="all labels are of one class, so there is nothing to tell apart")


def roc_auc(answers: ScoredAnswers) -> Estimate | Undefined:
    """The probability that a positive is scored above a negative, ties counting half; undefined for one class only.

    The influence of a row is its structural component: DeLong, DeLong and Clarke-Pearson (1988), Comparing the areas
    under two or more correlated receiver operating characteristic curves, Biometrics 44.
    """
    place, positives, negatives = _by_score(answers)
    n, p, q = len(place), positives.sum(), negatives.sum()
    if not p or not q:
        return _ONE_CLASS
    beaten = (np.cumsum(negatives) - negatives / 2) / q
    beating = (p - np.cumsum(positives) + positives / 2) / p
    value = float(np.dot(positives, beaten) / p)
    pull = np.where(answers.positive, (beaten[place] - value) * (n / p), (beating[place] - value) * (n / q))
    return Estimate(value=value, influence=pull, share_of=float(min(p, q)))


def average_precision(answers: ScoredAnswers) -> Estimate | Undefined:
    """The mean, over the positives, of the precision among all rows scored as high; undefined without a positive.

    AP = sum over scores u of c_u / P * T_u / N_u: c_u positives at u, T_u positives among the N_u rows at u or above.
    """
    place, positives, negatives = _by_score(answers)
    n, total = len(place), positives.sum()
    if not total:
        return Undefined(reason="no label is positive, so there was nothing to find")
    found = np.cumsum(positives[::-1])[::-1]
    rows = np.cumsum((positives + negatives)[::-1])[::-1]
    precision = found / rows
    value = float(np.dot(positives, precision) / total)
    lowered = np.cumsum(positives * found / rows**2)
    raised = np.cumsum(positives / rows)
    pull = np.where(answers.positive, (precision + raised - lowered)[place] - value, -lowered[place])
    return Estimate(value=value, influence=pull * (n / total), share_of=float(total))


def log_loss(answers: ScoredAnswers) -> Estimate:
    """The mean of -ln(probability that was given to what came true), probabilities kept off 0 and 1 by 2e-16."""
    return _log_loss(np.where(answers.positive, answers.scores, 1 - answers.scores))


def brier(answers: ScoredAnswers) -> Estimate:
    """The mean squared difference between the score and what came true, 0 to 1. Brier (1950)."""
    return mean(np.square(answers.scores - answers.positive), lowest=0.0)


def calibration_error(answers: ScoredAnswers) -> Estimate:
    """The expected calibration error: |mean score - share of positives| averaged over ten bins of equally many rows.

    Equal scores share a bin. Naeini, Cooper and Hauskrecht (2015), Obtaining well calibrated probabilities using
    Bayesian binning, AAAI; with equal-mass bins. It is never 0 by chance: the remark says what a perfectly
    calibrated model would show on as many rows.
    """
    return _calibration_error(answers.scores, answers.positive)


def many_log_loss(answers: ManyScored) -> Estimate:
    """The mean of -ln(probability that was given to the label)."""
    return _log_loss(answers.scores[np.arange(len(answers.labels)), answers.labels])


def many_brier(answers: ManyScored) -> Estimate:
    """The mean, over the rows, of the squared differences summed over the classes, 0 to 2. Brier (1950)."""
    truth = np.zeros_like(answers.scores)
    truth[np.arange(len(answers.labels)), answers.labels] = 1
    return mean(np.square(answers.scores - truth).sum(axis=1), lowest=0.0)


def top_calibration_error(answers: ManyScored) -> Estimate:
    """The expected calibration error of the likeliest class: its score against how often it is the label."""
    top = answers.scores.argmax(axis=1)
    return _calibration_error(answers.scores.max(axis=1), top == answers.labels)


def _log_loss(given: Floats) -> Estimate:
    return mean(-np.log(np.clip(given, _LEAST, 1 - _LEAST)), lowest=0.0)


def _calibration_error(scores: Floats, came_true: npt.NDArray[np.bool_]) -> Estimate:
    edges = np.unique(np.quantile(scores, np.arange(1, BINS) / BINS))
    bin_of_row = np.searchsorted(edges, scores, side="right")
    rows = np.bincount(bin_of_row).astype(float)
    gaps = np.bincount(bin_of_row, weights=scores - came_true)
    noise = np.sqrt(np.bincount(bin_of_row, weights=scores * (1 - scores)) * 2 / math.pi)
    signs = np.sign(gaps)[bin_of_row]
    found = mean(signs * (scores - came_true))
    expected = float(noise.sum() / rows.sum())
    return Estimate(
        value=found.value,
        influence=found.influence,
        lowest=0.0,
        remark=f"a perfectly calibrated model would show about {expected:.2g} on as many rows",
    )


def _by_score(answers: ScoredAnswers) -> tuple[npt.NDArray[np.intp], Floats, Floats]:
    """Each row's place among the different scores, from the lowest; positives and negatives at each of them."""
    _, place = np.unique(answers.scores, return_inverse=True)
    positives = np.bincount(place, weights=answers.positive).astype(np.float64)
    return place, positives, (np.bincount(place) - positives).astype(np.float64)
