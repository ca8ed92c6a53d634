"""The rules of decisions that were made before a trace kept them, told from the words of its conditions."""

import re
from dataclasses import replace

from domain.decisions import Trace, Truth
from policies.rules import ALL, ANY, FIXED, NOT, at_least_of, or_unknown, read_rule

_PLAIN = ((re.compile(r"any of \d+"), ANY), (re.compile(r"all of \d+"), ALL), (re.compile("not"), NOT))
_AT_LEAST = re.compile(r"at least (\d+) of \d+")
_COLUMNS = re.compile(r"\S+ of (?:(any|every) column|at least (\d+) columns) ")
_SUSTAINED = re.compile(r", in (\d+) of \d+ windows$")
_COUNTED = "(counts as true: on_unknown is fire)"
_BEFORE = "before this champion was in force"


def with_rules(trace: Trace) -> Trace:
    """The trace with a rule wherever one can be told; what keeps its rules is left as it is.

    >>> from domain.decisions import Truth
    >>> leaf = Trace(condition="mae is breached", truth=Truth.TRUE, because="it is")
    >>> with_rules(Trace(condition="any of 1", truth=Truth.TRUE, because="it is", children=(leaf,))).rule
    'any'
    """
    return _filled(trace, sustained=None)


def _filled(trace: Trace, *, sustained: int | None) -> Trace:
    """`sustained` is in how many windows a column has to be true, which only the condition around it says."""
    found = _SUSTAINED.search(trace.condition)
    needed = int(found[1]) if found else sustained
    children = tuple(
        _filled(child, sustained=needed if _COLUMNS.match(trace.condition) else None) for child in trace.children
    )
    if trace.rule:
        return replace(trace, children=children)
    rule = _rule(trace, needed)
    return replace(trace, children=children, rule=or_unknown(rule) if _counts_unknown(trace, rule) else rule)


def _counts_unknown(trace: Trace, rule: str) -> bool:
    """Whether it was made true because it was not known; a combination also ends in the words of one inside it."""
    if not trace.because.endswith(_COUNTED):
        return False
    read = read_rule(rule, len(trace.children))
    return not trace.children or (read is not None and read.truth([c.truth for c in trace.children]) is Truth.UNKNOWN)


def _rule(trace: Trace, needed: int | None) -> str:
    if not trace.children:
        return FIXED if trace.because == _BEFORE else ""
    plain = next((rule for pattern, rule in _PLAIN if pattern.fullmatch(trace.condition)), None)
    if plain:
        return plain
    counted = _AT_LEAST.fullmatch(trace.condition)
    if counted:
        return at_least_of(int(counted[1]))
    columns = _COLUMNS.match(trace.condition)
    if columns:
        return at_least_of({"any": 1, "every": len(trace.children)}.get(columns[1]) or int(columns[2]))
    return "" if needed is None else at_least_of(needed, and_now=True)
