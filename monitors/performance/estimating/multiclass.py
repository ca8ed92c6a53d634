"""Estimating a task of several classes: how often answers of a class with such a score were right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitors.entries.business import RightOrWrong
from monitors.performance.estimating.calibration import Calibration, calibrate
from monitors.performance.estimating.expected import EXPECTATIONS, Expected, Tosses, business_value

if TYPE_CHECKING:
    from monitors.entries.business import BusinessValue
    from monitors.performance.estimating.answered import Answered
    from monitors.performance.metrics.estimate import Floats, Undefined

FEWEST_OF_A_CLASS = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MulticlassEstimator:
    """The score of the answer against whether it was right: of each class with enough labels, and of all others."""

    of_class: Mapping[int, Calibration]
    of_all: Calibration

    def expect(self, metric: str, window: Answered) -> Expected | Undefined:
        """What the error rate or the accuracy will come to: answers are right with the probability of their score."""
        return EXPECTATIONS[metric](self._tosses(window))

    def expect_value(self, worth: BusinessValue, window: Answered) -> Expected:
        """What the answers will be worth on average, by right and wrong."""
        assert isinstance(worth, RightOrWrong)  # the shape of the entry saw to it
        each = np.ones(len(window.given))
        return business_value(self._tosses(window), if_positive=worth.right * each, if_negative=worth.wrong * each)

    def surprises(self, labelled: Answered) -> Floats:
        """Wrong (1 or 0) less the probability of being wrong, of each answer."""
        return self._chance(labelled) - labelled.outcome

    def _tosses(self, window: Answered) -> Tosses:
        right = np.ones(len(window.given))
        return Tosses(scores=window.given, said=right, chance=self._chance(window), weights=window.weights)

    def _chance(self, answers: Answered) -> Floats:
        chance = self.of_all.probability(answers.given)
        for code, calibration in self.of_class.items():
            chance = np.where(answers.said == code, calibration.probability(answers.given), chance)
        return chance


def fit_multiclass(labelled: Answered) -> MulticlassEstimator:
    """Learn from labelled answers how often they are right; a class with fewer than 200 of them shares one table."""
    codes, counts = np.unique(labelled.said, return_counts=True)
    enough = codes[counts >= FEWEST_OF_A_CLASS]
    tables = {int(code): _fit(labelled.only(labelled.said == code)) for code in enough}
    return MulticlassEstimator(of_class=tables, of_all=_fit(labelled))


def _fit(labelled: Answered) -> Calibration:
    return calibrate(labelled.given, labelled.outcome)
