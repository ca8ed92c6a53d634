"""What would have had to be read, in numbers that a person can hold against a chart."""

from dataclasses import replace
from typing import Any

import pytest

from domain.decisions import Reading, Truth
from policies.explaining.required_numbers import required
from policies.rules import ALL, ANY, or_unknown
from tests.builders import a_week
from tests.policies.explaining.traces import F, T, U, a_leaf, a_reading, mae_above

AGE = Reading(of="age of the champion in days", value=120, limit=182, is_true_at_limit=True)
MISSING = Reading(of="missing_share of temp", value=0.5361, limit=0.3)
ROWS = Reading(of="row_count", value=12345, limit=15000, is_true_above=False)
LOW, HIGH = a_reading(6, limit=5, is_true_above=False), a_reading(6, limit=9)
SLOPE, CHANCE = a_reading(0.3, of="slope", limit=0.2), a_reading(0.2, of="p", limit=0.05, is_true_above=False)
SURE = replace(CHANCE, value=0.01)


@pytest.mark.parametrize(
    ("reading", "truth", "says"),
    [
        (a_reading(7.99), T, "mae at most 7.33 (it was 7.99)"),
        (a_reading(6.2), F, "mae above 7.33 (it was 6.2)"),
        (a_reading(7.334), T, "mae at most 7.33 (it was 7.334)"),
        (AGE, F, "age of the champion in days at least 182 (it was 120)"),
        (replace(AGE, value=200), T, "age of the champion in days below 182 (it was 200)"),
        (MISSING, T, "missing_share of temp at most 30% (it was 53.6%)"),
        (ROWS, T, "row_count at least 15,000 (it was 12,345)"),
        (replace(ROWS, value=15001, limit=15000.4), F, "row_count below 15,000 (it was 15,001)"),
        (
            replace(a_reading(7.99), window=a_week(-1)),
            T,
            "mae in the window from 2013-03-25 00:00 at most 7.33 (it was 7.99)",
        ),
    ],
)
def test_one_number_is_named_with_side_limit_and_value(reading: Reading, truth: Truth, says: str) -> None:
    to = F if truth is T else T
    assert required(a_leaf(truth, readings=(reading,)), to, window=a_week(0)) == says


@pytest.mark.parametrize(
    ("fields", "to", "says"),
    [
        ({}, T, "mae known, and above 7.33 (mae is not known: no labels yet)"),
        ({"readings": (a_reading(7.99),)}, T, "mae final, and above 7.33 (it was 7.99)"),
        ({"readings": (a_reading(7.99),)}, F, "mae final, and at most 7.33 (it was 7.99)"),
    ],
)
def test_what_is_not_known_has_to_become_known(fields: dict[str, Any], to: Truth, says: str) -> None:
    leaf = replace(mae_above(7.33, None), **fields)
    assert required(leaf, to, window=a_week(0)) == says


@pytest.mark.parametrize(
    ("rule", "readings", "truth", "says"),
    [
        (ANY, (LOW, HIGH), F, "either mae below 5 (it was 6) or mae above 9 (it was 6)"),
        (ANY, (replace(LOW, value=4), replace(HIGH, value=4)), T, "mae at least 5 (it was 4)"),
        (ALL, (SLOPE, CHANCE), F, "p below 0.05 (it was 0.2)"),
        (ALL, (SLOPE, SURE), T, "either slope at most 0.2 (it was 0.3) or p at least 0.05 (it was 0.01)"),
    ],
    ids=["inside a band", "outside a band", "no trend", "a trend"],
)  # fmt: skip
def test_of_several_numbers_those_are_named_that_stand_in_the_way(
    rule: str, readings: tuple[Reading, ...], truth: Truth, says: str
) -> None:
    leaf = a_leaf(truth, rule=rule, readings=readings)
    assert required(leaf, F if truth is T else T, window=a_week(0)) == says


def test_without_numbers_the_condition_speaks_for_itself() -> None:
    leaf = a_leaf(F, "schedule 0 6 * * MON (UTC)", because="'0 6 * * MON' is next due Mon 2013-04-15")
    assert required(leaf, T) == (
        "schedule 0 6 * * MON (UTC): true (it was false: '0 6 * * MON' is next due Mon 2013-04-15)"
    )


def test_a_window_without_numbers_says_whose_it_is() -> None:
    leaf = a_leaf(T, str(a_week(0)), because="mae 13.7 is above 9")
    says = required(leaf, F, around="mae above 9, in 2 of 3 windows")
    assert says.startswith("mae above 9, in 2 of 3 windows, of the window from 2013-04-01 00:00: false (it was true")


def test_what_counted_as_true_because_it_was_not_known_has_to_become_known() -> None:
    leaf = replace(mae_above(7.33, None), truth=T, rule=or_unknown(""))
    assert required(leaf, F, window=a_week(0)).startswith("mae known, and at most 7.33")
    assert U is not leaf.truth
