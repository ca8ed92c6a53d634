"""A chart as a picture: one line over time with its limit, its interval and what happened, legible on a phone.

The card has a background of its own, so that the picture reads alike in Slack's light and dark theme. Importing this
module loads no matplotlib; drawing does.
"""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import pairwise
from statistics import median
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from domain.signal_families import said

if TYPE_CHECKING:
    from datetime import datetime

    from domain.notices import Chart

# Shown 310 pixels wide on a phone, where letters of 15 points are still 10 pixels high.
_WIDTH, _HEIGHT, _DPI = 6.4, 2.8, 100
CARD, INK, SOFT, _GRID = "#f8f8f7", "#1d1c1d", "#5f6368", "#dcdcda"
LINE, _BAND, LIMIT, MARK = "#1264a3", "#1264a3", "#c01c4c", "#6b4f9e"
_SMALL, _LARGE = 15, 18
# Between two points farther apart than this many usual distances there is a hole.
_HOLE = 1.5
_A_DAY = timedelta(days=1)
_MOST_MOMENTS = 4
_ROOM = 0.12
_TITLE = 40


def draw_png(chart: Chart) -> bytes:
    """640 x 280 pixels; the same chart gives the same bytes. Raises ValueError for a chart without points."""
    if not chart.points:
        raise ValueError(f"{chart.title}: there is nothing to draw")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, _HEIGHT), dpi=_DPI, facecolor=CARD)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.12, 0.15, 0.85, 0.64), facecolor=CARD)
    _frame(axes)
    _measured(axes, chart)
    _limit(axes, chart)
    _marks(axes, chart)
    _times(axes, chart)
    _heading(figure, chart)
    written = io.BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def _heading(figure: Any, chart: Chart) -> None:
    """What is measured on the left, its newest value on the right."""
    look = {"y": 0.91, "fontsize": _LARGE, "fontweight": "bold", "va": "center", "parse_math": False}
    title = chart.title + (f" ({chart.unit})" if chart.unit and chart.unit != "%" else "")
    newest = chart.points[-1][1]
    figure.text(0.02, s=shorten(title, _TITLE, placeholder="…"), color=INK, **look)
    figure.text(0.98, s=_number(newest, chart.unit), color=INK, ha="right", **look)


def _frame(axes: Any) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_GRID)
    axes.tick_params(colors=SOFT, labelsize=_SMALL, length=0)
    axes.grid(axis="y", color=_GRID, linewidth=1)
    axes.set_axisbelow(True)


def _measured(axes: Any, chart: Chart) -> None:
    for stretch in _stretches(chart.points):
        axes.plot([at for at, _ in stretch], [v for _, v in stretch], color=LINE, linewidth=3, marker="o", markersize=5)
    for low_high in _stretches(tuple((at, (low, high)) for at, low, high in chart.band)):
        times, ends = [at for at, _ in low_high], [end for _, end in low_high]
        axes.fill_between(times, [low for low, _ in ends], [high for _, high in ends], color=_BAND, alpha=0.16, lw=0)


def _limit(axes: Any, chart: Chart) -> None:
    _make_room(axes, chart)
    if chart.limit is None:
        return
    axes.axhline(chart.limit, color=LIMIT, linewidth=2, linestyle=(0, (5, 3)))
    axes.annotate(
        f"limit {_number(chart.limit, chart.unit)}",
        (chart.points[0][0], chart.limit),
        xytext=(0, 4),
        textcoords="offset points",
        color=LIMIT,
        fontsize=_SMALL,
    )


def _make_room(axes: Any, chart: Chart) -> None:
    """Everything that is drawn lies inside, with room for its labels."""
    shown = [value for _, value in chart.points] + [end for _, *ends in chart.band for end in ends]
    shown += [] if chart.limit is None else [chart.limit]
    low, high = min(shown), max(shown)
    room = (high - low or abs(high) or 1.0) * _ROOM
    axes.set_ylim(0.0 if low >= 0.0 and low < room * 3 else low - room, high + 2 * room)


def _marks(axes: Any, chart: Chart) -> None:
    top = axes.get_ylim()[1]
    for at, what in chart.marks:
        axes.axvline(at, color=MARK, linewidth=2, linestyle=":")
        axes.annotate(
            what,
            (at, top),
            xytext=(4, -4),
            textcoords="offset points",
            va="top",
            color=MARK,
            fontsize=_SMALL,
            parse_math=False,
        )


def _times(axes: Any, chart: Chart) -> None:
    from matplotlib import dates
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    untyped: Any = dates
    # At moments that were measured: matplotlib's own choice finds none for some spans, and warns.
    moments = [at for at, _ in chart.points][:: len(chart.points) // _MOST_MOMENTS + 1]
    is_long = moments[-1] - moments[0] >= _A_DAY * (len(moments) - 1)
    axes.xaxis.set_major_locator(FixedLocator(untyped.date2num(moments)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda day, _: _moment(untyped.num2date(day), is_long=is_long)))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value, chart.unit)))


def _moment(at: datetime, *, is_long: bool) -> str:
    return f"{at.day} {at:%b}" if is_long else f"{at:%H:%M}"


def _stretches(points: tuple[tuple[datetime, Any], ...]) -> list[list[tuple[datetime, Any]]]:
    """The points, parted where a window in between is not known."""
    if not points:
        return []
    steps = [(later[0] - earlier[0]).total_seconds() for earlier, later in pairwise(points)]
    usual = median(steps) if steps else 0.0
    stretches = [[points[0]]]
    for step, point in zip(steps, points[1:], strict=True):
        if step > _HOLE * usual:
            stretches.append([])
        stretches[-1].append(point)
    return stretches


def _number(value: float, unit: str) -> str:
    return f"{value:.3g}%" if unit == "%" else said("", value)
