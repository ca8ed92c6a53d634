"""When the change began that a decision rests on."""

from datetime import datetime

import pytest

from domain.decisions import Truth
from domain.signals import Signal
from policies.change import began
from tests.builders import a_week
from tests.policies.builders import a_policy, a_retraining, decided, drift, mae

TWICE = "{signal: mae, above: 10, sustained: {windows: 2, of: 3}}"


def weeks(*newest_first: float | None) -> tuple[Signal, ...]:
    return tuple(mae(value, week=-back) for back, value in enumerate(newest_first))


@pytest.mark.parametrize(
    ("when", "signals", "first"),
    [
        (TWICE, weeks(12, 12, 7), -1),
        (TWICE, weeks(12, 12, 12, 12), -2),
        (TWICE, weeks(12, 7, 12), -2),
        (TWICE, weeks(12, 7, 7), None),
        (TWICE, weeks(None, 12, 12), -2),
        ("{signal: mae, above: 10}", weeks(12, 12), 0),
        ("{signal: mae, above: 10, until_below: 6}", weeks(7, 7, 12), -2),
        ("{signal: mae, trend: {rises_by: 0.1, over: 4}}", weeks(9, 8, 7, 6), -3),
        ("{not: {signal: mae, is: calm, sustained: {windows: 1, of: 2}}}", weeks(12, 12), -1),
        (f"{{any: [{TWICE}, {{signal: drift, columns: any, is: breached}}]}}", (*weeks(12, 12), drift("temp")), -1),
        (f"{{all: [{TWICE}, {{max_age: 1w}}]}}", weeks(12, 12), -1),
        (f"{{any: [{{all: [{TWICE}, {{max_age: 90w}}]}}, {{signal: mae, above: 9}}]}}", weeks(12, 12), 0),
        ("{max_age: 1w}", weeks(12, 12), None),
    ],
)
def test_the_change_began_in_the_first_window_that_counted(
    when: str, signals: tuple[Signal, ...], first: int | None
) -> None:
    expected: datetime | None = None if first is None else a_week(first).start
    assert began(decided(a_policy(when=when), *signals)) == expected


def test_a_decision_that_was_held_back_knows_its_change_all_the_same() -> None:
    policy = a_policy(when=TWICE, gates="{cooldown: 4w}")
    decision = decided(policy, *weeks(12, 12), retrainings=(a_retraining(7),))
    assert decision.held_back_by
    assert began(decision) == a_week(-1).start


def test_what_is_not_known_tells_of_no_change() -> None:
    decision = decided(a_policy(when=TWICE), *weeks(None, None, None))
    assert decision.trace.truth is Truth.UNKNOWN
    assert began(decision) is None
