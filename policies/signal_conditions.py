"""Conditions on signals: one column or several, in one slice or several, once or sustained over windows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from domain.decisions import Trace, Truth
from domain.models import Segment
from domain.signals import Signal
from domain.windows import Window
from policies.change_tests import best_of
from policies.choice_shapes import ColumnCount, Columns, Quantifier, SliceCount, Slices
from policies.evidence import Evidence
from policies.logic import at_least
from policies.rules import FIXED, at_least_of
from policies.series import Series
from policies.signal_shapes import SignalCondition, Sustained
from policies.signal_test_shapes import Against
from policies.signal_tests import judge
from policies.wording import telling


def answer_signal(condition: SignalCondition, evidence: Evidence) -> Trace:
    """Each column of each slice answers on its own, over all its windows; then columns are counted, then slices.

    So `columns: any` with `sustained: {windows: 2, of: 3}` asks for one column that is bad twice, not for two
    columns that are bad once each.
    """
    windows = evidence.last_windows(condition.sustained_of + condition.further)
    if condition.segments is None:
        return _answer_slice(condition, evidence, windows, condition.segment, told=str(condition))
    measured = _measured_slices(condition, evidence, windows)
    if not measured:
        said = f"{condition.signal} was measured in no slice from {windows[0]}"
        return _nothing_measured(condition, _series(condition, evidence, None, None), windows[0], said)
    children = tuple(
        _answer_slice(condition, evidence, windows, segment, told=f"{condition.signal} where {segment}")
        for segment in measured
    )
    return _count(condition.segments, children, condition, told=str(condition), noun="slices")


def signals_read(condition: SignalCondition, evidence: Evidence) -> Iterator[Signal]:
    """The signals that the condition's answer rests on, newest window first.

    Of those that a latched condition or the best value was looked for in, only the one that was found is among them.
    """
    for window in evidence.last_windows(condition.sustained_of + condition.further):
        for segment, columns in _asked(condition, evidence, window).items():
            for signal in columns.values():
                if condition.columns is not None or signal.subject == condition.column:
                    yield signal
                    yield from _best(condition, evidence, segment, signal)


def _best(
    condition: SignalCondition, evidence: Evidence, segment: Segment | None, signal: Signal
) -> tuple[Signal, ...]:
    if condition.changed_by is None or condition.changed_by.against is not Against.BEST:
        return ()
    best = best_of(_series(condition, evidence, signal.subject, segment), signal)
    return () if best is None else (best,)


def _asked(
    condition: SignalCondition, evidence: Evidence, window: Window
) -> Mapping[Segment | None, Mapping[str | None, Signal]]:
    if condition.segments is None:
        return {condition.segment: evidence.named(condition.signal, window, condition.segment)}
    slices = evidence.slices(condition.signal, window)
    return {segment: columns for segment, columns in slices.items() if segment is not None}


def _series(condition: SignalCondition, evidence: Evidence, column: str | None, segment: Segment | None) -> Series:
    return Series(
        evidence=evidence, name=condition.signal, column=column, segment=segment, provisional=condition.provisional
    )


def _answer_slice(
    condition: SignalCondition,
    evidence: Evidence,
    windows: Sequence[Window],
    segment: Segment | None,
    *,
    told: str,
) -> Trace:
    if condition.columns is None:
        return _answer_column(condition, _series(condition, evidence, condition.column, segment), windows, told=told)
    columns = _measured_columns(condition, evidence, windows, segment)
    if not columns:
        series = _series(condition, evidence, None, segment)
        return _nothing_measured(condition, series, windows[0], series.absent(windows[0]))
    every = (_series(condition, evidence, column, segment) for column in columns)
    children = tuple(_answer_column(condition, series, windows, told=series.title) for series in every)
    return _count(condition.columns, children, condition, told=told, noun="columns")


def _answer_column(condition: SignalCondition, series: Series, windows: Sequence[Window], *, told: str) -> Trace:
    if condition.sustained is None:
        return _answer_window(condition, series, windows, told=told)
    children = tuple(
        _answer_window(condition, series, windows[back:], told=str(windows[back]))
        for back in range(condition.sustained.of)
    )
    return Trace(
        condition=told,
        truth=_sustained(condition.sustained, children),
        because=f"{children[0].because}, {_how_often(condition.sustained, children)}",
        children=children,
        rule=at_least_of(condition.sustained.windows, and_now=True),
    )


def _sustained(sustained: Sustained, children: tuple[Trace, ...]) -> Truth:
    """k of the last n, and not over by now: a window at hand that is fine again needs no action."""
    if children[0].truth is Truth.FALSE:
        return Truth.FALSE
    return at_least(sustained.windows, (child.truth for child in children))


def _answer_window(condition: SignalCondition, series: Series, windows: Sequence[Window], *, told: str) -> Trace:
    if series.is_before_champion(windows[0]):
        return Trace(condition=told, truth=Truth.FALSE, because="before this champion was in force", rule=FIXED)
    return judge(condition, series, windows).trace(told)


def _measured_columns(
    condition: SignalCondition, evidence: Evidence, windows: Sequence[Window], segment: Segment | None
) -> tuple[str, ...]:
    """Columns measured in any of the windows: one that vanished since is not known, rather than not there."""
    subjects = chain.from_iterable(evidence.named(condition.signal, window, segment) for window in windows)
    return tuple(dict.fromkeys(subject for subject in subjects if subject is not None))


def _measured_slices(condition: SignalCondition, evidence: Evidence, windows: Sequence[Window]) -> tuple[Segment, ...]:
    segments = chain.from_iterable(evidence.slices(condition.signal, window) for window in windows)
    return tuple(dict.fromkeys(segment for segment in segments if segment is not None))


def _nothing_measured(condition: SignalCondition, series: Series, window: Window, said: str) -> Trace:
    return Trace(
        condition=str(condition),
        truth=Truth.UNKNOWN,
        because=said,
        readings=(series.unknown(window, None),),
    )


def _count(
    choice: Columns | Slices, children: tuple[Trace, ...], condition: SignalCondition, *, told: str, noun: str
) -> Trace:
    truths = [child.truth for child in children]
    needed = _needed(choice, len(children))
    truth = at_least(needed, truths)
    count = f"true of {truths.count(Truth.TRUE)} of {len(children)} {noun}"
    said = telling(children, truth)
    because = f"{condition.signal}: {count}" + (f": {said}" if said else "")
    return Trace(condition=told, truth=truth, because=because, children=children, rule=at_least_of(needed))


def _needed(choice: Columns | Slices, measured: int) -> int:
    match choice:
        case ColumnCount(at_least=count) | SliceCount(at_least=count):
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
