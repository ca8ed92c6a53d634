"""The log is read back for labels only where a decision hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.memory import MemoryPredictionLog
from domain.decisions import Action, Reason
from domain.signals import SignalState
from flows.due.deciding import decided
from policies.documents import read_document
from policies.grammar import Policy
from tests.builders import a_signal, a_week
from tests.flows.builders import noon, traffic, watched

if TYPE_CHECKING:
    from domain.log_facts import Arrived
    from domain.windows import Window


class CountingLog(MemoryPredictionLog):
    """A log that remembers how often its labels were counted."""

    counted = 0

    def arrived(self, window: Window, **known: Any) -> Arrived:
        """As any log, and one more."""
        self.counted += 1
        return super().arrived(window, **known)


def policy(gates: str = "{}", when: str = "{signal: mae, above: 5}") -> Policy:
    text = f"name: p\nwhen: {when}\nthen: {{retrain: {{}}}}\ngates: {gates}\n"
    return read_document(text, source="p.yaml", shape=Policy)


@pytest.mark.parametrize(
    ("asked", "error", "action", "counted"),
    [
        (policy(), 9.0, Action.RETRAIN, 0),
        (policy("{min_new_labels: 10}"), 1.0, Action.NOTHING, 0),
        (policy("{min_new_labels: 10}"), 9.0, Action.RETRAIN, 1),
        (policy("{min_new_labels: 100000}"), 9.0, Action.NOTHING, 1),
        (policy(when="{min_new_labels: 10}"), 1.0, Action.RETRAIN, 1),
        (policy(when="{min_new_labels: 100000, on_unknown: fire}"), 1.0, Action.NOTHING, 1),
    ],
)
def test_labels_are_counted_where_the_decision_hangs_on_them(
    asked: Policy, error: float, action: Action, counted: int
) -> None:
    log = CountingLog(traffic())
    watch = watched(log=log, policy=asked)
    signals = [a_signal(name="mae", value=error, threshold=5.0, window=a_week(0))]
    decision = decided(watch, signals, window=a_week(0), now=noon(weeks=1))
    assert (decision.action, log.counted) == (action, counted)


def test_while_it_is_not_known_whether_to_act_no_labels_are_counted() -> None:
    log = CountingLog(traffic())
    watch = watched(log=log, policy=policy("{min_new_labels: 10}"))
    signals = [a_signal(name="mae", value=None, state=SignalState.UNKNOWN, note="no labels yet", window=a_week(0))]
    decision = decided(watch, signals, window=a_week(0), now=noon(weeks=1))
    assert (decision.reason, log.counted) == (Reason.NOT_KNOWN, 0)


@pytest.mark.parametrize(
    ("error", "action", "counted"), [(9.0, Action.RETRAIN, 1), (1.0, Action.ALERT, 0)], ids=["fires", "calm"]
)
def test_a_retraining_is_not_lost_because_the_traffic_was_unusual_as_well(
    error: float, action: Action, counted: int
) -> None:
    log = CountingLog(traffic())
    watch = watched(log=log, policy=policy("{min_new_labels: 10}"))
    signals = [
        a_signal(name="mae", value=error, threshold=5.0, window=a_week(0)),
        a_signal(name="volume_change", value=0.9, threshold=0.5, state=SignalState.BREACHED, window=a_week(0)),
    ]
    decision = decided(watch, signals, window=a_week(0), now=noon(weeks=1))
    assert (decision.action, log.counted) == (action, counted)
