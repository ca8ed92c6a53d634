"""What a metric of a binary task will come to when every label is a toss with a known probability.

Confidence-based performance estimation: expected confusion counts, TP = sum of w p over the rows that were answered
positive, and so on; the area under the ROC curve counts each row as p of a positive and 1 - p of a negative. The spread
is that of the tosses alone (Poisson-binomial, linearised where the metric is a ratio), not that of the probabilities:

    spread squared = sum of w p (1 - p) (d metric / d label) squared

Guillory et al. (2021), Predicting with confidence on unseen distributions, ICCV; the method as NannyML describes it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from monitors.performance.metrics.estimate import Floats, Undefined


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A metric's expected value and the standard deviation of what it will come to."""

    value: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tosses:
    """Rows (or `weights` of them) with their score, whether the answer was positive (1 or 0), and p of a positive."""

    scores: Floats
    said: Floats
    chance: Floats
    weights: Floats


def error_rate(tosses: Tosses) -> Expected:
    """The expected share of wrong answers.

    >>> error_rate(Tosses(scores=np.ones(2), said=np.array([1.0, 0]), chance=np.array([0.5, 0.5]), weights=np.ones(2)))
    Expected(value=0.5, spread=0.3535533905932738)
    """
    wrong = np.where(tosses.said > 0, 1 - tosses.chance, tosses.chance)
    total = float(tosses.weights.sum())
    value = float(np.dot(tosses.weights, wrong)) / total
    return Expected(value=value, spread=_spread(tosses, np.full(len(wrong), 1 / total)))


def accuracy(tosses: Tosses) -> Expected:
    """The expected share of right answers."""
    wrong = error_rate(tosses)
    return Expected(value=1 - wrong.value, spread=wrong.spread)


def precision(tosses: Tosses) -> Expected | Undefined:
    """The expected share of true ones among the positive answers."""
    said = float(np.dot(tosses.weights, tosses.said))
    if not said:
        return Undefined(reason="no answer was positive, so there is nothing to be precise about")
    value = float(np.dot(tosses.weights * tosses.said, tosses.chance)) / said
    return Expected(value=value, spread=_spread(tosses, tosses.said / said))


def recall(tosses: Tosses) -> Expected | Undefined:
    """The expected share of found ones among the positives: the ratio of the two expectations."""
    positives = float(np.dot(tosses.weights, tosses.chance))
    if not positives:
        return _ONE_CLASS
    value = float(np.dot(tosses.weights * tosses.said, tosses.chance)) / positives
    return Expected(value=value, spread=_spread(tosses, (tosses.said - value) / positives))


def f1(tosses: Tosses) -> Expected | Undefined:
    """2 TP / (answered positive + positive), of the expectations."""
    both = float(np.dot(tosses.weights, tosses.chance + tosses.said))
    if not both:
        return _ONE_CLASS
    value = 2 * float(np.dot(tosses.weights * tosses.said, tosses.chance)) / both
    return Expected(value=value, spread=_spread(tosses, (2 * tosses.said - value) / both))


def business_value(tosses: Tosses, *, if_positive: Floats, if_negative: Floats) -> Expected:
    """The mean of what answers will be worth: each has one value if its label is positive, and one if not.

    >>> tosses = Tosses(scores=np.ones(2), said=np.array([1.0, 0]), chance=np.array([0.5, 0.5]), weights=np.ones(2))
    >>> business_value(tosses, if_positive=np.array([40.0, -100.0]), if_negative=np.array([-5.0, 0.0])).value
    -16.25
    """
    total = float(tosses.weights.sum())
    each = tosses.chance * if_positive + (1 - tosses.chance) * if_negative
    value = float(np.dot(tosses.weights, each)) / total
    return Expected(value=value, spread=_spread(tosses, (if_positive - if_negative) / total))


def roc_auc(tosses: Tosses) -> Expected | Undefined:
    """The probability that a positive is scored above a negative, ties counting half."""
    _, place = np.unique(tosses.scores, return_inverse=True)
    positives = np.bincount(place, weights=tosses.weights * tosses.chance)
    negatives = np.bincount(place, weights=tosses.weights * (1 - tosses.chance))
    p, q = float(positives.sum()), float(negatives.sum())
    if not p or not q:
        return _ONE_CLASS
    beaten = (np.cumsum(negatives) - negatives / 2) / q
    beating = (p - np.cumsum(positives) + positives / 2) / p
    value = float(np.dot(positives, beaten)) / p
    return Expected(value=value, spread=_spread(tosses, ((beaten - value) / p - (beating - value) / q)[place]))


def _spread(tosses: Tosses, slope: Floats) -> float:
    return math.sqrt(float(np.dot(tosses.weights * tosses.chance * (1 - tosses.chance), np.square(slope))))


_ONE_CLASS = Undefined(reason="by their scores all labels will be of one class")

EXPECTATIONS: Mapping[str, Callable[[Tosses], Expected | Undefined]] = {
    "error_rate": error_rate,
    "accuracy": accuracy,
    "precision": precision,
    "recall": recall,
    "f1": f1,
    "roc_auc": roc_auc,
}
