"""What a policy asks of a model that the model's file does not give: found by `check`, not by a year of silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitors.entries import Performance
from monitors.table import MONITORS, signal_names
from monitors.windowing import windows_between
from policies.condition_shapes import located
from policies.history_shapes import AccumulatedRegret
from policies.known_keys import nearest
from policies.signal_shapes import SignalCondition
from policies.silences import quiet_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.models import Segment
    from flows.documents import ModelDocument
    from policies.complaints import Location
    from policies.grammar import Policy

_NO_COSTS = (
    "it reckons with what errors and retrainings cost, which this model's file does not say; "
    "write `costs: {retraining: ..., error: ...}` there"
)
# Long enough that an hour of daylight saving and every weekday are in it.
_SOME_TIME = timedelta(weeks=52)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """What does not fit, and the remedy; `at` leads to the word in the policy, () where no single word is at fault."""

    told: str
    at: Location = ()


def misfits(document: ModelDocument, policy: Policy) -> Iterator[Misfit]:
    """Each thing that the policy asks for and the model never has, or never has in time; each name once."""
    told: set[str] = set()
    for misfit in _all(document, policy):
        if misfit.told not in told:
            told.add(misfit.told)
            yield misfit


def _all(document: ModelDocument, policy: Policy) -> Iterator[Misfit]:
    for place, name in _names(policy):
        yield from _unmeasured(document, name, place)
    for place, condition in located(policy.when, ("when",)):
        if isinstance(condition, SignalCondition):
            yield from _unsliced(document, condition, place)
    yield from _uncosted(document, policy)
    yield from _never_heard(document, policy)
    if document.monitoring.quiet_for and document.log.columns.logged_at is None:
        yield Misfit(
            told="monitoring.quiet_for waits for rows to be logged; name their moment under log.columns.logged_at"
        )


def _names(policy: Policy) -> Iterator[tuple[Location, str]]:
    """The names of the signals that the policy reads, and where it does."""
    for place, condition in located(policy.when, ("when",)):
        if isinstance(condition, SignalCondition):
            yield (*place, "signal"), condition.signal
        if isinstance(condition, AccumulatedRegret):
            yield (*place, "regret", "signal"), condition.regret.signal
    if policy.gates.expected_gain:
        yield ("gates", "expected_gain", "signal"), policy.gates.expected_gain.signal


def _unmeasured(document: ModelDocument, name: str, place: Location) -> Iterator[Misfit]:
    measured = signal_names(document.monitoring)
    if name not in measured:
        yield Misfit(
            told=f"it reads the signal {name}, which this model does not measure; {_hint(name, measured)}", at=place
        )


def _unsliced(document: ModelDocument, condition: SignalCondition, place: Location) -> Iterator[Misfit]:
    """Slices that the signal is never measured in, for a signal that is measured at all."""
    if condition.signal not in signal_names(document.monitoring):
        return
    slicings = _slicings(document, condition.signal)
    if condition.segments is not None and not slicings:
        told = f"it reads {condition.signal} in slices, in which it is not measured"
        yield Misfit(told=f"{told}; {_where_to_slice(document, condition)}", at=(*place, "segments"))
    if condition.segment is not None and frozenset(_columns(condition.segment)) not in map(frozenset, slicings):
        there = "; ".join(", ".join(columns) for columns in slicings) or "none"
        near = nearest(condition.segment.column, [columns[0] for columns in slicings])
        hint = f"did you mean {near}?" if near else _where_to_slice(document, condition)
        yield Misfit(
            told=f"it reads {condition.signal} where {condition.segment}, while it is measured by {there}; {hint}",
            at=(*place, "segment"),
        )


def _columns(segment: Segment) -> tuple[str, ...]:
    return tuple(column for column, _ in segment.pairs)


def _slicings(document: ModelDocument, name: str) -> tuple[tuple[str, ...], ...]:
    """By which columns a signal is sliced: only metrics of performance are, by those that their monitor names."""
    return tuple(columns for entry in _performances(document, name) for columns in entry.sliced_by)


def _performances(document: ModelDocument, name: str) -> tuple[Performance, ...]:
    spec = document.monitoring
    return tuple(e for e in spec.monitors if isinstance(e, Performance) and name in e.signals(spec.task))


def _where_to_slice(document: ModelDocument, condition: SignalCondition) -> str:
    if not _performances(document, condition.signal):
        return "only metrics of performance are; leave the slice out"
    columns = ", ".join(_columns(condition.segment)) if condition.segment else "..."
    asked = f"[{columns}]" if "," in columns else columns
    return f"add `segments: [{asked}]` to monitoring, and `by: [{asked}]` to its monitor performance"


def _uncosted(document: ModelDocument, policy: Policy) -> Iterator[Misfit]:
    if document.costs is not None:
        return
    for place, condition in located(policy.when, ("when",)):
        # Whoever says what it means that nobody knows the costs has thought of that.
        if isinstance(condition, AccumulatedRegret) and condition.on_unknown is None:
            yield Misfit(told=_NO_COSTS, at=(*place, "regret"))
    if policy.gates.expected_gain is not None:
        yield Misfit(told=_NO_COSTS, at=("gates", "expected_gain"))


def _never_heard(document: ModelDocument, policy: Policy) -> Iterator[Misfit]:
    """Quiet hours in which every window is decided over; those of rows come at any hour."""
    hours, spec = policy.gates.quiet_hours, document.monitoring
    if hours is not None and isinstance(spec.window, str):
        begin = datetime(2026, 1, 1, tzinfo=UTC)
        windows = windows_between(begin, begin + _SOME_TIME, unit=spec.window, timezone=spec.timezone)
        if all(quiet_until(hours, window.end + spec.waits) for window in windows):
            moment = windows[0].end + spec.waits
            yield Misfit(
                told=f"every {spec.window} is decided over in its quiet hours, at {moment:%H:%M} UTC, so that nothing "
                "is ever done; choose other hours, or another monitoring.ready_after",
                at=("gates", "quiet_hours"),
            )
    measured = signal_names(spec)
    for name in policy.gates.broken_data:
        if name not in {*MONITORS, *measured}:
            told = f"its gate broken_data names {name}, which no monitor measures; {_hint(name, measured)}"
            yield Misfit(told=told, at=("gates", "broken_data", policy.gates.broken_data.index(name)))


def _hint(name: str, measured: frozenset[str]) -> str:
    near = nearest(name, tuple(sorted(measured)))
    return f"did you mean {near}?" if near else f"it measures {', '.join(sorted(measured))}"
