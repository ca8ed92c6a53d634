"""The error by week: Driftwarden against the model left alone, with what the agent did below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from driftwarden.report import words
from driftwarden.report.charts.axes import date_axis, in_days, middles, plain_axes
from driftwarden.report.charts.canvas import Canvas, Chart, draw
from driftwarden.report.charts.ink import Ink
from driftwarden.report.reckoning import Standing, standings
from driftwarden.report.story import Event, EventKind, Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The marks below the chart: kind, marker, ink. A kind that did not happen gets no lane.
LANES = (
    (EventKind.RETRAINED, "^", Ink.TEXT),
    (EventKind.PROMOTED, "o", Ink.GOOD),
    (EventKind.REFUSED, "X", Ink.BAD),
    (EventKind.INCONCLUSIVE, "D", Ink.OPEN),
    (EventKind.ROLLED_BACK, "v", Ink.BAD),
)
# Dashes of the schedules' lines, in points; the page's legend uses the same.
DASHES = ((6, 2, 1.5, 2), (2, 2), (8, 3), (4, 1, 1, 1, 1, 1))
NEVER_DASHES = (5, 2)
INTERVAL_OPACITY = 0.22
_LANE_HEIGHT = 26
# Rough widths in pixels (the last in font sizes a letter), to tell whether a label would run into the next mark.
_LANE_NAMES, _MARGIN, _MARK, _EM = 110, 40, 22, 0.62


def error_chart(story: Story) -> Chart:
    """MAE (or the story's metric) by week for every schedule, and a lane for each kind of event."""
    lanes = 30 + _LANE_HEIGHT * len(_lanes(story))

    def paint(figure: Figure, canvas: Canvas) -> None:
        top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(340 if canvas.is_wide else 250, lanes))
        _paint_errors(top, story, canvas)
        _paint_lanes(bottom, story, canvas)

    title = f"{story.metric} by week, Driftwarden against the model left alone"
    return draw(paint, name="errors", height=(370 + lanes, 280 + lanes), title=title, description=_description(story))


def _paint_errors(axes: Axes, story: Story, canvas: Canvas) -> None:
    x = middles(story)
    ours, never = _gapped(story.errors), _gapped(story.never.by_week)
    for baseline, dashes in zip(story.baselines, DASHES * len(story.baselines), strict=False):
        axes.plot(x, _gapped(baseline.by_week), color=Ink.OTHER.value, linewidth=1.2, dashes=dashes)
    _paint_intervals(axes, story)
    axes.plot(x, never, color=Ink.NEVER.value, linewidth=2, dashes=NEVER_DASHES)
    size = 5 if canvas.is_wide else 2.5
    axes.plot(x, ours, color=Ink.OURS.value, linewidth=2.4, marker="o", markersize=size, markeredgewidth=0)
    _mark_unknown(axes, story)
    for event in _of(story, EventKind.PROMOTED):
        axes.axvline(in_days(event.at), color=Ink.GOOD.value, linewidth=1, alpha=0.55, zorder=0)
    plain_axes(axes, f"{story.metric}, {story.unit}")
    axes.set_ylim(bottom=0)
    axes.tick_params(axis="x", length=0, labelbottom=False)


def _paint_intervals(axes: Axes, story: Story) -> None:
    """A band from week to week; a week between two without an interval gets a bar of its own, or it would vanish."""
    x = middles(story)
    ends = [week.interval for week in story.weeks]
    low, high = (_gapped(tuple(end[side] if end else None for end in ends)) for side in (0, 1))
    axes.fill_between(x, low, high, color=Ink.OURS.value, alpha=INTERVAL_OPACITY, linewidth=0)
    for at, end in enumerate(ends):
        is_alone = not any(ends[max(at - 1, 0) : at]) and not any(ends[at + 1 : at + 2])
        if end and is_alone:
            axes.plot([x[at]] * 2, end, color=Ink.OURS.value, alpha=INTERVAL_OPACITY, linewidth=6)


def _mark_unknown(axes: Axes, story: Story) -> None:
    """Hatch the weeks whose error nobody knows: a gap in the line could be overlooked, a zero would be a lie."""
    for week in story.weeks:
        if week.error is None:
            axes.axvspan(
                in_days(week.window.start),
                in_days(week.window.end),
                facecolor="none",
                edgecolor=Ink.OTHER.value,
                hatch="////",
                linewidth=0,
            )


def _paint_lanes(axes: Axes, story: Story, canvas: Canvas) -> None:
    lanes = _lanes(story)
    plain_axes(axes)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(lanes) - 0.4, -0.6)
    axes.set_yticks(range(len(lanes)), [kind.value for kind, _, _ in lanes])
    axes.tick_params(axis="y", length=0)
    date_axis(axes, story, canvas)
    for row, (kind, marker, ink) in enumerate(lanes):
        events = _of(story, kind)
        times = [in_days(event.at) for event in events]
        axes.plot(times, [row] * len(events), marker, color=ink.value, markersize=8, markeredgewidth=0, clip_on=False)
        _label_lane(axes, events, row, story, canvas)


def _label_lane(axes: Axes, events: tuple[Event, ...], row: int, story: Story, canvas: Canvas) -> None:
    """Write versions beside their marks, but never one over the next mark: the timeline names them all."""
    start, end = in_days(story.weeks[0].window.start), in_days(story.weeks[-1].window.end)
    pixels_a_day = (canvas.width - _LANE_NAMES) / (end - start)
    following = [*(in_days(event.at) for event in events[1:]), end + _MARGIN / pixels_a_day]
    for event, next_at in zip(events, following, strict=True):
        label = words.shorten(event.version or "", 12)
        room = (next_at - in_days(event.at)) * pixels_a_day
        if room > _MARK + len(label) * canvas.font * _EM:
            at = (in_days(event.at), row)
            look: dict[str, Any] = {"ha": "left", "va": "center_baseline", "color": Ink.MUTED.value}
            axes.annotate(label, at, xytext=(8, 0), textcoords="offset points", annotation_clip=False, **look)


def _lanes(story: Story) -> tuple[tuple[EventKind, str, Ink], ...]:
    return tuple(lane for lane in LANES if story.count(lane[0]))


def _of(story: Story, kind: EventKind) -> tuple[Event, ...]:
    return tuple(event for event in story.events if event.kind is kind)


def _gapped(errors: tuple[float | None, ...]) -> list[float]:
    """For matplotlib, whose lines break at NaN."""
    return [float("nan") if error is None else error for error in errors]


def _description(story: Story) -> str:
    marks = ", ".join(f"{kind.value} {story.count(kind)} times" for kind, _, _ in _lanes(story))
    unknown = sum(error is None for error in story.errors)
    lines = "; ".join(_said(standing, story) for standing in standings(story))
    gaps = f" Driftwarden's error is not known for {words.counted(unknown, 'week')}." if unknown else ""
    return f"Line chart over {words.counted(len(story.weeks), 'week')}. Means: {lines}. Marks: {marks or 'none'}.{gaps}"


def _said(standing: Standing, story: Story) -> str:
    return f"{standing.label} {words.number(standing.mean)} {story.unit}"
