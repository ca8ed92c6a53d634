"""Means of paired differences that respect that rows of one day are alike.

Rows of one day share weather, traffic and incidents, so they are no independent evidence. The variance of the mean
is therefore taken between days (the cluster-robust sandwich with the factor G / (G - 1) for few clusters) and held
against Student's t with G - 1 degrees of freedom:

    r_g = sum of (d_i - d) over the rows i of day g
    se  = sqrt(G / (G - 1) * sum of r_g squared) / n

Cameron, Gelbach and Miller (2008), Bootstrap-based improvements for inference with clustered errors, Review of
Economics and Statistics 90(3), sections II and III; Liang and Zeger (1986), Biometrika 73(1).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t as student_t

from domain.verdicts import Interval

FEWEST_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteredMean:
    """A mean over `rows` rows of `days` days, with its standard error between days."""

    mean: float
    standard_error: float
    rows: int
    days: int


def clustered_mean(differences: ArrayLike, days: ArrayLike) -> ClusteredMean | None:
    """The mean of the differences with its day-clustered standard error; None below seven days.

    `differences` holds one finite number a row, `days` that row's day in the same order.
    """
    values = np.asarray(differences, dtype=float)
    _, day_of_row = np.unique(np.asarray(days), return_inverse=True)
    count = int(day_of_row.max()) + 1 if len(values) else 0
    if count < FEWEST_DAYS:
        return None
    mean = float(values.mean())
    residuals = np.bincount(day_of_row, weights=values - mean)
    standard_error = float(np.sqrt(count / (count - 1) * np.square(residuals).sum()) / len(values))
    return ClusteredMean(mean=mean, standard_error=standard_error, rows=len(values), days=count)


def interval_of(spread: ClusteredMean, *, confidence: float) -> Interval:
    """The interval each of whose ends is a one-sided bound with this confidence.

    Both ends together cover the truth with 2 * confidence - 1, which is what the interval says of itself.
    """
    half_width = float(student_t.ppf(confidence, spread.days - 1)) * spread.standard_error
    return Interval(
        low=spread.mean - half_width,
        estimate=spread.mean,
        high=spread.mean + half_width,
        confidence=round(2 * confidence - 1, 12),
    )


def day_clustered(differences: ArrayLike, days: ArrayLike, *, confidence: float) -> Interval | None:
    """The mean difference between its two one-sided bounds of this confidence; None below seven days.

    >>> import numpy as np
    >>> days = np.repeat(np.arange(8), 3)
    >>> gains = np.tile([0.9, 1.0, 1.1], 8) + np.repeat([-0.2, 0.2], 12)
    >>> print(day_clustered(gains, days, confidence=0.95))
    +1 (90% interval +0.857 to +1.14)
    >>> day_clustered(gains[:18], days[:18], confidence=0.95) is None
    True
    """
    spread = clustered_mean(differences, days)
    return None if spread is None else interval_of(spread, confidence=confidence)


def harm_p_value(spread: ClusteredMean) -> float:
    """How likely a mean this low is if there is no harm: one-sided, for differences in which negative is harm.

    >>> round(harm_p_value(ClusteredMean(mean=-1.0, standard_error=0.5, rows=700, days=14)), 3)
    0.033
    """
    if spread.standard_error == 0:
        return 0.0 if spread.mean < 0 else 1.0
    return float(student_t.cdf(spread.mean / spread.standard_error, spread.days - 1))
