"""How many rows it takes until chance alone hardly ever brings a distance to its threshold.

Every distance between two samples of one distribution grows with s = 1/n + 1/m, n and m being their rows. Each function
here gives the largest s at which chance stays below a threshold: three standard deviations above the mean, or 998 of
1,000. The sum of (p - q)^2 / p over the bins is s times a chi-squared with df degrees of freedom, one less than there
are filled bins; to the second order it is the population stability index, 8 times the squared Hellinger distance and 8
times the Jensen-Shannon divergence in nats.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

_DEVIATIONS = 3
_LN2 = math.log(2)

# The Kolmogorov-Smirnov distance by its limit 2 exp(-2 c^2); the Wasserstein distance in standard deviations by
# simulation of normal, exponential, log-normal, Student's t (5) and two-valued numbers, which came to 2.6 to 3.4.
_KS_ERRORS = 1.86
_WASSERSTEIN_ERRORS = 3.3


def population_stability_noise(df: float, threshold: float) -> float:
    """Of `distances.population_stability`."""
    return threshold / _chi_squared(df)


def hellinger_noise(df: float, threshold: float) -> float:
    """Of `distances.hellinger`."""
    return 8 * threshold**2 / _chi_squared(df)


def jensen_shannon_noise(df: float, threshold: float) -> float:
    """Of `distances.drift_distance`, whose mean noise is removed already."""
    return 8 * _LN2 * threshold**2 / (_DEVIATIONS * math.sqrt(2 * df))


def kolmogorov_smirnov_noise(threshold: float) -> float:
    """Of `quantile_distances.kolmogorov_smirnov`."""
    return (threshold / _KS_ERRORS) ** 2


def wasserstein_noise(threshold: float) -> float:
    """Of `quantile_distances.wasserstein`."""
    return (threshold / _WASSERSTEIN_ERRORS) ** 2


def degrees_of_freedom(window: npt.ArrayLike, reference: npt.ArrayLike) -> int:
    """One less than the bins that either side fills, at least one."""
    filled = np.asarray(window, dtype=np.float64) + np.asarray(reference, dtype=np.float64)
    return max(1, int(np.count_nonzero(filled)) - 1)


def rows_for(noise: float, reference_rows: float) -> float:
    """The window's rows at which 1/n + 1/m comes down to `noise`; infinite where the reference is too small for any.

    >>> round(rows_for(0.01, 400)), rows_for(0.01, 50)
    (133, inf)
    """
    share = noise - 1 / reference_rows
    return 1 / share if share > 0 else math.inf


def _chi_squared(df: float) -> float:
    return df + _DEVIATIONS * math.sqrt(2 * df)
