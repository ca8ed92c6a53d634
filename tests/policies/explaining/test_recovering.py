"""The words of every kind of combination give back the rule that the engine kept."""

from dataclasses import replace

import pytest

from domain.decisions import Trace
from domain.signals import Signal
from policies.explaining.recovering import with_rules
from policies.explaining.turning import rule_of
from tests.policies.builders import a_history, answer, drift, evidence, mae

SIGNALS = (mae(12.0), mae(12.0, week=-1), mae(7.0, week=-2), drift("temp", 0.3), drift("hum"), drift("wind", 0.2))


def _stripped(trace: Trace) -> Trace:
    return replace(trace, rule="", children=tuple(map(_stripped, trace.children)))


def _nodes(trace: Trace) -> list[Trace]:
    return [trace, *(node for child in trace.children for node in _nodes(child))]


@pytest.mark.parametrize(
    "condition",
    [
        "{any: [{signal: mae, is: breached}, {max_age: 26w}]}",
        "{all: [{signal: mae, above: 9}, {max_age: 26w}]}",
        "{not: {signal: mae, is: breached}}",
        "{at_least: {n: 2, of: [{signal: mae, above: 9}, {max_age: 26w}, {min_new_labels: 10}]}}",
        "{signal: mae, above: 9, sustained: {windows: 2, of: 3}}",
        "{signal: drift, columns: any, is: breached}",
        "{signal: drift, columns: every, is: breached}",
        "{signal: drift, columns: {at_least: 2}, above: 0.1, sustained: {windows: 1, of: 2}}",
        "{any: [{signal: rmse, is: breached, on_unknown: fire}], on_unknown: fire}",
    ],
)
def test_the_rules_come_back(condition: str) -> None:
    kept = answer(condition, *SIGNALS)
    assert with_rules(_stripped(kept)) == kept
    assert all(rule_of(node) is not None for node in _nodes(kept) if node.children)


def test_windows_before_the_champion_are_fixed() -> None:
    old: tuple[Signal, ...] = (mae(12.0), mae(12.0, week=-1))
    history = a_history(old[1], champion_since=old[0].window.start)
    kept = answer("{signal: mae, above: 9, sustained: {windows: 2, of: 2}}", *old, history=history)
    assert evidence(*old).window == old[0].window
    assert kept.children[1].rule == "fixed"
    assert with_rules(_stripped(kept)) == kept


def test_a_trace_with_rules_is_left_alone() -> None:
    kept = answer("{any: [{signal: mae, is: breached}]}", *SIGNALS)
    assert with_rules(kept) == kept
