"""Whether a decision begins something that people have not heard of yet, or goes on with what they know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.decisions import Action, Decision, Reason, Truth

if TYPE_CHECKING:
    from flows.watch import Watch

# Of these every one sets something in motion.
_ALWAYS_NEWS = {Action.RETRAIN, Action.RUN}


def is_news(watch: Watch, decision: Decision) -> bool:
    """Whether people have to hear of it: of what is trained or run always, of the rest when it was not so last time.

    An investigation that is open stays open for as long as the condition may be true: nothing more is said of it.
    """
    earlier = _earlier(watch, decision)
    if decision.action in _ALWAYS_NEWS or not earlier:
        return True
    if is_investigated(watch, decision):
        return False
    last = earlier[0]
    return (last.action, last.reason) != (decision.action, decision.reason)


def is_investigated(watch: Watch, decision: Decision) -> bool:
    """Whether it asks for an investigation, be it that a gate held it back, and one is open.

    One is open when it was asked for since the condition was last found to be false, over an earlier window.
    """
    is_held = decision.reason is Reason.HELD_BACK and watch.policy.then.action is Action.INVESTIGATE
    if not is_held and decision.action is not Action.INVESTIGATE:
        return False
    for earlier in _earlier(watch, decision):
        if earlier.trace.truth is Truth.FALSE:
            return False
        if earlier.action is Action.INVESTIGATE:
            return True
    return False


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
