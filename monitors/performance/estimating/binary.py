"""Estimating a binary task: labels as tosses with the probability that their score has meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitors.performance.estimating.calibration import Calibration, calibrate
from monitors.performance.estimating.expected import EXPECTATIONS, Expected, Tosses

if TYPE_CHECKING:
    from monitors.performance.estimating.answered import Answered
    from monitors.performance.metrics.estimate import Floats, Undefined


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BinaryEstimator:
    """Fitted on labelled answers; knows of others what their scores say."""

    calibration: Calibration

    def expect(self, metric: str, window: Answered) -> Expected | Undefined:
        """What the metric will come to."""
        chance = self.calibration.probability(window.given)
        return EXPECTATIONS[metric](
            Tosses(scores=window.given, said=window.said.astype(float), chance=chance, weights=window.weights)
        )

    def surprises(self, labelled: Answered) -> Floats:
        """Wrong (1 or 0) less the probability of being wrong, of each answer."""
        chance = self.calibration.probability(labelled.given)
        wrong: Floats = np.not_equal(labelled.outcome, labelled.said).astype(float)
        return wrong - np.where(labelled.said > 0, 1 - chance, chance)


def fit_binary(labelled: Answered) -> BinaryEstimator:
    """Learn from labelled answers what scores mean."""
    return BinaryEstimator(calibration=calibrate(labelled.given, labelled.outcome))
