"""Everything that was watched, a row for each kind of signal: where something was breached, and where nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.signals import Signal, SignalState
from driftwarden.report import words
from driftwarden.report.charts.canvas import Canvas, Chart, draw
from driftwarden.report.charts.grid import ROW_HEIGHT, Cell, paint_grid
from driftwarden.report.story import Story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

_CALM_SHARE = 0.35


def signal_strip(story: Story) -> Chart | None:
    """A row for each name of signals that was not always calm, or for all if all were; None without signals.

    Those breached in most weeks come first.
    """
    cells = tuple({name: cell_of(signals) for name, signals in _by_name(week.signals).items()} for week in story.weeks)
    calm = always_calm(story)
    every = sorted({name for week in cells for name in week}, key=lambda name: (-_breached(name, cells), name))
    names = tuple(name for name in every if name not in calm) or tuple(every)
    if not names:
        return None

    def paint(figure: Figure, canvas: Canvas) -> None:
        paint_grid(figure.subplots(), story, names, cells, canvas)

    height = 40 + ROW_HEIGHT * len(names)
    described = "Strip. " + "; ".join(_said(name, cells) for name in names) + "."
    return draw(paint, name="signals", height=(height, height), title="Signals by kind and week", description=described)


def always_calm(story: Story) -> tuple[str, ...]:
    """The names of the signals that were measured, and calm, in every week and for every column."""
    calm = [{s.name for s in week.signals} - _not_calm(week.signals) for week in story.weeks]
    return tuple(sorted(set.intersection(*calm)))


def _not_calm(signals: Sequence[Signal]) -> set[str]:
    return {signal.name for signal in signals if signal.state is not SignalState.CALM}


def cell_of(signals: Sequence[Signal]) -> Cell:
    """Breached where one of them is, the fuller the more are; unknown where all of them are."""
    states = [signal.state for signal in signals]
    breached, unknown = states.count(SignalState.BREACHED), states.count(SignalState.UNKNOWN)
    if breached:
        share = breached / len(states)
        return Cell(state=SignalState.BREACHED, share=share, is_partly_unknown=bool(unknown))
    if unknown == len(states):
        return Cell(state=SignalState.UNKNOWN)
    return Cell(state=SignalState.CALM, share=_CALM_SHARE, is_partly_unknown=bool(unknown))


def _by_name(signals: Sequence[Signal]) -> dict[str, list[Signal]]:
    found: dict[str, list[Signal]] = {}
    for signal in signals:
        found.setdefault(signal.name, []).append(signal)
    return found


def _breached(name: str, cells: Sequence[dict[str, Cell]]) -> int:
    return sum(name in week and week[name].state is SignalState.BREACHED for week in cells)


def _said(name: str, cells: Sequence[dict[str, Cell]]) -> str:
    return f"{name}: breached in {words.counted(_breached(name, cells), 'week')} of {len(cells)}"
