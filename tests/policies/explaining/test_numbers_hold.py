"""Had the numbers been what an account says, the engine would indeed have decided otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from domain.decisions import Decision, Reading, Reason, Truth
from domain.signals import Side, Signal, SignalState
from policies.explaining.differences import Difference, differences
from policies.explaining.required_numbers import deciding_readings, side
from policies.explaining.turning import leaf_at
from policies.rules import ALL, ANY
from tests.policies.builders import a_policy, decided, drift, mae, missing

JUST_PAST = {"at least": 0.0, "above": 1e-6, "at most": 0.0, "below": -1e-6}


def _had_they_been(way: Difference, decision: Decision, signals: Sequence[Signal]) -> list[Signal]:
    """The signals, with every number where the way wants it."""
    values: dict[str, float] = {}
    for turn in way.turns:
        leaf = leaf_at(decision.trace, turn.path)
        readings = deciding_readings(leaf, turn.to)
        enough = 1 if (ANY if turn.to is Truth.TRUE else ALL) in leaf.rule.split() else len(readings)
        values |= {str(reading.signal): _beyond(reading, turn.to) for reading in readings[:enough]}
    return [_read(signal, values) for signal in signals]


def _beyond(reading: Reading, to: Truth) -> float:
    assert reading.limit is not None
    return reading.limit + JUST_PAST[side(reading, to)]


def _read(signal: Signal, values: Mapping[str, float]) -> Signal:
    value = values.get(signal.id, signal.value)
    if value is None or signal.threshold is None or signal.id not in values:
        return signal
    over = value > signal.threshold if signal.side is Side.ABOVE else value < signal.threshold
    return replace(signal, value=value, state=SignalState.BREACHED if over else SignalState.CALM, note=None)


WEEKS = (mae(12.0), mae(12.0, week=-1), mae(7.0, week=-2))
CALM_WEEKS = (mae(7.0), mae(7.2, week=-1), mae(12.0, week=-2))
ACCURACY: dict[str, Any] = {"name": "accuracy", "side": Side.BELOW, "threshold": 0.8, "baseline": 0.9}
BOTH = "{all: [{signal: mae, above: 9}, {signal: missing_share, column: temp, above: 0.2}]}"
TWO_OF_THREE = "{at_least: {n: 2, of: [{signal: mae, above: 9}, {signal: mae, above: 15}, {signal: mae, above: 20}]}}"


@pytest.mark.parametrize(
    ("when", "signals", "ways"),
    [
        ("{signal: mae, is: breached}", (mae(12.0),), 1),
        ("{signal: mae, is: breached}", (mae(7.0),), 1),
        ("{signal: mae, is: calm}", (mae(7.0),), 1),
        ("{signal: mae, above: 9}", (mae(12.0),), 1),
        ("{signal: mae, below: 9}", (mae(12.0),), 1),
        ("{signal: mae, outside: [6, 9]}", (mae(12.0),), 1),
        ("{signal: mae, outside: [6, 9]}", (mae(7.0),), 1),
        ("{signal: mae, worse_than_baseline_by: 10%}", (mae(12.0),), 1),
        ("{signal: accuracy, worse_than_baseline_by: 10%}", (mae(0.7, **ACCURACY),), 1),
        ("{signal: accuracy, is: breached}", (mae(0.85, **ACCURACY),), 1),
        ("{signal: mae, above: 9, until_below: 7.5}", (mae(8.0), mae(12.0, week=-1)), 1),
        ("{signal: mae, changed_by: {by: 20%, against: reference, direction: either}}", (mae(12.0),), 1),
        ("{signal: mae, changed_by: {by: 1.5, against: previous, direction: up}}", (mae(7.0), mae(6.0, week=-1)), 1),
        ("{signal: mae, above: 9, sustained: {windows: 2, of: 3}}", WEEKS, 2),
        ("{signal: mae, above: 9, sustained: {windows: 2, of: 3}}", CALM_WEEKS, 1),
        ("{signal: drift, columns: any, is: breached}", (drift("temp", 0.3), drift("hum"), drift("wind", 0.2)), 1),
        ("{signal: drift, columns: any, is: breached}", (drift("temp"), drift("hum"), drift("wind")), 3),
        ("{signal: drift, columns: {at_least: 2}, above: 0.1}", (drift("temp"), drift("hum"), drift("wind")), 3),
        ("{not: {signal: mae, above: 9}}", (mae(12.0),), 1),
        (BOTH, (mae(12.0), missing("temp", 0.1)), 1),
        (TWO_OF_THREE, (mae(12.0),), 2),
        ("{signal: mae, above: 9}", (mae(None),), 2),
    ],
)
def test_the_numbers_turn_the_decision(when: str, signals: tuple[Signal, ...], ways: int) -> None:
    policy = a_policy(when=when, gates="{broken_data: []}")
    decision = decided(policy, *signals)
    found = differences(decision).found
    assert len(found) == ways
    for way in found if decision.reason is not Reason.NOT_KNOWN else ():
        assert decided(policy, *_had_they_been(way, decision, signals)).reason is _other(decision.reason), way.said


def _other(reason: Reason) -> Reason:
    return {Reason.FIRED: Reason.CALM, Reason.CALM: Reason.FIRED}[reason]


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("{max_age: 26w}", "age of the champion in days at least 182 (it was 14)"),
        ("{max_age: 1w}", "age of the champion in days below 7 (it was 14)"),
        (
            "{follow_up: {after: 28d}}",
            "follow-up after 4 weeks: true (it was false: there is no retraining to follow up)",
        ),
        ("{schedule: {cron: '0 6 * * TUE'}}", "days until '0 6 * * TUE' is due"),
    ],
)
def test_ages_and_schedules_have_numbers_too(when: str, says: str) -> None:
    (found,) = differences(decided(a_policy(when=when), mae(7.0))).found
    assert found.said[0].startswith(says)
