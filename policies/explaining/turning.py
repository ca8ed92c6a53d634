"""Which answers of single conditions would have to turn so that the whole condition gives the other one.

Every rule is monotone in false < unknown < true, and every condition stands in the tree once. So the sets of leaves
that have to turn are built from the inside out, and each is minimal: without any one of its turns it no longer does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import combinations, islice, product
from typing import TYPE_CHECKING

from domain.decisions import Trace, Truth
from policies.rules import FIXED, Rule, read_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# More ways than this nobody reads, and their number can grow with the factorial of the leaves.
MOST_WAYS = 500

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One condition that has none inside, by its place among its parents' children, and the answer it would need."""

    path: Path
    to: Truth


Way = frozenset[Turn]


class Goal(Enum):
    """What the answer is wanted to be."""

    TRUE = "true"
    NOT_FALSE = "not false"
    NOT_TRUE = "not true"
    FALSE = "false"

    def is_reached(self, truth: Truth) -> bool:
        """Whether the answer is so already."""
        return truth in _REACHED[self]

    @property
    def turned(self) -> Truth:
        """What a leaf that is not there yet has to answer."""
        return Truth.TRUE if self in (Goal.TRUE, Goal.NOT_FALSE) else Truth.FALSE


_REACHED = {
    Goal.TRUE: (Truth.TRUE,),
    Goal.NOT_FALSE: (Truth.TRUE, Truth.UNKNOWN),
    Goal.NOT_TRUE: (Truth.FALSE, Truth.UNKNOWN),
    Goal.FALSE: (Truth.FALSE,),
}
_MIRRORED = {
    Goal.TRUE: Goal.FALSE,
    Goal.FALSE: Goal.TRUE,
    Goal.NOT_FALSE: Goal.NOT_TRUE,
    Goal.NOT_TRUE: Goal.NOT_FALSE,
}
# Where what is not known counts as true, it is enough not to be false, and not enough to be unknown.
_BEFORE_UNKNOWN_COUNTS = {
    Goal.TRUE: Goal.NOT_FALSE,
    Goal.NOT_FALSE: Goal.NOT_FALSE,
    Goal.NOT_TRUE: Goal.FALSE,
    Goal.FALSE: Goal.FALSE,
}


def ways(
    trace: Trace,
    goal: Goal,
    *,
    may_turn: Callable[[Trace], bool] = lambda _: True,
    effort: Callable[[Trace, Truth], float] = lambda _leaf, _to: 0.0,
) -> tuple[Way, ...]:
    """Every minimal set of turns that reaches the goal; those of fewest turns first, then of the least effort.

    None if the goal cannot be reached. At most `MOST_WAYS` and one more: then there are others beside them, of which
    none takes fewer turns than the first. A leaf turns only if `may_turn` says so; `effort` says what it takes.
    """
    search = _Search(may_turn=may_turn, effort=effort)
    found = search.ways(trace, goal, ())
    return tuple(sorted(found, key=lambda way: (search.weight(way), sorted(turn.path for turn in way))))


def rule_of(trace: Trace) -> Rule | None:
    """How the answer follows from those inside; None for a leaf, and where it does not follow by the rule kept.

    The second is a decision whose rule was not kept or cannot be read: it is taken as one answer, with no inside.
    """
    rule = read_rule(trace.rule, len(trace.children)) if trace.children else None
    inside = [child.truth for child in trace.children]
    return rule if rule is not None and rule.truth(inside) is trace.truth else None


def leaf_at(trace: Trace, path: Path) -> Trace:
    """The condition at that place."""
    return leaf_at(trace.children[path[0]], path[1:]) if path else trace


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """One look through a tree, which remembers what each turn takes."""

    may_turn: Callable[[Trace], bool]
    effort: Callable[[Trace, Truth], float]
    efforts: dict[Turn, float] = field(default_factory=dict)

    def ways(self, trace: Trace, goal: Goal, path: Path) -> list[Way]:
        """The minimal ways to the goal; an empty one if it is reached."""
        if goal.is_reached(trace.truth):
            return [frozenset()]
        rule = rule_of(trace)
        if rule is None:
            return self._turn(trace, goal, path)
        if rule.or_unknown:
            goal = _BEFORE_UNKNOWN_COUNTS[goal]
        if rule.negated:
            return self.ways(trace.children[0], _MIRRORED[goal], (*path, 0))
        inside = [self.ways(child, goal, (*path, index)) for index, child in enumerate(trace.children)]
        is_up = goal.turned is Truth.TRUE
        enough = self._choices(inside, rule.needed if is_up else len(inside) - rule.needed + 1)
        if not rule.and_now:
            return enough
        newest = self.ways(trace.children[0], Goal.NOT_FALSE if is_up else Goal.FALSE, (*path, 0))
        return _minimal(islice(_products([newest, enough]), MOST_WAYS + 1) if is_up else [*newest, *enough])

    def weight(self, way: Way) -> tuple[int, float]:
        """How many answers have to turn, then how much that takes in all."""
        return len(way), sum(self.efforts[turn] for turn in way)

    def _turn(self, leaf: Trace, goal: Goal, path: Path) -> list[Way]:
        if FIXED in leaf.rule.split() or not self.may_turn(leaf):
            return []
        turn = Turn(path=path, to=goal.turned)
        self.efforts[turn] = self.effort(leaf, turn.to)
        return [frozenset({turn})]

    def _choices(self, inside: Sequence[list[Way]], needed: int) -> list[Way]:
        """The ways in which so many of them get there, the lightest first; those that are there cost nothing."""
        there = sum(way == [frozenset()] for way in inside)
        families = [sorted(family, key=self.weight) for family in inside if family and family != [frozenset()]]
        families.sort(key=lambda family: self.weight(family[0]))
        chosen = combinations(families, max(needed - there, 0))
        return list(islice((way for some in chosen for way in _products(some)), MOST_WAYS + 1))


def _products(parts: Sequence[list[Way]]) -> Iterable[Way]:
    return (frozenset().union(*each) for each in product(*parts))


def _minimal(found: Iterable[Way]) -> list[Way]:
    """Those that contain no other, each once."""
    kept: list[Way] = []
    for way in sorted(set(found), key=len):
        if not any(smaller <= way for smaller in kept):
            kept.append(way)
    return kept
