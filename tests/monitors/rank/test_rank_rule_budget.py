"""The budget: which rank, how often in a row, for a stated number of false alarms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.rank.budget import RankRule, ReportOnly, choose_rank, expected_false_alarms

DAILY, WEEKLY = 90, 13


@pytest.mark.parametrize(
    ("per_period", "windows", "in_a_row", "rank"),
    [
        (DAILY, range(8, 11), 3, 1),
        (DAILY, range(11, 12), 3, 2),
        (DAILY, range(12, 22), 2, 1),
        (DAILY, range(22, 32), 2, 2),
        (DAILY, range(51, 60), 2, 5),
        (DAILY, range(88, 98), 2, 9),
        (WEEKLY, range(8, 11), 2, 2),
        (WEEKLY, range(11, 14), 2, 3),
        (WEEKLY, range(25, 28), 2, 7),
    ],
)
def test_one_false_alarm_a_quarter(per_period: float, windows: range, in_a_row: int, rank: int) -> None:
    rules = [choose_rank(number, per_period, 1) for number in windows]
    assert {(rule.in_a_row, rule.rank) for rule in rules if isinstance(rule, RankRule)} == {(in_a_row, rank)}
    assert not any(isinstance(rule, ReportOnly) for rule in rules)


@pytest.mark.parametrize(
    ("per_period", "before", "after"),
    [(DAILY, 21, 22), (DAILY, 50, 51), (DAILY, 59, 60), (DAILY, 87, 88), (WEEKLY, 10, 11), (WEEKLY, 24, 25)],
)
def test_the_rank_rises_exactly_there(per_period: float, before: int, after: int) -> None:
    fewer, more = choose_rank(before, per_period, 1), choose_rank(after, per_period, 1)
    assert isinstance(fewer, RankRule)
    assert isinstance(more, RankRule)
    assert more.rank == fewer.rank + 1


def test_a_long_reference_can_promise_what_a_short_one_cannot() -> None:
    assert choose_rank(8, DAILY, 0.01) == ReportOnly(
        reason="8 windows of reference cannot promise 0.01 false alarms in 90 windows; "
        "allow more of them or lengthen the reference"
    )
    assert choose_rank(200, DAILY, 0.01) == RankRule(in_a_row=2, rank=1, expected_false_alarms=89 / (202 * 201 / 2))


@given(
    windows=st.integers(0, 120),
    per_period=st.floats(1, 3000),
    false_alarms=st.floats(0, 20),
)
def test_a_rule_keeps_the_budget_and_the_next_rank_would_not(
    windows: int, per_period: float, false_alarms: float
) -> None:
    rule = choose_rank(windows, per_period, false_alarms)
    if isinstance(rule, ReportOnly):
        assert rule.reason
        return
    assert rule.expected_false_alarms <= false_alarms
    assert expected_false_alarms(windows, rule.rank, rule.in_a_row, per_period) == rule.expected_false_alarms
    next_rank = expected_false_alarms(windows, rule.rank + 1, rule.in_a_row, per_period)
    assert rule.rank == windows or next_rank > false_alarms


@pytest.mark.parametrize(("windows", "rank", "in_a_row"), [(10, 1, 1), (12, 3, 2), (9, 4, 3)])
def test_the_formula_counts_what_chance_does(windows: int, rank: int, in_a_row: int) -> None:
    dice = np.random.default_rng(3)
    scores = dice.random((100_000, windows + in_a_row))
    threshold = np.sort(scores[:, :windows], axis=1)[:, -rank]
    all_above = (scores[:, windows:] > threshold[:, None]).all(axis=1)
    expected = expected_false_alarms(windows, rank, in_a_row, per_period=in_a_row)
    assert all_above.mean() == pytest.approx(expected, rel=0.05)
