"""Traces with defaults, each with the truth that its rule gives it."""

from dataclasses import replace
from typing import Any

from domain.decisions import Reading, Trace, Truth
from policies.rules import ALL, ANY, NOT, at_least_of, or_unknown, read_rule
from policies.wording import telling
from tests.builders import a_week

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def a_leaf(truth: Truth, name: str = "some condition", **fields: Any) -> Trace:
    return replace(Trace(condition=name, truth=truth, because="so it is"), **fields)


def a_reading(value: float | None, *, limit: float = 7.33, **fields: Any) -> Reading:
    return replace(Reading(of="mae", value=value, limit=limit, rows=1000, signal="mae", window=a_week(0)), **fields)


def mae_above(limit: float, value: float | None, **fields: Any) -> Trace:
    """A leaf that asks whether the error lies above a limit."""
    truth = U if value is None else T if value > limit else F
    because = "mae is not known: no labels yet" if value is None else f"mae {value} against {limit}"
    return a_leaf(truth, f"mae above {limit}", because=because, readings=(a_reading(value, limit=limit, **fields),))


def combined(rule: str, *inside: Trace, name: str = "") -> Trace:
    read = read_rule(rule, len(inside))
    assert read is not None
    truth = read.truth([child.truth for child in inside])
    because = "by its rule" if name else telling(inside, truth)
    return Trace(condition=name or rule, truth=truth, because=because, children=inside, rule=rule)


def any_of(*inside: Trace) -> Trace:
    return combined(ANY, *inside)


def all_of(*inside: Trace) -> Trace:
    return combined(ALL, *inside)


def negated(inside: Trace) -> Trace:
    return combined(NOT, inside)


def sustained(needed: int, *inside: Trace) -> Trace:
    return combined(
        at_least_of(needed, and_now=True), *inside, name=f"mae above 7.33, in {needed} of {len(inside)} windows"
    )


def counting_unknown(trace: Trace) -> Trace:
    """The same where what is not known counts as true."""
    rule = or_unknown(trace.rule)
    return combined(rule, *trace.children) if trace.children else replace(trace, rule=rule)
