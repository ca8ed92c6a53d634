"""A grid with a column for each week: what the heat map of drift and the strip of signals have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.signals import SignalState
from driftwarden.report import words
from driftwarden.report.charts.axes import date_axis, in_days, middle
from driftwarden.report.charts.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matplotlib.axes import Axes

    from driftwarden.report.charts.canvas import Canvas
    from driftwarden.report.story import Story

ROW_HEIGHT = 26
CALM_OPACITY = (0.05, 0.45)
BREACHED_OPACITY = (0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One row in one week: its state, how far it goes within it (0 to 1), and whether a part of it is unknown."""

    state: SignalState
    share: float = 0.0
    is_partly_unknown: bool = False

    @property
    def looks(self) -> Iterator[Mapping[str, Any]]:
        """Pale to full within its state; hatched where nothing, or not everything, is known."""
        match self.state:
            case SignalState.CALM:
                yield _faded(Ink.OURS, CALM_OPACITY, self.share)
            case SignalState.BREACHED:
                yield _faded(Ink.NEVER, BREACHED_OPACITY, self.share)
            case SignalState.UNKNOWN:
                yield _HATCHED
        if self.is_partly_unknown:
            yield _HATCHED


_HATCHED: Mapping[str, Any] = {"facecolor": "none", "edgecolor": Ink.OTHER.value, "hatch": "/////"}
_NOT_MEASURED = Cell(state=SignalState.UNKNOWN)


def paint_grid(
    axes: Axes, story: Story, rows: tuple[str, ...], by_week: tuple[Mapping[str, Cell], ...], canvas: Canvas
) -> None:
    """Paint the rows from the top, week by week; a row without a cell in a week was not measured there."""
    _paint_cells(axes, story, rows, by_week)
    _paint_dots(axes, story, rows, by_week, canvas)
    _label_rows(axes, story, rows, canvas)


def _paint_cells(axes: Axes, story: Story, rows: tuple[str, ...], by_week: tuple[Mapping[str, Cell], ...]) -> None:
    from matplotlib.patches import Rectangle

    for week, cells in zip(story.weeks, by_week, strict=True):
        start, end = in_days(week.window.start), in_days(week.window.end)
        gap = 0.06 * (end - start)
        for at, row in enumerate(rows):
            for look in cells.get(row, _NOT_MEASURED).looks:
                axes.add_patch(Rectangle((start + gap, at - 0.46), end - start - 2 * gap, 0.92, linewidth=0, **look))


def _paint_dots(
    axes: Axes, story: Story, rows: tuple[str, ...], by_week: tuple[Mapping[str, Cell], ...], canvas: Canvas
) -> None:
    """A dot in each breached cell, for eyes and printers that do not tell the hues apart."""
    dots = [
        (middle(week.window), at)
        for week, cells in zip(story.weeks, by_week, strict=True)
        for at, row in enumerate(rows)
        if row in cells and cells[row].state is SignalState.BREACHED
    ]
    if dots:
        x, y = zip(*dots, strict=True)
        axes.plot(x, y, "o", color=Ink.TEXT.value, markersize=4 if canvas.is_wide else 2, markeredgewidth=0)


def _label_rows(axes: Axes, story: Story, rows: tuple[str, ...], canvas: Canvas) -> None:
    most = 24 if canvas.is_wide else 14
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [words.shorten(row, most) for row in rows])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    date_axis(axes, story, canvas)
    axes.tick_params(axis="y", length=0)


def _faded(ink: Ink, ends: tuple[float, float], share: float) -> Mapping[str, Any]:
    low, high = ends
    return {"facecolor": ink.value, "alpha": round(low + (high - low) * min(max(share, 0.0), 1.0), 2)}
