"""What a score has meant: the share that came true of the rows with such a score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitors.performance.metrics.estimate import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """A table of rising scores and the probabilities that belong to them; linear between, constant beyond the ends."""

    scores: Floats
    probabilities: Floats

    def probability(self, scores: Floats) -> Floats:
        """How probable it is, for each score, that it comes true."""
        return np.interp(scores, self.scores, self.probabilities)


def calibrate(scores: Floats, came_true: Floats) -> Calibration:
    """The isotonic regression of what came true (0 or 1) on the score; of at least one row.

    Zadrozny and Elkan (2002), Transforming classifier scores into accurate multiclass probability estimates, KDD.

    >>> calibrate(np.array([0.2, 0.4, 0.6, 0.8]), np.array([0.0, 1, 0, 1])).probability(np.array([0.1, 0.5])).tolist()
    [0.0, 0.5]
    """
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(out_of_bounds="clip").fit(scores, came_true)
    return Calibration(scores=np.asarray(fitted.X_thresholds_), probabilities=np.asarray(fitted.y_thresholds_))
