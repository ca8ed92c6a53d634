"""How far apart two columns of numbers are, from their quantile sketches; missing values take no part."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from monitors.engines.columns import ColumnSummary, Floats

_POINTS = 1000
_SHARES = ((np.arange(_POINTS) + 0.5) / _POINTS).tolist()


def wasserstein(window: ColumnSummary, reference: ColumnSummary) -> float | None:
    """The Wasserstein-1 distance in standard deviations of the reference; None where these are zero.

    The mean distance between the two quantile functions at 1,000 evenly spread shares; the deviation is of the same
    quantiles. L. N. Vaserstein, Problems of Information Transmission 5 (1969).
    """
    ours, theirs = window.quantiles(_SHARES), reference.quantiles(_SHARES)
    deviation = float(np.std(theirs))
    return float(np.mean(np.abs(ours - theirs))) / deviation if deviation > 0 else None


def kolmogorov_smirnov(window: ColumnSummary, reference: ColumnSummary) -> float | None:
    """The largest distance between the two cumulative distributions, 0 to 1, at and just after both sides' quantiles.

    N. V. Smirnov, Annals of Mathematical Statistics 19 (1948).
    """
    points = np.unique([*window.quantiles(_SHARES), *reference.quantiles(_SHARES)])
    steps = np.unique([*points, *np.nextafter(points, math.inf)])
    finite = steps[np.isfinite(steps)].tolist()
    return float(np.max(np.abs(_cumulative(window, finite) - _cumulative(reference, finite))))


def _cumulative(column: ColumnSummary, steps: list[float]) -> Floats:
    """The share of numbers below each step."""
    return np.asarray(np.cumsum(column.counts_between(steps))[:-1] / column.numbers)
