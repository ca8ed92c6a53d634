"""Trends: the statistics held against scipy's, their rate of false alarms, and the condition on a signal."""

import random

import pytest
from scipy.stats import kendalltau, theilslopes

from domain.decisions import Truth
from policies.trends import chance_of_rising, least_chance, slope
from tests.builders import a_week
from tests.policies.builders import a_condition, a_history, answer, mae

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
RISING = "{signal: mae, trend: {rises_by: 0.1, over: 5}}"


def noise(count: int, seed: int) -> list[float]:
    dice = random.Random(seed)
    return [dice.gauss(0, 1) for _ in range(count)]


@pytest.mark.parametrize("count", [4, 7, 12, 20])
def test_slope_and_chance_are_those_of_scipy(count: int) -> None:
    values = noise(count, seed=count)
    expected = kendalltau(range(count), values, alternative="greater", method="exact").pvalue
    assert chance_of_rising(values) == pytest.approx(expected)
    assert slope(values) == pytest.approx(theilslopes(values)[0])


@pytest.mark.parametrize("values", [noise(60, seed=1), [round(value, 1) for value in noise(30, seed=2)]])
def test_many_values_and_ties_are_nearly_as_scipy_says(values: list[float]) -> None:
    expected = kendalltau(range(len(values)), values, alternative="greater").pvalue
    assert chance_of_rising(values) == pytest.approx(expected, abs=0.02)


def test_values_that_never_differ_show_no_trend() -> None:
    assert chance_of_rising([3.0] * 8) == 1.0


def test_the_least_chance_is_that_of_the_one_order_that_always_rises() -> None:
    assert chance_of_rising([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx(least_chance(5))


@pytest.mark.parametrize("count", [5, 8, 30])
def test_noise_is_taken_for_a_trend_no_more_often_than_the_level_says(count: int) -> None:
    trials = 2000
    found = sum(chance_of_rising(noise(count, seed=seed)) < 0.05 for seed in range(trials))
    assert 0.02 < found / trials < 0.065


@pytest.mark.parametrize(
    ("newest_first", "truth"),
    [
        ([8.0, 7.8, 7.6, 7.4, 7.2], T),
        ([8.0, 7.95, 7.9, 7.85, 7.8], F),  # steady, but not steep
        ([9.0, 7.2, 8.1, 7.5, 7.4], F),  # steep, but not steady
        ([7.2, 7.4, 7.6, 7.8, 8.0], F),
        ([8.0, 7.8, None, 7.4, 7.2], U),
        ([8.0, 7.8, 7.6, 7.4], U),
    ],
)
def test_a_rise_must_be_steep_and_steady(newest_first: list[float | None], truth: Truth) -> None:
    assert answer(RISING, *(mae(value, week=-back) for back, value in enumerate(newest_first))).truth is truth


def test_a_fall_is_a_rise_turned_round() -> None:
    falling = "{signal: mae, trend: {falls_by: 0.1, over: 5}}"
    assert answer(falling, *(mae(7 + back / 5, week=-back) for back in range(5))).truth is T
    assert answer(falling, *(mae(9 - back / 5, week=-back) for back in range(5))).truth is F


def test_a_trend_says_how_steep_how_likely_and_over_which_windows() -> None:
    trace = answer(RISING, *(mae(8 - back / 5, week=-back) for back in range(5)))
    assert trace.because == "mae rises by 0.2 a window over 5 windows (limit rises by 0.1), p 0.00833 (limit 0.05)"
    steep, steady = trace.readings
    assert (steep.limit, steep.is_true_at_limit, steady.limit, steady.is_true_above) == (0.1, True, 0.05, False)
    assert steep.window is not None
    assert (steep.window.start, steep.window.end) == (a_week(-4).start, a_week(0).end)
    assert trace.rule == "all"


def test_a_trend_wants_all_its_windows_from_one_champion() -> None:
    past = tuple(mae(8 - back / 5, week=-back) for back in range(1, 5))
    trace = answer(RISING, mae(8), history=a_history(*past, champion_since=a_week(-2).start))
    assert trace.truth is U
    assert trace.because == "mae is known in 3 of the 5 windows that a trend needs"


def test_a_trend_can_be_sustained() -> None:
    often = "{signal: mae, trend: {rises_by: 0.1, over: 4}, sustained: {windows: 2, of: 2}}"
    assert answer(often, *(mae(8 - back / 5, week=-back) for back in range(5))).truth is T
    assert answer(often, *(mae(8 - back / 5, week=-back) for back in range(4))).truth is U


def test_a_trend_is_told_in_words() -> None:
    assert str(a_condition(RISING)) == "mae rises by at least 0.1 a window over 5 windows"
