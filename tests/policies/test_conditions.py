"""Conditions put together, and what is done about those that are not known."""

import pytest

from domain.decisions import Action, Reason, Truth
from policies.condition_shapes import signal_conditions
from tests.policies.builders import a_condition, a_policy, answer, decided, drift, mae, outcome

TRUE, FALSE, UNKNOWN = "{signal: mae, above: 5}", "{signal: mae, below: 5}", "{signal: other, above: 5}"
HOLD = (Action.NOTHING, Reason.NOT_KNOWN)
ALERT = (Action.ALERT, Reason.NOT_KNOWN)
FIRE = (Action.RETRAIN, Reason.FIRED)
CALM = (Action.NOTHING, Reason.CALM)


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (f"{{any: [{FALSE}, {TRUE}, {UNKNOWN}]}}", Truth.TRUE),
        (f"{{any: [{FALSE}, {UNKNOWN}]}}", Truth.UNKNOWN),
        (f"{{any: [{FALSE}, {FALSE}]}}", Truth.FALSE),
        (f"{{all: [{TRUE}, {TRUE}]}}", Truth.TRUE),
        (f"{{all: [{TRUE}, {UNKNOWN}]}}", Truth.UNKNOWN),
        (f"{{all: [{FALSE}, {UNKNOWN}]}}", Truth.FALSE),
        (f"{{not: {TRUE}}}", Truth.FALSE),
        (f"{{not: {FALSE}}}", Truth.TRUE),
        (f"{{not: {UNKNOWN}}}", Truth.UNKNOWN),
        (f"{{at_least: {{n: 2, of: [{TRUE}, {TRUE}, {UNKNOWN}]}}}}", Truth.TRUE),
        (f"{{at_least: {{n: 2, of: [{TRUE}, {FALSE}, {UNKNOWN}]}}}}", Truth.UNKNOWN),
        (f"{{at_least: {{n: 2, of: [{TRUE}, {FALSE}, {FALSE}]}}}}", Truth.FALSE),
    ],
)
def test_combinations_follow_kleene(condition: str, truth: Truth) -> None:
    assert answer(condition, mae()).truth is truth


def test_a_combination_tells_what_decided_it_and_keeps_every_answer() -> None:
    trace = answer(f"{{any: [{FALSE}, {TRUE}, {{not: {TRUE}}}]}}", mae(7.6))
    assert trace.because == "mae 7.6 is above 5, 900 rows"
    assert [child.truth for child in trace.children] == [Truth.FALSE, Truth.TRUE, Truth.FALSE]
    assert [child.condition for child in trace.children] == ["mae below 5", "mae above 5", "not"]


def test_a_long_reason_is_cut_and_counted() -> None:
    trace = answer(f"{{all: [{TRUE}, {TRUE}, {TRUE}, {TRUE}]}}", mae(7.6))
    assert trace.because == "mae 7.6 is above 5, 900 rows; mae 7.6 is above 5, 900 rows; and 2 more"


UNKNOWN_FIRES = "{signal: other, above: 5, on_unknown: fire}"
UNKNOWN_HOLDS = "{signal: other, above: 5, on_unknown: hold}"
UNKNOWN_ALERTS = "{signal: other, above: 5, on_unknown: alert}"


@pytest.mark.parametrize(
    ("when", "on_unknown", "expected"),
    [
        (UNKNOWN, "hold", HOLD),
        (UNKNOWN, "alert", ALERT),
        (UNKNOWN, "fire", FIRE),
        (UNKNOWN_ALERTS, "hold", ALERT),
        (UNKNOWN_HOLDS, "alert", HOLD),
        (UNKNOWN_HOLDS, "fire", HOLD),
        (UNKNOWN_FIRES, "hold", FIRE),
        # The loudest of what is not known decides.
        (f"{{any: [{UNKNOWN_HOLDS}, {UNKNOWN_ALERTS}]}}", "hold", ALERT),
        (f"{{any: [{UNKNOWN_HOLDS}, {UNKNOWN}]}}", "alert", ALERT),
        (f"{{any: [{UNKNOWN_HOLDS}, {FALSE}]}}", "alert", HOLD),
        # A word on a combination speaks for what is inside it.
        (f"{{any: [{UNKNOWN}, {FALSE}], on_unknown: alert}}", "hold", ALERT),
        (f"{{any: [{UNKNOWN}, {FALSE}], on_unknown: fire}}", "hold", FIRE),
        # Fire counts as true where it stands, no more.
        (f"{{all: [{UNKNOWN_FIRES}, {FALSE}]}}", "hold", CALM),
        (f"{{all: [{UNKNOWN_FIRES}, {TRUE}]}}", "hold", FIRE),
        (f"{{not: {UNKNOWN_FIRES}}}", "hold", CALM),
        # Where the answer is known all the same, nobody asks.
        (f"{{any: [{UNKNOWN_ALERTS}, {TRUE}]}}", "hold", FIRE),
        (f"{{all: [{UNKNOWN_ALERTS}, {FALSE}]}}", "fire", CALM),
    ],
)
def test_what_is_done_when_the_answer_is_not_known(when: str, on_unknown: str, expected: tuple[Action, Reason]) -> None:
    assert outcome(decided(a_policy(when=when, on_unknown=on_unknown), mae())) == expected


def test_an_unknown_answer_that_counts_as_true_says_so() -> None:
    trace = answer(UNKNOWN_FIRES, mae())
    assert trace.truth is Truth.TRUE
    assert trace.because.endswith("(counts as true: on_unknown is fire)")


def test_signal_conditions_are_found_however_deep() -> None:
    condition = a_condition(f"{{any: [{{all: [{TRUE}, {{not: {UNKNOWN}}}]}}, {{max_age: 8w}}]}}")
    assert [each.signal for each in signal_conditions(condition)] == ["mae", "other"]


def test_a_condition_is_told_in_words() -> None:
    text = "{signal: drift, columns: {at_least: 3}, is: breached, sustained: {windows: 2, of: 3}}"
    assert str(a_condition(text)) == "drift of at least 3 columns is breached, in 2 of 3 windows"
    assert answer("{signal: drift, column: temp, above: 0.1}", drift("temp")).condition == "drift of temp above 0.1"
