"""Conditions on signals: one column or several, once or sustained over windows."""

from collections.abc import Iterator
from functools import partial
from itertools import chain

from domain.decisions import Trace, Truth
from domain.signals import Signal
from domain.windows import Window
from policies.evidence import Evidence
from policies.logic import at_least
from policies.rules import FIXED, at_least_of
from policies.signal_shapes import ColumnCount, Columns, Quantifier, SignalCondition, Sustained
from policies.signal_tests import judge
from policies.wording import named, telling


def answer_signal(condition: SignalCondition, evidence: Evidence) -> Trace:
    """Each column answers on its own, over all its windows; then the columns are counted.

    So `columns: any` with `sustained: {windows: 2, of: 3}` asks for one column that is bad twice, not for two
    columns that are bad once each.
    """
    answer = partial(_answer_column, condition, evidence)
    if condition.columns is None:
        return answer(condition.column, told=str(condition))
    columns = _measured_columns(condition, evidence)
    if not columns:
        absent = _absent(condition, None, evidence.window, evidence)
        return Trace(condition=str(condition), truth=Truth.UNKNOWN, because=absent)
    children = tuple(answer(column, told=f"{condition.signal} of {column}") for column in columns)
    return _count_columns(condition, condition.columns, children)


def signals_read(condition: SignalCondition, evidence: Evidence) -> Iterator[Signal]:
    """The signals that the condition's answer rests on, newest window first."""
    for window in _windows(condition, evidence):
        for signal in evidence.named(condition.signal, window).values():
            if condition.columns is not None or signal.subject == condition.column:
                yield signal


def _answer_column(condition: SignalCondition, evidence: Evidence, column: str | None, *, told: str) -> Trace:
    children = tuple(_answer_window(condition, column, w, evidence) for w in _windows(condition, evidence))
    if condition.sustained is None:
        return Trace(condition=told, truth=children[0].truth, because=children[0].because)
    because = f"{children[0].because}, {_how_often(condition.sustained, children)}"
    return Trace(
        condition=told,
        truth=_sustained(condition.sustained, children),
        because=because,
        children=children,
        rule=at_least_of(condition.sustained.windows, and_now=True),
    )


def _sustained(sustained: Sustained, children: tuple[Trace, ...]) -> Truth:
    """k of the last n, and not over by now: a window at hand that is fine again needs no action."""
    if children[0].truth is Truth.FALSE:
        return Truth.FALSE
    return at_least(sustained.windows, (child.truth for child in children))


def _answer_window(condition: SignalCondition, column: str | None, window: Window, evidence: Evidence) -> Trace:
    signal = evidence.named(condition.signal, window).get(column)
    since = evidence.history.champion_since
    if since is not None and window.end <= since:
        return Trace(condition=str(window), truth=Truth.FALSE, because="before this champion was in force", rule=FIXED)
    if signal is None:
        absent = _absent(condition, column, window, evidence)
        return Trace(condition=str(window), truth=Truth.UNKNOWN, because=absent)
    truth, because = judge(condition, signal)
    return Trace(condition=str(window), truth=truth, because=because)


def _windows(condition: SignalCondition, evidence: Evidence) -> tuple[Window, ...]:
    return evidence.last_windows(condition.sustained.of if condition.sustained else 1)


def _measured_columns(condition: SignalCondition, evidence: Evidence) -> tuple[str, ...]:
    """Columns measured in any of the windows: one that vanished since is not known, rather than not there."""
    subjects = chain.from_iterable(evidence.named(condition.signal, w) for w in _windows(condition, evidence))
    return tuple(dict.fromkeys(subject for subject in subjects if subject is not None))


def _count_columns(condition: SignalCondition, columns: Columns, children: tuple[Trace, ...]) -> Trace:
    truths = [child.truth for child in children]
    needed = _needed(columns, len(children))
    truth = at_least(needed, truths)
    count = f"true of {truths.count(Truth.TRUE)} of {len(children)} columns"
    said = telling(children, truth)
    because = f"{condition.signal}: {count}" + (f": {said}" if said else "")
    return Trace(condition=str(condition), truth=truth, because=because, children=children, rule=at_least_of(needed))


def _needed(columns: Columns, measured: int) -> int:
    match columns:
        case ColumnCount(at_least=count):
            return count
        case Quantifier.ANY:
            return 1
        case Quantifier.EVERY:
            return measured


def _how_often(sustained: Sustained, children: tuple[Trace, ...]) -> str:
    truths = [child.truth for child in children]
    unknown = truths.count(Truth.UNKNOWN)
    also = f", {unknown} not known" if unknown else ""
    return f"{truths.count(Truth.TRUE)} of the last {sustained.of} windows{also} ({sustained.windows} needed)"


def _absent(condition: SignalCondition, column: str | None, window: Window, evidence: Evidence) -> str:
    """That it was not measured, and what was, for whoever misspelt a name."""
    whose = f" of {column}" if column else ""
    said = f"no {condition.signal}{whose} was measured from {window}"
    others = [subject for subject in evidence.named(condition.signal, window) if subject is not None]
    if others:
        return f"{said}, but of {named(others)}: say which with column or columns"
    pool = evidence.signals if window == evidence.window else ()
    names = sorted({signal.name for signal in pool})
    return f"{said}; measured were {named(names)}" if names else said
