"""Which signals a drift moved, beside what they are without it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.signals import SignalState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from domain.signals import Signal
    from domain.windows import Window
    from flows.selftesting.stage import Stage
    from flows.selftesting.trying import Played


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Signals by title, each with the number of the window in which it first differs from what it is without the drift.

    `breached` went beyond their thresholds; `unknown` cannot be told any more. `nearest` is, where nothing breached,
    the one that moved farthest for its threshold, in words.
    """

    breached: Mapping[str, int]
    unknown: Mapping[str, int]
    nearest: str = ""


def moved(stage: Stage, plain: Played, drifted: Played) -> Moved:
    """The signals whose state the drift changed."""
    breached = _first(stage, plain, drifted, SignalState.BREACHED)
    return Moved(
        breached=breached,
        unknown=_first(stage, plain, drifted, SignalState.UNKNOWN),
        nearest="" if breached else _nearest(plain, drifted),
    )


def breached_in(stage: Stage, plain: Played) -> Mapping[str, int]:
    """The signals that breach in windows as they were."""
    return _first(stage, replace(plain, signals=((),) * len(plain.signals)), plain, SignalState.BREACHED)


def number_of(stage: Stage, window: Window) -> int:
    """Which of the windows it is, counted from 1."""
    return stage.windows.index(window) + 1


def _first(stage: Stage, plain: Played, drifted: Played, state: SignalState) -> dict[str, int]:
    first: dict[str, int] = {}
    for step, one, two in zip(stage.steps, plain.signals, drifted.signals, strict=True):
        for title in _in(two, state) - _in(one, state):
            first[title] = min(number_of(stage, step.window), first.get(title, len(stage.windows)))
    return dict(sorted(first.items(), key=lambda each: (each[1], each[0])))


def _nearest(plain: Played, drifted: Played) -> str:
    """The calm signal that moved farthest, counted in its threshold."""
    farthest, said = 0.0, ""
    for one, two in zip(plain.signals, drifted.signals, strict=True):
        values = {signal.id: signal.value for signal in one}
        for signal in two:
            before = values.get(signal.id)
            if before is None or signal.value is None or not signal.threshold or signal.state is not SignalState.CALM:
                continue
            distance = abs(signal.value - before) / abs(signal.threshold)
            if distance > farthest:
                farthest = distance
                said = f"{signal.title} {signal.value:.3g} ({before:.3g} without; threshold {signal.threshold:.3g})"
    return said


def _in(signals: Sequence[Signal], state: SignalState) -> set[str]:
    return {signal.title for signal in signals if signal.state is state}
