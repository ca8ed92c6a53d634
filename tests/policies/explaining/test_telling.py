"""The lines that every shape of an account shares."""

from dataclasses import replace

import pytest

from domain.decisions import Action, Decision, Reason, Trace
from policies.explaining.account import account
from policies.explaining.telling import is_plain, unsaid, ways_told
from tests.builders import a_week, a_wish
from tests.policies.builders import answer, drift, mae
from tests.policies.explaining.accounts import a_fired_decision
from tests.policies.explaining.traces import F, T, U, a_leaf, a_reading, any_of, combined, mae_above, sustained


def _calm(trace: Trace) -> Decision:
    return replace(a_fired_decision(), action=Action.NOTHING, reason=Reason.CALM, trace=trace)


@pytest.mark.parametrize(
    ("leaves", "last"),
    [
        (2, "or mae above 7.33 (it was 5)"),
        (4, "or mae above 7.33 (it was 3)"),
        (5, "or in one more way"),
        (9, "or in one of 5 more ways"),
    ],
)
def test_the_nearest_ways_are_told_and_the_rest_counted(leaves: int, last: str) -> None:
    trace = any_of(*(mae_above(7.33, 6.0 - number, signal=str(number)) for number in range(leaves)))
    told = ways_told(account(_calm(trace), []))
    assert (told[0], told[-1]) == ("mae above 7.33 (it was 6)", last)


def test_too_many_ways_are_said_to_be_too_many() -> None:
    trace = combined("at_least 10", *(mae_above(7.33, 4.0, signal=str(number)) for number in range(30)))
    told = ways_told(account(_calm(trace), []))
    assert told[-1] == "these are some of the ways; there are too many"


def test_of_what_is_not_known_each_answer_has_its_ways() -> None:
    decision = replace(
        a_fired_decision(), reason=Reason.NOT_KNOWN, trace=any_of(mae_above(7, None), mae_above(8, None))
    )
    assert [line.partition(": ")[0] for line in ways_told(account(decision, []))] == [
        "to fire",
        "or to fire",
        "to be calm",
    ]


def test_what_is_not_known_in_several_windows_for_one_reason_is_said_once() -> None:
    weeks = (mae_above(7, None, window=a_week(-number)) for number in range(5))
    decision = replace(a_fired_decision(), reason=Reason.NOT_KNOWN, trace=sustained(3, *weeks))
    why = "(mae is not known: no labels yet)"
    assert ways_told(account(decision, [])) == (
        f"to fire: mae known, and above 7 {why}, in 3 windows; there are 10 such ways",
        f"to be calm: mae known, and at most 7 {why}",
        f"or to be calm: mae known, and at most 7 {why}, in 3 windows; there are 4 such ways",
    )


def test_a_window_without_numbers_that_has_to_become_known_alone_is_named() -> None:
    weeks = (a_leaf(U, str(a_week(-number)), because="no labels") for number in range(4))
    decision = replace(a_fired_decision(), reason=Reason.NOT_KNOWN, trace=sustained(3, *weeks))
    around = "mae above 7.33, in 3 of 4 windows"
    assert ways_told(account(decision, [])) == (
        f"to fire: {around}: known, and true (no labels), in 3 windows; there are 4 such ways",
        f"to be calm: {around}, of the window from 2013-04-01 00:00: known, and false (no labels)",
        f"or to be calm: {around}: known, and false (no labels), in 2 windows; there are 3 such ways",
    )


def test_where_nothing_could_have_differed_that_is_said() -> None:
    assert ways_told(account(_calm(a_leaf(F, rule="fixed")), []))[0].startswith("nothing that its conditions could")


def test_what_a_person_asked_for_hung_on_no_condition() -> None:
    assert ways_told(account(a_wish(), [])) == ("nothing: a person asked for it, and no condition was asked about",)


def test_only_what_the_sentence_leaves_out_is_added() -> None:
    leaf = a_leaf(T, because="mae 13.7 is 53.5% above its baseline 8.93 (limit 10%), 1,000 rows")
    assert unsaid(replace(leaf, readings=(a_reading(13.71, limit=9.823),))) == "limit 9.82"
    assert unsaid(replace(leaf, readings=(a_reading(13.71, limit=9.823, signal=None),))) == ""


@pytest.mark.parametrize(
    ("condition", "plain"),
    [
        ("{any: [{signal: mae, is: breached}, {max_age: 26w}]}", True),
        ("{not: {signal: mae, is: breached}}", True),
        ("{signal: mae, above: 9, sustained: {windows: 2, of: 3}}", False),
        ("{signal: drift, columns: any, is: breached}", False),
        ("{signal: mae, above: 9}", False),
    ],
)
def test_a_combination_that_says_nothing_of_its_own_is_plain(condition: str, plain: bool) -> None:
    assert is_plain(answer(condition, mae(12.0), drift("temp", 0.3))) is plain
