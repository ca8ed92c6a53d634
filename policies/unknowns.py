"""What an unknown answer means, and what an answer would be without the signals that people muted."""

from collections.abc import Set as AbstractSet

from domain.decisions import Trace, Truth
from policies.condition_shapes import Combination, Condition, inside, signals_named
from policies.conditions import combine
from policies.shapes import OnUnknown

_LOUDNESS = (OnUnknown.HOLD, OnUnknown.ALERT, OnUnknown.FIRE)


def meaning(condition: Condition, trace: Trace, *, default: OnUnknown, muted: AbstractSet[str]) -> OnUnknown:
    """What to do about a condition that is not known: the loudest word of the conditions that made it so.

    A condition without a word of its own takes that of the one around it, the outermost the policy's (`default`).
    What is muted holds.
    """
    word = condition.on_unknown or default
    if isinstance(condition, Combination):
        unknown = [pair for pair in zip(inside(condition), trace.children, strict=True) if _is_unknown(pair[1])]
        words = (meaning(each, child, default=word, muted=muted) for each, child in unknown)
        return max(words, key=_LOUDNESS.index, default=word)
    return OnUnknown.HOLD if _reads(condition, muted) else word


def truth_without(condition: Condition, trace: Trace, *, muted: AbstractSet[str]) -> Truth:
    """The truth that would be left if the muted signals had not been measured."""
    if not _reads(condition, muted):
        return trace.truth
    if not isinstance(condition, Combination):
        return Truth.UNKNOWN
    pairs = zip(inside(condition), trace.children, strict=True)
    return combine(condition, tuple(truth_without(each, child, muted=muted) for each, child in pairs))


def _reads(condition: Condition, names: AbstractSet[str]) -> bool:
    return any(name in names for name in signals_named(condition))


def _is_unknown(trace: Trace) -> bool:
    return trace.truth is Truth.UNKNOWN
