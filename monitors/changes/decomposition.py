"""The exact split of a metric's change into the mix of the traffic and the rates within its segments.

A metric that is a mean of losses, one a row, is the mean over segments s of m_s weighted by the shares w_s of the
rows. From the reference (0) to the window (1) it changes by

    m1 - m0 = sum over s of (w1_s - w0_s) (m0_s - m0)      mix: the segment has more or fewer of the rows
            + sum over s of w1_s (m1_s - m0_s)             rate: the segment's own mean moved

and nothing is left over. A segment with rows on one side only has one mean, which stands for both: all that it
contributes is mix. Kitagawa (1955), Components of a difference between two rates, Journal of the American
Statistical Association 50(272), with the interaction counted as rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentMeans:
    """One side: rows and mean loss of each segment, NaN for a mean of no rows, and the mean of all rows."""

    rows: Floats
    means: Floats
    overall: float

    @property
    def shares(self) -> Floats:
        """Each segment's share of the rows."""
        shares: Floats = self.rows / self.rows.sum()
        return shares


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """What each segment contributes to the change, in the unit of the losses."""

    mix: Floats
    rate: Floats


def segment_means(losses: Floats, codes: Codes, segments: int) -> SegmentMeans:
    """Rows and means by segment; `codes` holds each row's segment as a number below `segments`.

    >>> segment_means(np.array([1.0, 3.0, 8.0]), np.array([0, 0, 2]), 3).means.tolist()
    [2.0, nan, 8.0]
    """
    rows = np.bincount(codes, minlength=segments).astype(np.float64)
    sums = np.bincount(codes, weights=losses, minlength=segments)
    means = np.divide(sums, rows, out=np.full(segments, np.nan), where=rows > 0)
    return SegmentMeans(rows=rows, means=means, overall=float(losses.mean()))


def split_change(reference: SegmentMeans, window: SegmentMeans) -> Terms:
    """Mix and rate of each segment; all of them add up to `window.overall - reference.overall`.

    >>> before = segment_means(np.array([1.0, 1.0, 5.0, 5.0]), np.array([0, 0, 1, 1]), 2)
    >>> after = segment_means(np.array([1.0, 5.0, 5.0, 9.0]), np.array([0, 1, 1, 1]), 2)
    >>> terms = split_change(before, after)
    >>> terms.mix.tolist(), terms.rate.round(9).tolist()
    ([0.5, 0.5], [0.0, 1.0])
    """
    seen_before, seen_after = reference.rows > 0, window.rows > 0
    only_known = np.where(seen_after, window.means, reference.overall)
    means = np.where(seen_before, reference.means, only_known)
    moved = np.where(seen_before & seen_after, window.means - means, 0.0)
    return Terms(mix=(window.shares - reference.shares) * (means - reference.overall), rate=window.shares * moved)
