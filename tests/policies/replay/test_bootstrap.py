from collections.abc import Callable

import numpy as np
import pytest

from policies.replay.bootstrap import Days, block_length, difference

Dice = np.random.Generator


def independent(dice: Dice, days: int) -> Days:
    return dice.normal(size=days)


def autoregressive(dice: Dice, days: int) -> Days:
    shocks = dice.normal(size=days + 50)
    for day in range(1, len(shocks)):
        shocks[day] += 0.5 * shocks[day - 1]
    return shocks[50:]


def reigns(dice: Dice, days: int, lasting: int = 14) -> Days:
    """One level after the other, each for two weeks in the mean, and noise on it."""
    changes = np.cumsum(dice.random(days) < 1 / lasting)
    return dice.normal(size=days + 1)[changes] + dice.normal(size=days)


@pytest.mark.parametrize("days", [80, 150])
@pytest.mark.parametrize(
    ("simulate", "lasting", "at_least"),
    [(independent, 0, 0.91), (autoregressive, 0, 0.88), (reigns, 14, 0.84)],
)
def test_the_interval_covers_the_truth_about_as_often_as_it_says(
    simulate: Callable[[Dice, int], Days], lasting: float, days: int, at_least: float
) -> None:
    dice = np.random.default_rng(1)
    found = [difference(simulate(dice, days), seed=seed, lasting=lasting) for seed in range(300)]
    covers = np.mean([not each.is_clear for each in found if each is not None])
    assert at_least <= covers <= 0.985


def test_an_interval_that_ignored_how_long_versions_serve_would_be_surer_than_it_may() -> None:
    daily = reigns(np.random.default_rng(3), 150)
    short, long = difference(daily, seed=1), difference(daily, seed=1, lasting=20)
    assert short is not None
    assert long is not None
    assert long.high - long.low > short.high - short.low


def test_the_same_seed_gives_the_same_interval() -> None:
    daily = autoregressive(np.random.default_rng(2), 100)
    assert difference(daily, seed=4) == difference(daily, seed=4)


def test_two_that_cost_the_same_every_day_have_no_clear_difference() -> None:
    found = difference([0.0] * 50, seed=1)
    assert found is not None
    assert not found.is_clear


def test_the_sum_is_of_all_days_and_blocks_are_never_longer_than_a_third_of_them() -> None:
    found = difference(np.arange(30.0), seed=1, lasting=100)
    assert found is not None
    assert (found.estimate, found.block) == (435.0, 10)


def test_days_that_resemble_their_neighbours_ask_for_longer_blocks() -> None:
    dice = np.random.default_rng(5)
    assert block_length(independent(dice, 400)) < 5 < block_length(np.convolve(dice.normal(size=400), np.ones(20)))
