"""The trials as a forest plot: by how much each challenger differed, with its interval, against zero and the margin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.verdicts import Comparison, Interval, Outcome, Role, Verdict
from driftwarden.report import words
from driftwarden.report.charts.axes import plain_axes
from driftwarden.report.charts.canvas import Canvas, Chart, draw
from driftwarden.report.charts.ink import Ink
from driftwarden.report.story import Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKS = {
    Outcome.PROMOTE: ("o", Ink.GOOD),
    Outcome.REJECT: ("X", Ink.BAD),
    Outcome.INCONCLUSIVE: ("D", Ink.OPEN),
}
_ROW_HEIGHT = 52


def goal_of(verdict: Verdict) -> Comparison | None:
    """The comparison that was to be won: the first goal over the whole traffic, or else the first goal."""
    goals = [comparison for comparison in verdict.comparisons if comparison.role is Role.GOAL]
    return next((goal for goal in goals if goal.segment is None), goals[0] if goals else None)


def trial_chart(story: Story) -> Chart | None:
    """The forest plot, or None for a story without trials."""
    if not story.verdicts:
        return None

    def paint(figure: Figure, canvas: Canvas) -> None:
        axes = figure.subplots()
        _set_scale(axes, story)
        for row, verdict in enumerate(story.verdicts):
            _paint_verdict(axes, row, verdict, canvas)

    height = 95 + _ROW_HEIGHT * len(story.verdicts)
    title = f"Difference in {story.metric} between champion and challenger, by trial"
    return draw(paint, name="trials", height=(height, height), title=title, description=_description(story))


def _set_scale(axes: Axes, story: Story) -> None:
    ends = [0.0]
    for goal in filter(None, map(goal_of, story.verdicts)):
        ends += [-goal.margin] + ([goal.difference.low, goal.difference.high] if goal.difference else [])
    room = 0.06 * (max(ends) - min(ends)) or 1.0
    plain_axes(axes)
    axes.grid(visible=False)
    axes.grid(axis="x", color=Ink.GRID.value, linewidth=0.8)
    axes.set_xlim(min(ends) - room, max(ends) + room)
    axes.set_ylim(len(story.verdicts) - 0.4, -0.6)
    axes.set_yticks([])
    axes.axvline(0, color=Ink.TEXT.value, linewidth=1.2)
    axes.set_xlabel(f"champion's {story.metric} minus challenger's, {story.unit}")
    look: dict[str, Any] = {"fontsize": "medium", "color": Ink.MUTED.value, "pad": 8}
    axes.set_title("← challenger worse", loc="left", **look)
    axes.set_title("challenger better →", loc="right", **look)


def _paint_verdict(axes: Axes, row: int, verdict: Verdict, canvas: Canvas) -> None:
    goal = goal_of(verdict)
    marker, ink = MARKS[verdict.outcome]
    _write_verdict(axes, row, verdict, goal, canvas)
    if goal is None or goal.difference is None:
        return
    difference = goal.difference
    axes.plot([-goal.margin] * 2, [row - 0.02, row + 0.38], color=Ink.MUTED.value, linewidth=1.4, dashes=(2, 2))
    axes.plot([difference.low, difference.high], [row + 0.18] * 2, color=ink.value, linewidth=2.4)
    axes.plot(
        [difference.estimate], [row + 0.18], marker, color=ink.value, markersize=10, markeredgecolor=Ink.PAPER.value
    )


def _write_verdict(axes: Axes, row: int, verdict: Verdict, goal: Comparison | None, canvas: Canvas) -> None:
    """Above its interval: who against whom at the left, what the judge said at the right."""
    challenger, champion = (
        words.shorten(v, 18 if canvas.is_wide else 9) for v in (verdict.challenger, verdict.champion)
    )
    when = f"  ·  {words.day(verdict.judged_at)}" if canvas.is_wide else ""
    level = axes.get_yaxis_transform()
    outcome = words.OUTCOMES[verdict.outcome]
    measured = words.interval(goal.difference if goal else None) if canvas.is_wide else ""
    axes.text(0, row - 0.22, f"{challenger} against {champion}{when}", transform=level, va="center")
    axes.text(
        1,
        row - 0.22,
        f"{measured}  ·  {outcome}" if measured else outcome,
        transform=level,
        va="center",
        ha="right",
        color=MARKS[verdict.outcome][1].value,
    )


def _description(story: Story) -> str:
    return "Forest plot. " + "; ".join(_said(verdict, story.unit) for verdict in story.verdicts) + "."


def _said(verdict: Verdict, unit: str) -> str:
    goal = goal_of(verdict)
    measured: Interval | None = goal.difference if goal else None
    who = f"{verdict.challenger} against {verdict.champion}"
    return f"{who}: {words.interval(measured)} {unit}, {words.OUTCOMES[verdict.outcome]}"
