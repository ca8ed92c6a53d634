"""What would have had to differ for the other answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from domain.decisions import Decision, Reason, Trace, Truth
from policies.explaining.recovering import with_rules
from policies.explaining.required_numbers import deciding_readings, required, required_in_any_window, side
from policies.explaining.turning import MOST_WAYS, Goal, Turn, Way, leaf_at, ways

if TYPE_CHECKING:
    from collections.abc import Mapping


class Other(StrEnum):
    """The answer that would have been given instead."""

    FIRED = "fired"
    CALM = "calm"
    ACTED = "acted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One smallest set of things that, had they all been otherwise and all else as it was, would have led to the
    other answer.

    `turns` are conditions, `gates` what held back; one of the two is empty. `said` has a sentence for each. `alike` are
    the same sentences, but of what was not known without its window, so that several of one kind read alike.
    """

    leads_to: Other
    turns: tuple[Turn, ...] = ()
    gates: tuple[str, ...] = ()
    said: tuple[str, ...]
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """The smallest sets, the least effort first; `are_all` says whether there is none beside them."""

    found: tuple[Difference, ...]
    are_all: bool = True


def differences(decision: Decision) -> Differences:
    """What would have kept a decision that fired calm, have fired a calm one, have let one act that was held back.

    Of one that was not known: what would have had to become known, once to fire and once to be calm. Gates are not
    asked about a condition that is not true, so what would have fired a calm one might still have been held back. What
    a person asked for rests on no condition, and an alert because of the traffic on what came and not on conditions.
    """
    trace = with_rules(decision.trace)
    match decision.reason:
        case Reason.FIRED:
            return _towards(decision, trace, Other.CALM)
        case Reason.CALM:
            return _towards(decision, trace, Other.FIRED)
        case Reason.HELD_BACK:
            return _without(decision.held_back_by)
        case Reason.DRY_RUN:
            return _without(("dry_run", *decision.held_back_by))
        case Reason.NOT_KNOWN:
            fired, calm = (_towards(decision, trace, other, only_unknown=True) for other in (Other.FIRED, Other.CALM))
            return Differences(found=fired.found + calm.found, are_all=fired.are_all and calm.are_all)
        case Reason.ASKED | Reason.UNUSUAL_TRAFFIC:
            return Differences(found=())


def _without(gates: tuple[str, ...]) -> Differences:
    said = tuple(f"no hold by {gate_of(gate)}" for gate in gates)
    return Differences(found=(Difference(leads_to=Other.ACTED, gates=gates, said=said),) if gates else ())


def gate_of(hold: str) -> str:
    """The name of a gate, with which its words begin.

    >>> gate_of("cooldown until Thu 2013-05-16 16:00 UTC: last retraining was ordered 2013-04-18")
    'cooldown'
    >>> gate_of("broken data: missing_share of temp 53.6%")
    'broken data'
    """
    return hold.partition(":")[0].partition(" until ")[0]


def _towards(decision: Decision, trace: Trace, other: Other, *, only_unknown: bool = False) -> Differences:
    def may_turn(leaf: Trace) -> bool:
        return not only_unknown or leaf.truth is Truth.UNKNOWN

    goal = Goal.TRUE if other is Other.FIRED else Goal.FALSE
    found = ways(trace, goal, may_turn=may_turn, effort=_distance)
    possible = (way for way in found[:MOST_WAYS] if _is_possible(trace, way))
    told = tuple(_difference(decision, trace, other, way) for way in possible if way)
    return Differences(found=told, are_all=len(found) <= MOST_WAYS)


def _difference(decision: Decision, trace: Trace, other: Other, way: Way) -> Difference:
    turns = tuple(sorted(way, key=lambda turn: turn.path))
    bounds = _bounds(trace, way)
    told: dict[str, str] = {}
    for turn in turns:
        if not _follows(turn, bounds):
            leaf, around = leaf_at(trace, turn.path), _around(trace, turn)
            said = required(leaf, turn.to, around=around, window=decision.window)
            told[said] = required_in_any_window(leaf, turn.to, around=around) if leaf.truth is Truth.UNKNOWN else said
    return Difference(leads_to=other, turns=turns, said=tuple(told), alike=tuple(told.values()))


def _around(trace: Trace, turn: Turn) -> str:
    """What the condition around a leaf is called; nothing for a leaf that stands alone."""
    return leaf_at(trace, turn.path[:-1]).condition if turn.path else ""


def _is_possible(trace: Trace, way: Way) -> bool:
    """Whether no number would have to lie on both sides at once: two conditions may read the same one."""
    return not any(_contradict(one, other) for one, other in combinations(_bounds(trace, way).values(), 2))


def _contradict(one: _Bound, other: _Bound) -> bool:
    if one.whose != other.whose or one.sign == other.sign:
        return False
    overlap = one.reach + other.reach
    return overlap > 0 or (overlap == 0 and not (one.is_closed and other.is_closed))


def _follows(turn: Turn, bounds: Mapping[Turn, _Bound]) -> bool:
    """Whether another turn of the same number goes farther to the same side, so that this one need not be said."""
    own = bounds.get(turn)
    return own is not None and any(
        (own.whose, own.sign) == (other.whose, other.sign) and other.reach > own.reach for other in bounds.values()
    )


def _bounds(trace: Trace, way: Way) -> dict[Turn, _Bound]:
    found = {turn: _bound(trace, turn) for turn in way}
    return {turn: bound for turn, bound in found.items() if bound is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """The side of its limit on which one number has to lie: above (sign 1) or below (-1).

    `reach` is the limit counted towards that side; `is_closed` says whether the limit itself will do.
    """

    whose: tuple[object, ...]
    sign: int
    reach: float
    is_closed: bool


def _bound(trace: Trace, turn: Turn) -> _Bound | None:
    """What a turn asks of the one number that it rests on; None where one of several numbers is enough."""
    readings = deciding_readings(leaf_at(trace, turn.path), turn.to)
    if len(readings) != 1 or readings[0].limit is None:
        return None
    reading, limit, word = readings[0], readings[0].limit, side(readings[0], turn.to)
    whose, sign = (reading.of, reading.signal, reading.window), 1 if word in ("at least", "above") else -1
    return _Bound(whose=whose, sign=sign, reach=sign * limit, is_closed=word in ("at least", "at most"))


def _distance(leaf: Trace, to: Truth) -> float:
    """How far a number lies from its limit, as a share of the larger; what has no number comes after all that has."""
    distances = [
        abs(r.value - r.limit) / max(abs(r.limit), abs(r.value), 1e-12)
        for r in deciding_readings(leaf, to)
        if r.value is not None and r.limit is not None
    ]
    return min(distances, default=10.0)
