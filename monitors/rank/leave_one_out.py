"""Many histograms at once: each reference window against the others, or one window against the reference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]
LARGEST = math.log(2)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Divergences:
    """Jensen-Shannon divergences in nats, and what sampling alone brings them to on average; of one shape.

    NaN in both where either side has no rows.
    """

    found: Floats
    noise: Floats

    def of_windows(self, chosen: npt.NDArray[np.bool_]) -> Divergences:
        """Those of the chosen windows, the first axis."""
        return Divergences(found=self.found[chosen], noise=self.noise[chosen])

    def only(self, features: npt.NDArray[np.bool_]) -> Divergences:
        """The same with all other features, the last axis, unknown."""
        return Divergences(found=np.where(features, self.found, np.nan), noise=np.where(features, self.noise, np.nan))

    @property
    def effect(self) -> Floats:
        """The Jensen-Shannon distance, base 2, with the mean of its sampling noise removed: 0 to 1."""
        excess = np.maximum(0.0, self.found - self.noise)
        return np.minimum(1.0, np.sqrt(excess / LARGEST))


def divergences(window: Floats, reference: Floats) -> Divergences:
    """`distances.jensen_shannon` and the mean of `distances.sampling_noise`, along the last axis.

    >>> one = divergences(np.array([[1.0, 1.0], [0.0, 0.0]]), np.array([[1.0, 0.0], [5.0, 5.0]]))
    >>> one.found.round(4).tolist(), one.noise.tolist()
    ([0.2158, nan], [0.1875, nan])
    """
    n, m = window.sum(axis=-1), reference.sum(axis=-1)
    known = (n > 0) & (m > 0)
    rows, reference_rows = np.where(known, n, np.nan), np.where(known, m, np.nan)
    p, q = window / rows[..., None], reference / reference_rows[..., None]
    middle = (p + q) / 2
    found = (_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2
    noise = degrees_of_freedom(window + reference) / 8 * (1 / rows + 1 / reference_rows)
    return Divergences(found=np.where(known, np.maximum(0.0, found), np.nan), noise=noise)


def leave_one_out(counts: Floats, strata: Sequence[str]) -> Divergences:
    """Each window (windows x features x bins) against the sum of the other windows of its stratum.

    Returns windows x features; a stratum's only window has nothing to be compared with, and is NaN.

    >>> twins = np.array([[[9.0, 1.0]], [[1.0, 9.0]], [[5.0, 5.0]]])
    >>> leave_one_out(twins, ["workday", "workday", "weekend"]).found.round(3).tolist()
    [[0.368], [0.368], [nan]]
    """
    totals = by_stratum(counts, strata)
    others = np.stack([totals[stratum] for stratum in strata]) - counts
    return divergences(counts, others)


def by_stratum(counts: Floats, strata: Sequence[str]) -> dict[str, Floats]:
    """The sum of each stratum's windows, features x bins."""
    names = np.asarray(strata)
    return {stratum: counts[names == stratum].sum(axis=0) for stratum in dict.fromkeys(strata)}


def degrees_of_freedom(counts: Floats) -> npt.NDArray[np.int_]:
    """One less than the number of bins that hold anything, along the last axis."""
    return np.asarray(np.maximum(0, np.count_nonzero(counts, axis=-1) - 1))


def _relative_entropy(p: Floats, q: Floats) -> Floats:
    filled = p > 0
    ratio = np.divide(p, q, out=np.ones_like(p), where=filled)
    return np.asarray((np.where(filled, p, 0.0) * np.log(ratio)).sum(axis=-1))
