"""Distances from sketches are those of the raw numbers, within the sketches' error."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from monitors.drift.binning import bin_together
from monitors.drift.distances import hellinger, population_stability
from monitors.drift.quantile_distances import kolmogorov_smirnov, wasserstein
from monitors.engines.columns import ColumnSummary
from monitors.engines.whylogs_profiles import profile_frame, read_payload

DICE = np.random.default_rng(5)
PAIRS: dict[str, tuple[Any, Any]] = {
    "moved": (DICE.normal(0.3, 1, 8000), DICE.normal(0, 1, 20_000)),
    "wider": (DICE.normal(0, 1.5, 8000), DICE.normal(0, 1, 20_000)),
    "skewed": (DICE.exponential(1.2, 8000), DICE.exponential(1, 20_000)),
    "whole numbers": (DICE.poisson(3, 8000).astype(float), DICE.poisson(2.5, 20_000).astype(float)),
    "the same": (DICE.normal(0, 1, 8000), DICE.normal(0, 1, 20_000)),
}


def a_column(values: Any) -> ColumnSummary:
    return read_payload(profile_frame(pd.DataFrame({"x": values}), at=datetime(2013, 4, 1, tzinfo=UTC)))["x"]


@pytest.mark.parametrize("pair", PAIRS)
def test_kolmogorov_smirnov_is_that_of_the_raw_numbers(pair: str) -> None:
    window, reference = PAIRS[pair]
    expected = stats.ks_2samp(window, reference).statistic
    assert kolmogorov_smirnov(a_column(window), a_column(reference)) == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize("pair", PAIRS)
def test_wasserstein_is_that_of_the_raw_numbers_in_standard_deviations(pair: str) -> None:
    window, reference = PAIRS[pair]
    expected = stats.wasserstein_distance(window, reference) / np.std(reference)
    assert wasserstein(a_column(window), a_column(reference)) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("pair", ["moved", "wider", "skewed", "the same"])
def test_binned_distances_are_those_of_the_raw_numbers_between_the_same_edges(pair: str) -> None:
    window, reference = PAIRS[pair]
    edges = [-np.inf, *np.quantile(reference, np.arange(1, 10) / 10), np.inf]
    p, q = (np.histogram(values, edges)[0] / len(values) for values in (window, reference))
    bins = bin_together(a_column(window), a_column(reference))
    assert bins is not None
    assert population_stability(bins.window, bins.reference) == pytest.approx(((p - q) * np.log(p / q)).sum(), abs=0.01)
    expected = np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum() / 2)
    assert hellinger(bins.window, bins.reference) == pytest.approx(expected, abs=0.01)


def test_constants_apart_are_as_far_apart_as_can_be() -> None:
    assert kolmogorov_smirnov(a_column([1.0] * 50), a_column([2.0] * 50)) == 1.0
    assert kolmogorov_smirnov(a_column([1.0] * 50), a_column([1.0] * 50)) == 0.0
