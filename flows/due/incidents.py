"""Whether a decision begins something that people have not heard of yet, or goes on with what they know."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from domain.decisions import Action, Decision, Reason, Truth
from policies.explaining.differences import gate_of

if TYPE_CHECKING:
    from flows.watch import Watch

# Of these every one sets something in motion.
_ALWAYS_NEWS = {Action.RETRAIN, Action.RUN}
_SILENCE = "silence"
_SET_IN_MOTION = {*_ALWAYS_NEWS, Action.ROLL_BACK}
# What such a gate held back may have been about rows that did not come.
_OF_TRAFFIC_TOO = {"broken data", "quiet hours", _SILENCE}


def is_news(watch: Watch, decision: Decision) -> bool:
    """Whether people have to hear of it: of what is trained or run always, of the rest when it was not so last time.

    That rows do not come is told once, until a window has them again, whatever else is told meanwhile. An investigation
    that is open stays open for as long as the condition may be true: nothing more is said of it. Nor is anything said
    of what only a silence holds back: people were told of the silence.
    """
    return _is_news(watch, decision, _earlier(watch, decision))


def is_investigated(watch: Watch, decision: Decision) -> bool:
    """Whether it asks for an investigation, be it that a gate held it back, and one is open.

    One is open when it was asked for since the condition was last found to be false, over an earlier window.
    """
    return _is_investigated(watch, decision, _earlier(watch, decision))


def calmed(watch: Watch, decision: Decision) -> tuple[Decision, ...]:
    """What a decision to do nothing ends: alerts, investigations and held back actions that people heard of, by window.

    They end when the condition is found to be false, and were told since it was so for the last time. What is trained,
    run or rolled back ends by itself, and an alert because of the traffic as `with_rows_again` says.
    """
    over = set(with_rows_again(watch, decision))
    earlier = _earlier(watch, decision)
    since_calm = list(takewhile(_goes_on, earlier)) if decision.trace.truth is Truth.FALSE else []
    over |= {e for at, e in enumerate(since_calm, 1) if _is_open(e) and _is_news(watch, e, earlier[at:])}
    return tuple(each for each in reversed(earlier) if each in over)


def with_rows_again(watch: Watch, decision: Decision) -> tuple[Decision, ...]:
    """The alerts because of the traffic that people were told of and that end, as this window has its rows; by window.

    They end whatever the condition says of it.
    """
    if _may_lack_rows(decision):
        return ()
    earlier = _earlier(watch, decision)
    told = [
        each
        for at, each in enumerate(takewhile(_may_lack_rows, earlier), 1)
        if _is_of_traffic(each) and _is_news(watch, each, earlier[at:])
    ]
    return tuple(reversed(told))


def _is_news(watch: Watch, decision: Decision, earlier: list[Decision]) -> bool:
    if _is_muted(decision):
        return False
    if decision.action in _ALWAYS_NEWS or not earlier:
        return True
    if _is_investigated(watch, decision, earlier):
        return False
    if _is_of_traffic(decision) and any(map(_is_of_traffic, takewhile(_may_lack_rows, earlier))):
        return False
    last = earlier[0]
    return (last.action, last.reason) != (decision.action, decision.reason) or _is_muted(last)


def _is_investigated(watch: Watch, decision: Decision, earlier: list[Decision]) -> bool:
    is_held = decision.reason is Reason.HELD_BACK and watch.policy.then.action is Action.INVESTIGATE
    if not is_held and decision.action is not Action.INVESTIGATE:
        return False
    since_calm = takewhile(lambda each: each.trace.truth is not Truth.FALSE, earlier)
    return any(each.action is Action.INVESTIGATE for each in since_calm)


def _may_lack_rows(decision: Decision) -> bool:
    """Whether rows did not come, or what was held back may have been that."""
    return _is_of_traffic(decision) or not _OF_TRAFFIC_TOO.isdisjoint(map(gate_of, decision.held_back_by))


def _goes_on(decision: Decision) -> bool:
    return decision.trace.truth is not Truth.FALSE or _is_of_traffic(decision)


def _is_of_traffic(decision: Decision) -> bool:
    return decision.reason is Reason.UNUSUAL_TRAFFIC


def _is_open(decision: Decision) -> bool:
    return decision.trace.truth is Truth.TRUE and decision.action not in _SET_IN_MOTION


def _is_muted(decision: Decision) -> bool:
    """Whether nothing but a person's silence holds it back."""
    return bool(decision.held_back_by) and {gate_of(hold) for hold in decision.held_back_by} == {_SILENCE}


def _earlier(watch: Watch, decision: Decision) -> list[Decision]:
    """What the same policy decided over earlier windows, the latest window first and of each what stands."""
    decisions = watch.ledger.decisions.of(watch.model)
    amended = {each.amends for each in decisions}
    earlier = [
        each
        for each in decisions
        if each.policy == decision.policy and each.window.end <= decision.window.start and each.id not in amended
    ]
    return sorted(reversed(earlier), key=lambda each: each.window.end, reverse=True)
