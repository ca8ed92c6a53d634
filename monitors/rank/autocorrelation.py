"""Whether consecutive windows resemble each other, and how much less a history then says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from monitors.rank.leave_one_out import Divergences

TOLERATED = 0.45
_SMALLEST_SHARE_OF_NOISE = 1e-3
_LARGEST = 0.99


def pooled_autocorrelation(history: Divergences) -> float:
    """How alike consecutive windows are, 0 to 1, from divergences (windows x features, in time order).

    The lag-1 autocorrelation r of the log divergences, all features pooled. A divergence grows with the square of
    how far a window lies from the usual, and the square of a series with autocorrelation phi has phi squared: hence
    the square root of r. A short history of W windows understates r by about (1 + 3 r) / W, which is added back.
    M. G. Kendall, Note on bias in the estimation of autocorrelation, Biometrika 41 (1954).
    """
    logs = _logs(history)
    known = np.isfinite(logs)
    mean = np.nansum(logs, axis=0) / np.maximum(1, known.sum(axis=0))
    moved = np.where(known, logs - mean, 0.0)
    total = float((moved**2).sum())
    found = float((moved[1:] * moved[:-1]).sum()) / total if total else 0.0
    unbiased = found + (1 + 3 * found) / len(logs) if total else 0.0
    return min(_LARGEST, math.sqrt(max(0.0, unbiased)))


def spacing(autocorrelation: float) -> int:
    """So many windows apart, two are about as good as independent: (1 + r) / (1 - r), rounded up.

    >>> spacing(0.0), spacing(0.5)
    (1, 3)
    """
    return max(1, math.ceil((1 + autocorrelation) / (1 - autocorrelation)))


def effective_windows(windows: int, autocorrelation: float) -> int:
    """The number of independent windows that say as much about a mean, W (1 - r) / (1 + r), rounded down.

    >>> effective_windows(28, 0.5)
    9
    """
    return math.floor(windows * (1 - autocorrelation) / (1 + autocorrelation))


def _logs(history: Divergences) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Log divergences; one of zero counts as a thousandth of the noise, and a constant feature as no information."""
    floor = np.where(history.noise > 0, history.noise * _SMALLEST_SHARE_OF_NOISE, np.nan)
    return np.log(np.maximum(history.found, floor))
