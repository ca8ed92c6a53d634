"""The drift distance: what known shifts come to, and that chance alone comes to nothing."""

import math

import numpy as np
import pytest

from monitors.drift.distances import drift_distance, jensen_shannon, rows_needed, sampling_noise

REFERENCE = np.full(10, 1000.0)


def test_equal_histograms_are_no_distance_apart() -> None:
    assert jensen_shannon(REFERENCE, 3 * REFERENCE) == pytest.approx(0, abs=1e-12)
    assert drift_distance(REFERENCE, 3 * REFERENCE) == 0


def test_disjoint_histograms_are_nearly_one_apart() -> None:
    assert jensen_shannon([5, 0], [0, 5]) == pytest.approx(math.log(2))
    assert drift_distance([1e6, 0], [0, 1e6]) == pytest.approx(1, abs=1e-5)


def test_the_noise_formula_agrees_with_chance() -> None:
    dice = np.random.default_rng(7)
    equal = np.full(10, 0.1)
    found = [jensen_shannon(dice.multinomial(200, equal), dice.multinomial(2000, equal)) for _ in range(2000)]
    mean, deviation = sampling_noise(np.full(10, 20.0), np.full(10, 200.0))
    assert np.mean(found) == pytest.approx(mean, rel=0.05)
    assert np.std(found) == pytest.approx(deviation, rel=0.1)


def test_unchanged_windows_of_200_rows_are_near_nothing_once_the_noise_is_removed() -> None:
    dice = np.random.default_rng(8)
    windows = [dice.multinomial(200, np.full(10, 0.1)) for _ in range(500)]
    with_noise = [math.sqrt(jensen_shannon(window, REFERENCE) / math.log(2)) for window in windows]
    without = [drift_distance(window, REFERENCE) for window in windows]
    assert np.median(with_noise) > 0.08
    assert np.median(without) < 0.02
    assert np.mean([distance > 0.1 for distance in without]) < 0.03


@pytest.mark.parametrize("bins", [3, 11, 52])
def test_from_the_rows_needed_on_chance_hardly_ever_reaches_the_threshold(bins: int) -> None:
    dice, equal = np.random.default_rng(bins), np.full(bins, 1 / bins)
    reference = 10_000 * equal
    rows = math.ceil(rows_needed(reference, reference, threshold=0.1))
    distances = [drift_distance(dice.multinomial(rows, equal), dice.multinomial(10_000, equal)) for _ in range(2000)]
    assert np.mean([distance > 0.1 for distance in distances]) < 0.02


def test_a_reference_may_be_too_small_for_any_window() -> None:
    assert rows_needed([10] * 10, [5] * 10, threshold=0.1) == math.inf
