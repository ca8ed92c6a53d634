"""Turning what is said to have to turn gives the other answer, and nothing less does."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decisions import Trace, Truth
from policies.explaining.turning import MOST_WAYS, Goal, Path, Turn, leaf_at, rule_of, ways
from policies.rules import ALL, ANY, FIXED, NOT, at_least_of, or_unknown
from tests.policies.explaining.traces import (
    F,
    T,
    U,
    a_leaf,
    all_of,
    any_of,
    combined,
    counting_unknown,
    negated,
    sustained,
)


def _leaves(trace: Trace, path: Path = ()) -> Iterator[tuple[Path, Trace]]:
    if not trace.children:
        yield path, trace
    for index, child in enumerate(trace.children):
        yield from _leaves(child, (*path, index))


def _turned(trace: Trace, answers: Mapping[Path, Truth], path: Path = ()) -> Trace:
    """The tree worked out anew after some leaves gave another answer."""
    if not trace.children:
        return replace(trace, truth=answers.get(path, trace.truth))
    children = (_turned(child, answers, (*path, index)) for index, child in enumerate(trace.children))
    return combined(trace.rule, *children)


def _after(trace: Trace, turns: frozenset[Turn] | tuple[Turn, ...]) -> Truth:
    return _turned(trace, {turn.path: turn.to for turn in turns}).truth


@st.composite
def _combinations(draw: st.DrawFn, inside: st.SearchStrategy[Trace]) -> Trace:
    children = draw(st.lists(inside, min_size=1, max_size=3))
    needed = draw(st.integers(1, len(children)))
    rules = [ANY, ALL, at_least_of(needed), at_least_of(needed, and_now=True), *([NOT] if len(children) == 1 else [])]
    rule = draw(st.sampled_from(rules))
    return combined(or_unknown(rule) if draw(st.booleans()) else rule, *children)


leaf_traces = st.sampled_from(Truth).map(a_leaf)
trees = st.recursive(leaf_traces, _combinations, max_leaves=7).filter(lambda tree: len(list(_leaves(tree))) <= 7)
goals = st.sampled_from([Goal.TRUE, Goal.FALSE])


@settings(deadline=None)
@given(trees, goals)
def test_every_way_reaches_the_goal_and_no_part_of_it_does(tree: Trace, goal: Goal) -> None:
    for way in ways(tree, goal):
        assert goal.is_reached(_after(tree, way))
        parts = chain.from_iterable(combinations(way, size) for size in range(len(way)))
        assert not any(goal.is_reached(_after(tree, part)) for part in parts)


@settings(max_examples=60, deadline=None)
@given(trees, goals)
def test_no_smallest_way_is_left_out(tree: Trace, goal: Goal) -> None:
    wanted = {path: _best(tree, goal, path) for path, _ in _leaves(tree)}
    open_ones = [path for path, leaf in _leaves(tree) if leaf.truth is not wanted[path]]
    reaching: list[frozenset[Path]] = []
    for chosen in chain.from_iterable(combinations(open_ones, size) for size in range(len(open_ones) + 1)):
        if goal.is_reached(_after(tree, tuple(Turn(path=p, to=wanted[p]) for p in chosen))):
            reaching.append(frozenset(chosen))
    smallest = {way for way in reaching if not any(other < way for other in reaching)}
    assert {frozenset(turn.path for turn in way) for way in ways(tree, goal)} == smallest


def _best(tree: Trace, goal: Goal, path: Path) -> Truth:
    """The answer by which a leaf helps: every "not" around it turns the goal round."""
    around = (leaf_at(tree, path[:depth]) for depth in range(len(path)))
    turned_round = sum(NOT in trace.rule.split() for trace in around) % 2
    return T if (goal is Goal.TRUE) is (turned_round == 0) else F


@settings(deadline=None)
@given(trees, goals)
def test_only_what_may_turn_is_turned(tree: Trace, goal: Goal) -> None:
    for way in ways(tree, goal, may_turn=lambda leaf: leaf.truth is U):
        assert all(leaf_at(tree, turn.path).truth is U for turn in way)


@pytest.mark.parametrize(
    ("tree", "goal", "paths"),
    [
        (a_leaf(T), Goal.FALSE, [{()}]),
        (any_of(a_leaf(T), a_leaf(F)), Goal.FALSE, [{(0,)}]),
        (any_of(a_leaf(F), a_leaf(F)), Goal.TRUE, [{(0,)}, {(1,)}]),
        (all_of(a_leaf(F), a_leaf(F), a_leaf(T)), Goal.TRUE, [{(0,), (1,)}]),
        (negated(a_leaf(F)), Goal.FALSE, [{(0,)}]),
        (sustained(2, a_leaf(T), a_leaf(T), a_leaf(F)), Goal.FALSE, [{(0,)}, {(1,)}]),
        (sustained(2, a_leaf(F), a_leaf(T), a_leaf(T)), Goal.TRUE, [{(0,)}]),
        (sustained(2, a_leaf(F), a_leaf(F), a_leaf(F)), Goal.TRUE, [{(0,), (1,)}, {(0,), (2,)}]),
        (counting_unknown(all_of(a_leaf(U), a_leaf(T))), Goal.FALSE, [{(0,)}, {(1,)}]),
        (counting_unknown(any_of(a_leaf(U), a_leaf(F))), Goal.FALSE, [{(0,)}]),
    ],
)
def test_the_ways_of_each_rule(tree: Trace, goal: Goal, paths: list[set[Path]]) -> None:
    assert [{turn.path for turn in way} for way in ways(tree, goal)] == paths


def test_what_is_past_for_good_does_not_turn() -> None:
    before = a_leaf(F, rule=FIXED)
    assert ways(all_of(before, a_leaf(T)), Goal.TRUE) == ()
    assert [{turn.path for turn in way} for way in ways(sustained(1, a_leaf(F), before), Goal.TRUE)] == [{(0,)}]


def test_a_tree_with_countless_ways_gives_some_of_them_quickly() -> None:
    tree = combined(at_least_of(20), *(a_leaf(F) for _ in range(60)))
    found = ways(tree, Goal.TRUE)
    assert len(found) == MOST_WAYS + 1
    assert all(_after(tree, way) is T for way in found[:5])


def test_an_answer_that_does_not_follow_from_those_inside_is_taken_as_one() -> None:
    tree = replace(any_of(a_leaf(F)), truth=T)
    assert rule_of(tree) is None
    assert ways(tree, Goal.FALSE) == (frozenset({Turn(path=(), to=F)}),)
