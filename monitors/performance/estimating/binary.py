"""Estimating a binary task: labels as tosses with the probability that their score has meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitors.entries.business import BinaryValue, RightOrWrong
from monitors.performance.estimating.calibration import Calibration, calibrate
from monitors.performance.estimating.expected import EXPECTATIONS, Expected, Tosses, business_value
from monitors.performance.metrics.business import worth_of_outcomes

if TYPE_CHECKING:
    from monitors.entries.business import BusinessValue
    from monitors.performance.estimating.answered import Answered
    from monitors.performance.metrics.estimate import Floats, Undefined


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BinaryEstimator:
    """Fitted on labelled answers; knows of others what their scores say."""

    calibration: Calibration

    def expect(self, metric: str, window: Answered) -> Expected | Undefined:
        """What the metric will come to."""
        return EXPECTATIONS[metric](self._tosses(window))

    def expect_value(self, worth: BusinessValue, window: Answered) -> Expected:
        """What the answers will be worth on average."""
        assert isinstance(worth, BinaryValue | RightOrWrong)  # the shape of the entry saw to it
        said, no = window.said > 0, np.zeros(len(window.said), dtype=np.bool_)
        outcomes = worth if isinstance(worth, BinaryValue) else _outcomes(worth)
        return business_value(
            self._tosses(window),
            if_positive=worth_of_outcomes(~no, said, outcomes),
            if_negative=worth_of_outcomes(no, said, outcomes),
        )

    def surprises(self, labelled: Answered) -> Floats:
        """Wrong (1 or 0) less the probability of being wrong, of each answer."""
        chance = self.calibration.probability(labelled.given)
        wrong: Floats = np.not_equal(labelled.outcome, labelled.said).astype(float)
        return wrong - np.where(labelled.said > 0, 1 - chance, chance)

    def _tosses(self, window: Answered) -> Tosses:
        chance = self.calibration.probability(window.given)
        return Tosses(scores=window.given, said=window.said.astype(float), chance=chance, weights=window.weights)


def fit_binary(labelled: Answered) -> BinaryEstimator:
    """Learn from labelled answers what scores mean."""
    return BinaryEstimator(calibration=calibrate(labelled.given, labelled.outcome))


def _outcomes(worth: RightOrWrong) -> BinaryValue:
    return BinaryValue(
        true_positive=worth.right, true_negative=worth.right, false_positive=worth.wrong, false_negative=worth.wrong
    )
