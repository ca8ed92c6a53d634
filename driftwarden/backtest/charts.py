"""The two charts of a backtest: cost beyond the best plan as it adds up, and the loss window by window."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from driftwarden.backtest.tried import decimals
from driftwarden.report import words
from driftwarden.report.charts.axes import in_days, middle, plain_axes, time_axis
from driftwarden.report.charts.canvas import Canvas, Chart, draw
from driftwarden.report.charts.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from driftwarden.backtest.tried import Tried
    from policies.replay.play import Played

# By policy, the one in force first: ink, width and dashes in points; the page's legend uses the same.
LINES: tuple[tuple[Ink, float, tuple[float, ...]], ...] = (
    (Ink.OURS, 2.4, ()),
    (Ink.TEXT, 1.6, (8, 2, 2, 2)),
    (Ink.BAD, 2, (2, 2)),
    (Ink.OPEN, 2, (4, 1, 1, 1, 1, 1)),
    (Ink.OTHER, 1.6, ()),
)
NEVER_LINE = (Ink.NEVER, 2.0, (5.0, 2.0))
_LANE_HEIGHT = 26


def line_of(place: int) -> tuple[Ink, float, tuple[float, ...]]:
    """Ink, width and dashes of the policy at this place; of more than five, the sixth looks like the first."""
    return LINES[place % len(LINES)]


def cost_chart(tried: Tried) -> Chart:
    """What each policy, and never, had cost beyond the best plan, day by day over the days reported on."""

    def paint(figure: Figure, canvas: Canvas) -> None:
        axes = figure.subplots()
        days = [_noon(day) for day in tried.daily.days[tried.daily.since :]]
        for (ink, width, dashes), (_, beyond) in zip(_all_lines(tried), _beyond(tried), strict=True):
            axes.plot(days, beyond, color=ink.value, linewidth=width, dashes=dashes or (None, None))
        axes.axhline(0, color=Ink.GOOD.value, linewidth=1.6)
        plain_axes(axes, f"cost beyond that of the {tried.oracle_name}{_in(tried.costs.currency)}")
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.{decimals([*axes.get_ylim()])}f}")
        _ground(axes, tried, canvas, since=tried.daily.since)

    return draw(
        paint,
        name="costs",
        height=(330, 260),
        title="Cost beyond the oracle's, as it adds up",
        description="Line chart. At the end: " + "; ".join(_ends(tried)) + ".",
    )


def loss_chart(tried: Tried) -> Chart:
    """The mean loss of a row by window, over the whole course, and a lane of retrainings for each policy."""
    lanes = 30 + _LANE_HEIGHT * len(tried.played)

    def paint(figure: Figure, canvas: Canvas) -> None:
        top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(320 if canvas.is_wide else 240, lanes))
        _paint_losses(top, tried)
        _paint_lanes(bottom, tried, canvas)

    marks = "; ".join(
        f"{each.policy} retrained {words.counted(len(each.retrainings), 'time')}" for each in tried.played
    )
    return draw(
        paint,
        name="losses",
        height=(350 + lanes, 270 + lanes),
        title=f"{tried.metric} by window",
        description=f"Line chart over {words.counted(len(tried.daily.windows), 'window')}. {marks}.",
    )


def _paint_losses(axes: Axes, tried: Tried) -> None:
    middles = [middle(window) for window in tried.daily.windows]
    series = [*(tried.daily.means[each.policy] for each in tried.played), tried.daily.never_means]
    for (ink, width, dashes), means in zip(_all_lines(tried), series, strict=True):
        axes.plot(middles, _gapped(means), color=ink.value, linewidth=width, dashes=dashes or (None, None))
    reported = in_days(_start(tried.daily.days[tried.daily.since]))
    axes.axvspan(in_days(_start(tried.daily.days[0])), reported, color=Ink.GRID.value, alpha=0.35, linewidth=0)
    plain_axes(axes, tried.measure)
    axes.set_ylim(bottom=0)
    axes.tick_params(axis="x", length=0, labelbottom=False)


def _paint_lanes(axes: Axes, tried: Tried, canvas: Canvas) -> None:
    """A triangle for a retraining that came to serve, a cross for one that did not."""
    plain_axes(axes)
    axes.set_ylim(len(tried.played) - 0.4, -0.6)
    axes.set_yticks(
        range(len(tried.played)), [words.shorten(p.policy, 20 if canvas.is_wide else 11) for p in tried.played]
    )
    for lane, each in enumerate(tried.played):
        ink, _, _ = line_of(lane)
        for served, marker in ((True, "^"), (False, "X")):
            moments = _retrained(each, served=served)
            axes.plot(
                moments, [lane] * len(moments), marker, color=ink.value, markersize=8, markeredgewidth=0, clip_on=False
            )
    _ground(axes, tried, canvas, since=0)


def _retrained(played: Played, *, served: bool) -> list[float]:
    reigning = {reign.version for reign in played.reigns}
    return [in_days(r.decision.decided_at) for r in played.retrainings if (r.trained.version in reigning) == served]


def _beyond(tried: Tried) -> list[tuple[str, Sequence[float]]]:
    """By policy, and for never at the end: cost so far beyond the oracle's, on each day reported on."""
    reported = slice(tried.daily.since, None)
    bills = [*((each.policy, tried.daily.bills[each.policy]) for each in tried.played), ("never", tried.daily.never)]
    return [(name, np.cumsum(bill.daily[reported] - tried.daily.oracle).tolist()) for name, bill in bills]


def _ends(tried: Tried) -> list[str]:
    return [f"{name} {words.signed(beyond[-1], tried.cost_digits)}" for name, beyond in _beyond(tried)]


def _all_lines(tried: Tried) -> list[tuple[Ink, float, tuple[float, ...]]]:
    return [*(line_of(place) for place in range(len(tried.played))), NEVER_LINE]


def _ground(axes: Axes, tried: Tried, canvas: Canvas, *, since: int) -> None:
    end = _start(tried.daily.days[-1]) + timedelta(days=1)
    time_axis(axes, canvas, start=_start(tried.daily.days[since]), end=end)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _noon(day: date) -> float:
    return in_days(_start(day)) + 0.5


def _gapped(means: Sequence[float | None]) -> list[float]:
    """For matplotlib, whose lines break at NaN."""
    return [float("nan") if mean is None else mean for mean in means]


def _in(currency: str) -> str:
    return f", {currency}" if currency else ""
