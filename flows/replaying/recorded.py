"""What the ledger recorded of a model's windows, as it was first recorded."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from domain.errors import EvidenceUnavailable
from domain.signals import Signal, SignalState
from monitors.entries import EstimatedPerformance, LabelDrift, Performance
from policies.replay.reach import reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from domain.windows import Window
    from flows.watch import Watch
    from monitors.spec import MonitoringSpec
    from policies.grammar import Policy

_ESTIMATE_ERROR = "_estimate_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Signals by window, oldest first, each as it was first recorded; windows do not overlap.

    `amended` windows were measured again because rows or labels came late.
    """

    windows: Mapping[Window, tuple[Signal, ...]]
    amended: int


def recorded(watch: Watch, policies: Sequence[Policy], span: Window | None) -> Recorded:
    """The signals within a span, or of all time, that any of the policies may ask for, and those that count labels.

    Of the signals that a policy only asks whether they are breached, no others are read. Raises EvidenceUnavailable,
    with the command to give, where there are none.
    """
    reaches = [reach(policy) for policy in policies]
    asked = {*chain.from_iterable(each.looks_back_on for each in reaches), *counting_labels(watch.document.monitoring)}
    gated = set(chain.from_iterable(each.broken for each in reaches)) - asked
    shelf = watch.ledger.signals
    found = shelf.named(watch.model, asked, within=span)
    found = found or (shelf.within(watch.model, span) if span else shelf.of(watch.model))
    if not found:
        raise EvidenceUnavailable(
            f"{watch.model}: the ledger holds no signal{f' from {span}' if span else ''}; measure the past with "
            f"`driftwarden backfill {watch.model} --from DAY --to DAY`"
        )
    broken = shelf.named(watch.model, gated, within=span, state=SignalState.BREACHED)
    return _arranged([*found, *broken])


def counting_labels(spec: MonitoringSpec) -> frozenset[str]:
    """The names of the signals whose rows are labelled rows."""
    entries = (entry for entry in spec.monitors if isinstance(entry, Performance))
    return frozenset(name for entry in entries for name in entry.signals(spec.task))


def resting_on_labels(spec: MonitoringSpec) -> frozenset[str]:
    """The names of the signals that labels change which come later; `drift` of the label itself is another."""
    entries = (entry for entry in spec.monitors if isinstance(entry, EstimatedPerformance | LabelDrift))
    others = (name for entry in entries for name in entry.signals(spec.task))
    checked = (name for name in others if name.endswith(_ESTIMATE_ERROR) or name == "label_drift")
    return counting_labels(spec) | frozenset(checked)


def _arranged(signals: Iterable[Signal]) -> Recorded:
    """By window, the lowest revision of each question; of windows that overlap the later one."""
    first: dict[Window, dict[tuple[str, str | None, str], Signal]] = {}
    amended = set()
    for signal in signals:
        questions = first.setdefault(signal.window, {})
        question = (signal.name, signal.subject, str(signal.segment or ""))
        kept = questions.setdefault(question, signal)
        if signal.revision:
            amended.add(signal.window)
        if signal.revision < kept.revision:
            questions[question] = signal
    windows = _apart(first)
    return Recorded(
        windows={window: tuple(first[window].values()) for window in windows}, amended=len(amended & set(windows))
    )


def _apart(windows: Iterable[Window]) -> list[Window]:
    """The windows that do not overlap a later one, oldest first: a model's windows may have been longer once."""
    apart: list[Window] = []
    for window in sorted(windows, key=lambda window: (window.end, window.start), reverse=True):
        if not apart or window.end <= apart[-1].start:
            apart.append(window)
    return apart[::-1]
