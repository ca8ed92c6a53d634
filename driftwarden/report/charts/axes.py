"""What the charts' axes have in common: time below, little ink."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from driftwarden.report.charts.canvas import Canvas
from driftwarden.report.charts.ink import Ink
from driftwarden.report.story import Story

if TYPE_CHECKING:
    from datetime import datetime

    from matplotlib.axes import Axes

    from domain.windows import Window

_SECONDS_A_DAY = 86_400


def in_days(moment: datetime) -> float:
    """Days since 1970 UTC, which is how matplotlib's date axes count.

    >>> from datetime import UTC, datetime
    >>> in_days(datetime(1970, 1, 2, 12, tzinfo=UTC))
    1.5
    """
    return moment.timestamp() / _SECONDS_A_DAY


def middle(window: Window) -> float:
    """Where what was measured over a window stands on a date axis."""
    return (in_days(window.start) + in_days(window.end)) / 2


def middles(story: Story) -> list[float]:
    """The middle of each week."""
    return [middle(week.window) for week in story.weeks]


def plain_axes(axes: Axes, label: str | None = None) -> None:
    """No ticks, pale horizontal lines, and the label of the vertical axis written level above it."""
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(Ink.GRID.value)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=Ink.GRID.value, linewidth=0.8)
    if label:
        axes.set_title(label, loc="left", fontsize="medium", color=Ink.MUTED.value, pad=10)


def date_axis(axes: Axes, story: Story, canvas: Canvas) -> None:
    """From the first window's start to the last one's end, as few dates as the width can hold."""
    time_axis(axes, canvas, start=story.weeks[0].window.start, end=story.weeks[-1].window.end)


def time_axis(axes: Axes, canvas: Canvas, *, start: datetime, end: datetime) -> None:
    """From one moment to another, as few dates as the width can hold."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=12 if canvas.is_wide else 6, tz=UTC)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    formatter = ConciseDateFormatter(locator, tz=UTC, show_offset=False)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(formatter)
    axes.set_xlim(in_days(start), in_days(end))
    axes.tick_params(axis="x", length=4)
