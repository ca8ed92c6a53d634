"""Whether a segment's mean loss moved differently from that of the rest of the traffic.

On each side the contrast of a segment s is c_s = mean of s - mean of the rest, and the difference in differences is
c_s of the window minus c_s of the reference: what moves all rows alike, as bad weather does, cancels. Rows of one
day or entity are alike, so the variance of c_s is taken between clusters g where the caller names them:

    u_g = sum of (l_i - mean of s) / n_s  over the rows of g in s  -  the same over the rows of g in the rest
    var = G / (G - 1) * sum of u_g squared                         G: the clusters that hold rows of s

without clusters from the variances of the rows, G being the fewer of those in s and in the rest. The variance of the
difference is the larger of two: of the sum of both sides' own, with the degrees of freedom of Welch (1947), The
generalization of Student's problem, Biometrika 34; and of the pooled one. A few rows without any error have no variance
of their own, and would make every other side of theirs significant. The ratio is held against Student's t. Clusters:
Liang and Zeger (1986), Biometrika 73(1); a segment that is found in few of them is judged as if there were no others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from monitors.changes.decomposition import Codes, Floats, segment_means

_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contrasts:
    """One side, arrays over the segments: c_s, its variance and the clusters (or rows) that this rests on.

    NaN where there is nothing to contrast: no rows in the segment or none outside, or a single cluster.
    """

    differences: Floats
    variances: Floats
    clusters: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EffectTests:
    """Arrays over the segments, NaN where unknown: difference in differences, in standard errors (z), two-sided p."""

    effects: Floats
    z: Floats
    p: Floats


def contrast(losses: Floats, codes: Codes, segments: int, clusters: Codes | None = None) -> Contrasts:
    """Each segment against the rest of the rows on one side; `clusters` holds each row's day or entity as 0, 1, ..."""
    means = segment_means(losses, codes, segments)
    outside = np.where(means.rows < losses.size, losses.size - means.rows, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = (losses.sum() - np.nan_to_num(means.means) * means.rows) / outside
        if clusters is None:
            held, variances = _between_rows(losses, codes, means.rows, means.means, rest)
        else:
            held, variances = _between_clusters(losses, codes, clusters, means.means, rest)
    return Contrasts(differences=means.means - rest, variances=_beyond_rounding(variances, losses), clusters=held)


def compare(reference: Contrasts, window: Contrasts) -> EffectTests:
    """The difference in differences of each segment, tested.

    Unknown where a side has no contrast, and where no loss varies at all.

    >>> losses, codes = np.array([1.0, 3.0, 2.0, 4.0]), np.array([0, 0, 1, 1])
    >>> found = compare(contrast(losses, codes, 2), contrast(losses + 5 * codes, codes, 2))
    >>> found.effects.tolist(), found.z.tolist(), found.p.round(3).tolist()
    ([-5.0, 5.0], [-2.5, 2.5], [0.13, 0.13])
    """
    effects = window.differences - reference.differences
    with np.errstate(invalid="ignore", divide="ignore"):
        own, own_degrees = _own_variance(reference, window)
        pooled, pooled_degrees = _pooled_variance(reference, window)
        variance, degrees = np.maximum(own, pooled), np.where(own >= pooled, own_degrees, pooled_degrees)
        z = np.where(variance > 0, effects / np.sqrt(variance), np.nan)
    return EffectTests(effects=effects, z=z, p=2 * stdtr(degrees, -np.abs(z)))


def _own_variance(reference: Contrasts, window: Contrasts) -> tuple[Floats, Floats]:
    """Each side by its own variance, and Welch's degrees of freedom."""
    variance = reference.variances + window.variances
    spread = reference.variances**2 / (reference.clusters - 1) + window.variances**2 / (window.clusters - 1)
    return variance, variance**2 / spread


def _pooled_variance(reference: Contrasts, window: Contrasts) -> tuple[Floats, Floats]:
    """Both sides by the variance that their clusters have together, and its degrees of freedom."""
    squares = [side.variances * side.clusters * (side.clusters - 1) for side in (reference, window)]
    degrees = reference.clusters + window.clusters - 2
    return (squares[0] + squares[1]) / degrees * (1 / reference.clusters + 1 / window.clusters), degrees


def mean_contrast(losses: Floats, clusters: Codes | None = None) -> Contrasts:
    """The mean of all rows with its variance, as the contrast of a single segment with nothing."""
    mean = float(losses.mean())
    sums = losses - mean if clusters is None else np.bincount(clusters, weights=losses - mean)
    held = float(losses.size if clusters is None else np.unique(clusters).size)
    variance = held / (held - 1) * float(np.square(sums).sum()) / losses.size**2 if held > 1 else np.nan
    variances = _beyond_rounding(np.array([variance]), losses)
    return Contrasts(differences=np.array([mean]), variances=variances, clusters=np.array([held]))


def _beyond_rounding(variances: Floats, losses: Floats) -> Floats:
    """Losses that are all alike vary a little by the rounding of their sums: that is no variance."""
    # NaN where nothing is known of a slice, infinite where it has one cluster: neither is rounded away.
    rounded = np.sqrt(variances) <= _ROUNDING * np.abs(losses).mean()
    return np.where(rounded, 0.0, variances)


def _between_rows(losses: Floats, codes: Codes, rows: Floats, means: Floats, rest: Floats) -> tuple[Floats, Floats]:
    """The fewer rows of segment and rest, and the sum of both squared standard errors."""
    squares = np.bincount(codes, weights=np.square(losses - means[codes]), minlength=len(rows))
    known = np.nan_to_num(means)
    apart = rows * np.square(known - rest[:, None])
    outside, outside_squares = losses.size - rows, squares.sum() - squares + apart.sum(axis=1) - np.diag(apart)
    variances = squares / (rows * (rows - 1)) + outside_squares / (outside * (outside - 1))
    return np.minimum(rows, outside), variances


def _between_clusters(
    losses: Floats, codes: Codes, clusters: Codes, means: Floats, rest: Floats
) -> tuple[Floats, Floats]:
    """The clusters that hold rows of the segment, and the variance between them; segment by segment to spare memory."""
    count, segments = int(clusters.max()) + 1, len(means)
    sums, rows = np.bincount(clusters, weights=losses), np.bincount(clusters).astype(np.float64)
    bounds = np.cumsum(np.bincount(codes, minlength=segments))
    order = np.argsort(codes.astype(np.int16), kind="stable")
    held, variances = np.zeros(segments), np.full(segments, np.nan)
    for segment, of_segment in enumerate(np.split(order, bounds[:-1])):
        inside = np.bincount(clusters[of_segment], minlength=count).astype(np.float64)
        inside_sums = np.bincount(clusters[of_segment], weights=losses[of_segment], minlength=count)
        here, elsewhere = float(len(of_segment)), float(len(losses) - len(of_segment))
        scores = (inside_sums - inside * means[segment]) / here
        scores -= (sums - inside_sums - (rows - inside) * rest[segment]) / elsewhere
        held[segment] = np.count_nonzero(inside)
        variances[segment] = held[segment] / (held[segment] - 1) * np.square(scores).sum()
    return held, variances
