"""Error rates of the day-clustered interval, by seeded simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trials.builders import Floats, gains
from trials.intervals import clustered_mean, day_clustered, harm_p_value

REPLICATES = 1000


def _iid_low(differences: Floats) -> float:
    """The lower bound of somebody who takes every row for independent evidence."""
    return float(differences.mean() - 1.645 * differences.std(ddof=1) / np.sqrt(len(differences)))


@pytest.mark.parametrize("days", [7, 14, 28])
def test_equal_models_rarely_differ_although_rows_of_a_day_are_alike(days: int) -> None:
    rng = np.random.default_rng(1)
    clustered = independent = 0
    for _ in range(REPLICATES):
        differences, day_of_row = gains(rng, days=days)
        interval = day_clustered(differences, day_of_row, confidence=0.95)
        clustered += interval is not None and interval.low > 0
        independent += _iid_low(differences) > 0
    assert 0.02 <= clustered / REPLICATES <= 0.08
    assert independent / REPLICATES > 0.2


def test_a_true_gain_is_found() -> None:
    rng = np.random.default_rng(2)
    found = 0
    for _ in range(REPLICATES):
        interval = day_clustered(*gains(rng, gain=0.2), confidence=0.95)
        found += interval is not None and interval.low > 0
    assert found / REPLICATES > 0.95


def test_both_ends_together_cover_the_truth_as_often_as_the_interval_says() -> None:
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(REPLICATES):
        interval = day_clustered(*gains(rng, gain=0.1, days=14), confidence=0.95)
        assert interval is not None
        assert interval.confidence == 0.9
        covered += interval.low <= 0.1 <= interval.high
    assert covered / REPLICATES == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize("days", [0, 1, 6])
def test_fewer_than_seven_days_give_no_interval(days: int) -> None:
    differences, day_of_row = gains(np.random.default_rng(4), days=days)
    assert day_clustered(differences, day_of_row, confidence=0.95) is None


def test_days_of_unequal_size_weigh_by_their_rows() -> None:
    spread = clustered_mean([1.0] * 93 + [-1.0] * 7, [0] * 93 + [1, 2, 3, 4, 5, 6, 7])
    assert spread is not None
    assert spread.mean == pytest.approx(0.86)
    residuals = np.array([93 * 0.14, *[-1.86] * 7])
    assert spread.standard_error == pytest.approx(np.sqrt(8 / 7 * (residuals**2).sum()) / 100)


def test_the_order_of_rows_changes_nothing() -> None:
    differences, day_of_row = gains(np.random.default_rng(5), days=9)
    shuffled = np.random.default_rng(6).permutation(len(differences))
    there = day_clustered(differences, day_of_row, confidence=0.95)
    back = day_clustered(differences[shuffled], day_of_row[shuffled], confidence=0.95)
    assert there is not None
    assert back is not None
    assert [back.low, back.high] == pytest.approx([there.low, there.high])


@given(seed=st.integers(0, 10**6), gain=st.floats(-1, 1), days=st.integers(7, 20))
def test_swapping_champion_and_challenger_flips_the_sign(seed: int, gain: float, days: int) -> None:
    differences, day_of_row = gains(np.random.default_rng(seed), gain=gain, days=days, rows=5)
    there = day_clustered(differences, day_of_row, confidence=0.95)
    back = day_clustered(-differences, day_of_row, confidence=0.95)
    assert there is not None
    assert back is not None
    assert back.estimate == pytest.approx(-there.estimate)
    assert [back.low, back.high] == pytest.approx([-there.high, -there.low])


def test_harm_is_certain_or_absent_when_every_day_says_the_same() -> None:
    for gain, p_value in ((-1.0, 0.0), (0.0, 1.0), (1.0, 1.0)):
        spread = clustered_mean(np.full(14, gain), np.arange(14))
        assert spread is not None
        assert harm_p_value(spread) == p_value
