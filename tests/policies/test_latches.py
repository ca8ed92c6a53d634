"""A condition that fires at one level and clears at another."""

import pytest

from domain.decisions import Truth
from domain.signals import Maturity
from tests.builders import a_week
from tests.policies.builders import a_condition, a_history, answer, mae

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
ABOVE = "{signal: mae, above: 10, until_below: 8}"
BELOW = "{signal: mae, below: 8, until_above: 10}"


@pytest.mark.parametrize(
    ("condition", "newest_first", "truth"),
    [
        (ABOVE, [11], T),
        (ABOVE, [9], F),
        (ABOVE, [9, 11], T),
        (ABOVE, [9, 9, 9, 11], T),
        (ABOVE, [7, 11], F),
        (ABOVE, [9, 7, 11], F),
        (ABOVE, [9, 8, 11], T),
        (ABOVE, [9, 11, 7], T),
        # What is not known clears nothing, but the window at hand must be known.
        (ABOVE, [9, None, 11], T),
        (ABOVE, [9, None, 7, 11], F),
        (ABOVE, [None, 11], U),
        (BELOW, [7], T),
        (BELOW, [9, 7], T),
        (BELOW, [11, 7], F),
        (BELOW, [9, 11, 7], F),
    ],
)
def test_it_stays_true_until_the_clear_level_is_passed(
    condition: str, newest_first: list[float | None], truth: Truth
) -> None:
    assert answer(condition, *(mae(value, week=-back) for back, value in enumerate(newest_first))).truth is truth


def test_a_gap_clears_nothing() -> None:
    assert answer(ABOVE, mae(9), mae(11, week=-5)).truth is T


def test_windows_before_the_champion_count_as_clear() -> None:
    new = a_history(mae(9, week=-1), mae(11, week=-2), champion_since=a_week(-2).end)
    assert answer(ABOVE, mae(9), history=new).truth is F


def test_a_provisional_value_neither_fires_nor_clears() -> None:
    early = {"maturity": Maturity.PROVISIONAL}
    assert answer(ABOVE, mae(9), mae(7, week=-1, **early), mae(11, week=-2)).truth is T
    assert answer(ABOVE, mae(9), mae(11, week=-1, **early)).truth is F


def test_it_says_since_when_and_what_would_clear_it() -> None:
    trace = answer(ABOVE, mae(9), mae(11, week=-2))
    assert trace.because == ("mae 9 is not below 8 since it was above 10 in the window from 2013-03-18, 900 rows")
    assert [(r.value, r.limit, r.is_true_above, r.is_true_at_limit) for r in trace.readings] == [
        (9, 8, True, True),
        (11, 10, True, False),
    ]
    assert trace.rule == "all"


def test_a_latched_condition_can_be_sustained() -> None:
    often = "{signal: mae, above: 10, until_below: 8, sustained: {windows: 3, of: 3}}"
    assert answer(often, mae(9), mae(9, week=-1), mae(11, week=-2)).truth is T
    assert answer(often, mae(9), mae(11, week=-1), mae(9, week=-2)).truth is F


def test_it_is_told_in_words() -> None:
    assert str(a_condition(ABOVE)) == "mae above 10 until below 8"
    assert str(a_condition(BELOW)) == "mae below 8 until above 10"
