"""How often a segment is named without a change, and how often the one that changed is, by seeded simulation."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitors.changes.slices import LossRows, change_by_segment, overall_change
from tests.monitors.changes.builders import Floats, named, some_losses

pytestmark = pytest.mark.slow
WANDERING = {"of_day": 0.05, "of_slice_and_day": 0.05}


@pytest.mark.parametrize(
    ("before", "after", "facts"),
    [
        (10_000, 10_000, {}),
        (40_000, 5_000, {"rate": 0.02}),
        (20_000, 5_000, {"days": 7, **WANDERING}),
        (20_000, 20_000, {"days": 28, **WANDERING}),
    ],
    ids=["even", "rare errors, short window", "four weeks against one", "four weeks against four"],
)
def test_without_a_change_a_segment_among_41_is_seldom_named(before: int, after: int, facts: dict[str, Any]) -> None:
    usual = {**facts, "days": 28 if "days" in facts else 0}
    false = sum(
        bool(
            named(
                some_losses(before, seed=2 * run, **usual),
                some_losses(after, seed=2 * run + 1, **facts),
                in_pairs=False,
            )[1]
        )
        for run in range(250)
    )
    assert false / 250 <= 0.08


def test_with_all_pairs_of_columns_it_is_named_as_seldom() -> None:
    runs = [named(some_losses(10_000, seed=2 * run), some_losses(10_000, seed=2 * run + 1)) for run in range(150)]
    assert np.mean([bool(false) for _, false in runs]) <= 0.08


@pytest.mark.parametrize("in_pairs", [False, True])
def test_a_slice_that_is_ten_points_worse_comes_first(in_pairs: bool) -> None:
    runs = [
        named(
            some_losses(10_000, seed=2 * run),
            some_losses(10_000, seed=2 * run + 1, worse_slice=0.1),
            in_pairs=in_pairs,
        )
        for run in range(150)
    ]
    assert np.mean([first == "by_10 = 3" for first, _ in runs]) >= 0.95
    assert np.mean(["by_10 = 3" in found for _, found in runs]) >= 0.95


def test_a_slice_that_is_worse_is_found_in_a_week_whose_days_wander() -> None:
    facts: dict[str, Any] = {"of_day": 0.05, "of_slice_and_day": 0.02}
    runs = [
        named(
            some_losses(40_000, seed=2 * run, days=28, **facts),
            some_losses(10_000, seed=2 * run + 1, days=7, worse_slice=0.1, **facts),
            in_pairs=False,
        )
        for run in range(100)
    ]
    assert np.mean([first == "by_10 = 3" for first, _ in runs]) >= 0.95


def test_a_pure_shift_of_the_mix_is_attributed_to_the_mix() -> None:
    shares = []
    for run in range(100):
        before, after = (_mixed(seed=2 * run, shares=SHARES), _mixed(seed=2 * run + 1, shares=SHARES[::-1]))
        (table,) = change_by_segment(before, after, ["carrier"])
        shares.append(table.mix / overall_change(before, after).change)
    assert np.mean(shares) == pytest.approx(1.0, abs=0.1)
    assert np.median(np.abs(np.array(shares) - 1)) <= 0.1


SHARES = np.array([0.1, 0.2, 0.3, 0.4])


def _mixed(*, seed: int, shares: Floats) -> LossRows:
    """Four carriers with error rates of 40, 30, 20 and 10 %."""
    dice = np.random.default_rng(seed)
    carrier = dice.choice(4, size=10_000, p=shares)
    losses = (dice.random(10_000) < 0.4 - 0.1 * carrier).astype(float)
    return LossRows(losses=losses, segments=pd.DataFrame({"carrier": carrier}))
