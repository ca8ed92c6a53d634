"""Policies, signals and histories with defaults, so that a test names only what it is about.

Weeks are numbered as in `tests.builders`; week 0 is the window at hand, and `NOW` is its end.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.decisions import Action, Decision, Reason, Trace
from domain.history import Ending, History, PastRetraining
from domain.signals import Signal, SignalState
from policies.condition_shapes import Condition
from policies.conditions import evaluate
from policies.documents import read_document
from policies.engine import decide
from policies.evidence import Evidence, gather
from policies.grammar import Policy
from tests.builders import MODEL, a_signal, a_week

NOW = a_week(0).end


def days(count: float) -> timedelta:
    return timedelta(days=count)


def a_policy(when: str = "{signal: mae, is: breached}", then: str = "{retrain: {}}", **more: str) -> Policy:
    """A policy from its parts in YAML's inline form; `more` are other keys of the policy."""
    fields = {"name": "some-policy", "when": when, "then": then, **more}
    text = "\n".join(f"{key}: {value}" for key, value in fields.items())
    return read_document(text, source="policy.yaml", shape=Policy)


def a_condition(text: str) -> Condition:
    return a_policy(when=text).when


def mae(value: float | None = 7.6, *, week: int = 0, **fields: Any) -> Signal:
    """The error of one week, held against a baseline of 7.5; without a value it is not known."""
    known = SignalState.BREACHED if (value or 0) > 10 else SignalState.CALM
    defaults: dict[str, Any] = {
        "window": a_week(week),
        "value": value,
        "baseline": 7.5,
        "threshold": 10.0,
        "state": SignalState.UNKNOWN if value is None else known,
        "note": "no labels yet" if value is None else None,
    }
    return replace(a_signal(), **{**defaults, **fields})


def drift(column: str, value: float | None = 0.02, *, week: int = 0) -> Signal:
    """The drift of one column, breached above 0.1."""
    breached = SignalState.BREACHED if (value or 0) > 0.1 else SignalState.CALM
    state = SignalState.UNKNOWN if value is None else breached
    return mae(value, week=week, name="drift", subject=column, baseline=None, threshold=0.1, state=state)


def missing(column: str, share: float) -> Signal:
    """The missing share of one column this week, breached above 0.05."""
    state = SignalState.BREACHED if share > 0.05 else SignalState.CALM
    return mae(share, name="missing_share", subject=column, baseline=None, threshold=0.05, state=state)


def a_retraining(days_ago: float, *, ending: Ending = Ending.PROMOTED) -> PastRetraining:
    """A retraining ordered so many days before `NOW`."""
    name = f"{days_ago} days ago"
    ordered_at = NOW - days(days_ago)
    return PastRetraining(order=name, decision=name, window=a_week(-20), ordered_at=ordered_at, ending=ending, cost=1.0)


def a_history(*signals: Signal, **fields: Any) -> History:
    """A champion trained until two weeks ago, with labels aplenty; the signals are those of earlier weeks."""
    young = History(signals=signals, trained_until=NOW - days(14), champion_since=NOW - days(49), labels_since=100_000)
    return replace(young, **fields)


def evidence(*signals: Signal, history: History | None = None, now: datetime = NOW) -> Evidence:
    """Signals of week 0 and of earlier ones, told apart by their window."""
    past = history or a_history(*(s for s in signals if s.window != a_week(0)))
    return gather((s for s in signals if s.window == a_week(0)), past, window=a_week(0), now=now)


def answer(condition: str, *signals: Signal, history: History | None = None, now: datetime = NOW) -> Trace:
    return evaluate(a_condition(condition), evidence(*signals, history=history, now=now))


def decided(policy: Policy, *signals: Signal, week: int = 0, now: datetime | None = None, **history: Any) -> Decision:
    """The decision over one week, at its end unless told otherwise.

    Signals of other weeks go into the history, whose other fields are named.
    """
    window = a_week(week)
    past = a_history(*(s for s in signals if s.window != window), **history)
    at_hand = tuple(s for s in signals if s.window == window)
    return decide(policy, at_hand, past, model=MODEL, window=window, now=now or window.end)


def outcome(decision: Decision) -> tuple[Action, Reason]:
    return decision.action, decision.reason
