"""Estimating a regression: how far off predictions of such a size were.

The expected |error| is taken to be a function of the prediction and of nothing else. That sees predictions moving to
where the model is known to be worse; it does not see rows becoming harder at equal predictions, nor a relation between
features and label that changed. Both show when labels come, in the test of `monitors.performance.estimating.trust`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitors.entries.business import PerUnitOfError
from monitors.performance.estimating.expected import Expected

if TYPE_CHECKING:
    from monitors.entries.business import BusinessValue
    from monitors.performance.estimating.answered import Answered
    from monitors.performance.metrics.estimate import Codes, Floats

_FEWEST_BINS, _MOST_BINS, _ROWS_A_BIN = 5, 50, 50
_CLIPPED_ABOVE = 0.99


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ErrorCurve:
    """Bins of equally many labelled predictions, with the mean and the variance of their |errors|.

    For the test, which needs bounded surprises, errors are clipped at `clip`, their 99th percentile; `clipped` are the
    means of those, in units of it.
    """

    edges: Floats
    means: Floats
    variances: Floats
    clip: float
    clipped: Floats

    def expect(self, metric: str, window: Answered) -> Expected:
        """What the mean absolute error (the only metric there is) will come to, in the label's unit."""
        assert metric == "mae"  # the shape of the entry saw to it
        places = np.searchsorted(self.edges, window.given, side="right")
        total = float(window.weights.sum())
        variance = float(np.dot(window.weights, self.variances[places]))
        return Expected(
            value=float(np.dot(window.weights, self.means[places])) / total, spread=math.sqrt(variance) / total
        )

    def expect_value(self, worth: BusinessValue, window: Answered) -> Expected:
        """What the answers will be worth on average, by how far they are off."""
        assert isinstance(worth, PerUnitOfError)  # the shape of the entry saw to it
        error = self.expect("mae", window)
        return Expected(value=worth.per_unit_of_error * error.value, spread=abs(worth.per_unit_of_error) * error.spread)

    def surprises(self, labelled: Answered) -> Floats:
        """The clipped error less the expected one, in units of the clip."""
        places = np.searchsorted(self.edges, labelled.given, side="right")
        return np.asarray(_in_clips(labelled.outcome, self.clip) - self.clipped[places])


def fit_regression(labelled: Answered) -> ErrorCurve:
    """Learn from labelled predictions how far off they are: 5 to 50 bins, of at least about fifty rows."""
    bins = int(np.clip(len(labelled.given) // _ROWS_A_BIN, _FEWEST_BINS, _MOST_BINS))
    edges = np.unique(np.quantile(labelled.given, np.arange(1, bins) / bins))
    places = np.searchsorted(edges, labelled.given, side="right")
    held, place = np.unique(places, return_inverse=True)
    edges = edges[held[1:] - 1] if len(held) > 1 else np.empty(0)
    clip = float(np.quantile(labelled.outcome, _CLIPPED_ABOVE))
    means = _means(place, labelled.outcome)
    return ErrorCurve(
        edges=edges,
        means=means,
        variances=_means(place, np.square(labelled.outcome - means[place])),
        clip=clip,
        clipped=_means(place, _in_clips(labelled.outcome, clip)),
    )


def _in_clips(errors: Floats, clip: float) -> Floats:
    """The errors as shares of the clip, 1 at most."""
    return np.minimum(errors / (clip or 1.0), 1.0)


def _means(place: Codes, values: Floats) -> Floats:
    return np.bincount(place, weights=values) / np.bincount(place)
