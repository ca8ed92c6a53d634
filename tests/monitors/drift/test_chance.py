"""Once a window has the rows that are asked for, chance alone hardly ever reaches the threshold."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from monitors.drift import chance
from monitors.drift.distances import hellinger, population_stability

BINS, REFERENCE = 11, 10_000


@pytest.mark.parametrize(
    ("distance", "noise", "threshold"),
    [
        (population_stability, chance.population_stability_noise, 0.2),
        (hellinger, chance.hellinger_noise, 0.1),
    ],
)
def test_histograms(distance: Callable[..., float], noise: Callable[[float, float], float], threshold: float) -> None:
    dice, equal = np.random.default_rng(4), np.full(BINS, 1 / BINS)
    rows = math.ceil(chance.rows_for(noise(BINS - 1, threshold), REFERENCE))
    found = [distance(dice.multinomial(rows, equal), dice.multinomial(REFERENCE, equal)) for _ in range(2000)]
    assert np.mean([each > threshold for each in found]) < 0.02


def test_numbers() -> None:
    dice, reference = np.random.default_rng(6), np.sort(np.random.default_rng(1).normal(size=REFERENCE))
    ks_rows = math.ceil(chance.rows_for(chance.kolmogorov_smirnov_noise(0.1), REFERENCE))
    rows = math.ceil(chance.rows_for(chance.wasserstein_noise(0.1), REFERENCE))
    over = [_largest_gap(np.sort(dice.normal(size=ks_rows)), reference) > 0.1 for _ in range(1000)]
    shares = (np.arange(1000) + 0.5) / 1000
    quantiles = np.quantile(reference, shares)
    moved = [np.abs(np.quantile(dice.normal(size=rows), shares) - quantiles).mean() > 0.1 for _ in range(300)]
    assert np.mean(over) < 0.01
    assert np.mean(moved) < 0.02


def _largest_gap(window: np.ndarray, reference: np.ndarray) -> float:
    below = np.searchsorted(reference, window) / len(reference)
    steps = np.arange(len(window) + 1) / len(window)
    return float(np.maximum(np.abs(steps[1:] - below), np.abs(steps[:-1] - below)).max())
