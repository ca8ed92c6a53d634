"""What would have had to differ, by what was decided."""

from dataclasses import replace
from typing import Any

import pytest

from domain.decisions import Action, Decision, Reason, Trace
from policies.explaining.differences import Other, differences
from tests.builders import a_decision, a_week
from tests.policies.explaining.traces import (
    F,
    T,
    a_leaf,
    a_reading,
    all_of,
    any_of,
    combined,
    mae_above,
    negated,
    sustained,
)


def _decided(trace: Trace, reason: Reason = Reason.FIRED, **fields: Any) -> Decision:
    action = Action.RETRAIN if reason is Reason.FIRED else Action.NOTHING
    return a_decision(trace=trace, reason=reason, action=action, **fields)


def _said(decision: Decision) -> list[str]:
    return [" and ".join(each.said) for each in differences(decision).found]


def _of_week(number: int, value: float) -> Trace:
    return mae_above(7.33, value, window=a_week(number), signal=f"mae of week {number}")


def test_of_one_that_fired_what_would_have_kept_it_calm() -> None:
    trace = any_of(sustained(2, _of_week(0, 7.99), _of_week(-1, 9.0), _of_week(-2, 7.0)), a_leaf(F, "follow-up"))
    assert _said(_decided(trace)) == [
        "mae at most 7.33 (it was 7.99)",
        "mae in the window from 2013-03-25 00:00 at most 7.33 (it was 9)",
    ]
    assert {each.leads_to for each in differences(_decided(trace)).found} == {Other.CALM}


def test_of_a_calm_one_what_would_have_fired_it_and_the_nearest_first() -> None:
    together = all_of(mae_above(9.0, 8.9, signal="one"), mae_above(1.0, 0.9, signal="other"))
    trace = any_of(mae_above(9.0, 4.0), mae_above(5.0, 4.9), together)
    assert _said(_decided(trace, Reason.CALM)) == [
        "mae above 5 (it was 4.9)",
        "mae above 9 (it was 4)",
        "mae above 9 (it was 8.9) and mae above 1 (it was 0.9)",
    ]


def test_of_one_that_was_held_back_which_gates() -> None:
    gates = (
        "cooldown until Thu 2013-05-16 16:00 UTC: last retraining was ordered 2013-04-18",
        "in flight until it ends: x",
    )
    (found,) = differences(_decided(a_leaf(T), Reason.HELD_BACK, held_back_by=gates)).found
    assert (found.leads_to, found.gates, found.turns) == (Other.ACTED, gates, ())
    assert found.said == ("no hold by cooldown", "no hold by in flight")


def test_of_a_dry_run_that_it_is_one_beside_its_gates() -> None:
    (found,) = differences(_decided(a_leaf(T), Reason.DRY_RUN, held_back_by=("budget until x: y",))).found
    assert found.said == ("no hold by dry_run", "no hold by budget")


def test_of_one_that_was_not_known_what_has_to_become_known_and_nothing_else() -> None:
    trace = all_of(mae_above(7.33, None), a_leaf(T, "max age"))
    decision = _decided(trace, Reason.NOT_KNOWN)
    assert [each.leads_to for each in differences(decision).found] == [Other.FIRED, Other.CALM]
    assert _said(decision) == [
        "mae known, and above 7.33 (mae is not known: no labels yet)",
        "mae known, and at most 7.33 (mae is not known: no labels yet)",
    ]


def test_no_number_has_to_lie_on_both_sides_at_once() -> None:
    between = any_of(mae_above(8, 9.0), negated(mae_above(10, 9.0)))
    assert _said(_decided(between)) == []
    apart = any_of(mae_above(8, 9.0), negated(mae_above(7, 6.0, window=a_week(-1))))
    assert len(_said(_decided(apart))) == 1


def test_a_number_may_lie_on_a_limit_that_both_sides_include() -> None:
    at_least = replace(mae_above(9, 8.0), readings=(a_reading(8.0, limit=9, is_true_at_limit=True),))
    assert _said(_decided(any_of(mae_above(9, 9.5), negated(at_least)))) == [
        "mae at most 9 (it was 9.5) and mae at least 9 (it was 8)"
    ]


def test_of_two_limits_on_one_number_the_farther_is_named() -> None:
    assert _said(_decided(any_of(mae_above(8, 12.0), mae_above(10, 12.0)))) == ["mae at most 8 (it was 12)"]


@pytest.mark.parametrize(("leaves", "are_all"), [(12, True), (24, False)])
def test_it_is_said_whether_there_are_others(leaves: int, are_all: bool) -> None:
    trace = combined("at_least 3", *(mae_above(9.0, 4.0 + number / 10, signal=str(number)) for number in range(leaves)))
    found = differences(_decided(trace, Reason.CALM))
    assert found.are_all is are_all
    assert len(found.found) == (220 if are_all else 500)


def test_a_decision_without_rules_in_its_trace_is_understood_by_its_words() -> None:
    windows = tuple(replace(a_leaf(T), condition=str(a_week(-age)), because="mae 9 is above 7.33") for age in range(2))
    often = Trace(
        condition="mae above 7.33, in 2 of 2 windows", truth=T, because="mae 9, 2 of the last 2", children=windows
    )
    trace = Trace(condition="any of 1", truth=T, because="mae 9", children=(often,))
    paths = [[turn.path for turn in each.turns] for each in differences(_decided(trace)).found]
    assert paths == [[(0, 0)], [(0, 1)]]
