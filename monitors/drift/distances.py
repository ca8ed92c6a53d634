"""How far apart two histograms are, without the distance that sampling alone would put between them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from monitors.drift.chance import degrees_of_freedom, jensen_shannon_noise, rows_for

_LN2 = math.log(2)
_NO_SHARE = 1e-4


def jensen_shannon(window: npt.ArrayLike, reference: npt.ArrayLike) -> float:
    """The Jensen-Shannon divergence of two histograms over the same bins, in nats: 0 (equal) to ln 2 (disjoint).

    J = (KL(p || m) + KL(q || m)) / 2 with p and q the shares of the bins and m their mean.
    J. Lin, Divergence measures based on the Shannon entropy, IEEE Transactions on Information Theory 37 (1991).

    >>> round(jensen_shannon([1, 1], [1, 0]), 4)
    0.2158
    """
    p, q = (np.asarray(counts, dtype=np.float64) / np.sum(counts) for counts in (window, reference))
    middle = (p + q) / 2
    return max(0.0, (_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2)


def sampling_noise(window: npt.ArrayLike, reference: npt.ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation of J, in nats, between two samples of these sizes from one distribution.

    To the second order 8 J / (1/n + 1/m) is chi-squared with df degrees of freedom, df being one less than the
    number of bins that either sample fills; hence df/8 (1/n + 1/m) and sqrt(2 df)/8 (1/n + 1/m).
    I. Grosse et al., Analysis of symbolic sequences using the Jensen-Shannon divergence, Physical Review E 65 (2002).

    >>> sampling_noise([60, 40], [500, 500])
    (0.001375, 0.0019445436482630057)
    """
    n, m = np.asarray(window, dtype=np.float64), np.asarray(reference, dtype=np.float64)
    df = max(0, int(np.count_nonzero(n + m)) - 1)
    scale = (1 / float(n.sum()) + 1 / float(m.sum())) / 8
    return df * scale, math.sqrt(2 * df) * scale


def drift_distance(window: npt.ArrayLike, reference: npt.ArrayLike) -> float:
    """The Jensen-Shannon distance, base 2, with the mean of its sampling noise removed: 0 (equal) to 1.

    sqrt(max(0, J - E) / ln 2). Small windows of unchanged traffic then come to about 0 instead of to the noise.

    >>> drift_distance([55, 45], [500, 500])
    0.0
    >>> round(drift_distance([5500, 4500], [5000, 5000]), 3)
    0.042
    """
    mean, _ = sampling_noise(window, reference)
    return min(1.0, math.sqrt(max(0.0, jensen_shannon(window, reference) - mean) / _LN2))


def population_stability(window: npt.ArrayLike, reference: npt.ArrayLike) -> float:
    """The population stability index sum((p - q) ln(p / q)): 0 (equal) and up, a share of none counting as 0.0001.

    N. Siddiqi, Credit Risk Scorecards (2006), with the folklore: below 0.1 no change, above 0.2 a large one.

    >>> round(population_stability([60, 40], [50, 50]), 4)
    0.0405
    """
    p, q = (
        np.maximum(np.asarray(counts, dtype=np.float64) / np.sum(counts), _NO_SHARE) for counts in (window, reference)
    )
    return float(np.sum((p - q) * np.log(p / q)))


def hellinger(window: npt.ArrayLike, reference: npt.ArrayLike) -> float:
    """The Hellinger distance sqrt(1 - sum(sqrt(p q))): 0 (equal) to 1 (disjoint).

    E. Hellinger, Journal für die reine und angewandte Mathematik 136 (1909).

    >>> round(hellinger([60, 40], [50, 50]), 4), hellinger([1, 0], [0, 1])
    (0.0712, 1.0)
    """
    p, q = (np.asarray(counts, dtype=np.float64) / np.sum(counts) for counts in (window, reference))
    return math.sqrt(max(0.0, 1.0 - float(np.sum(np.sqrt(p * q)))))


def rows_needed(window: npt.ArrayLike, reference: npt.ArrayLike, *, threshold: float) -> float:
    """The window's rows from which on sampling noise hardly ever reaches a threshold on `drift_distance`.

    "Hardly ever" is three standard deviations of J. Infinite where the reference is too small for any window.

    >>> round(rows_needed([10] * 11, [1000] * 11, threshold=0.1))
    247
    """
    noise = jensen_shannon_noise(degrees_of_freedom(window, reference), threshold)
    return rows_for(noise, float(np.sum(reference)))


def _relative_entropy(p: npt.NDArray[np.float64], q: npt.NDArray[np.float64]) -> float:
    filled = p > 0
    return float(np.sum(p[filled] * np.log(p[filled] / q[filled])))
