"""Drift as a heat map: a row for each feature, a column for each week."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from domain.signals import Signal, SignalState
from driftwarden.report import words
from driftwarden.report.charts.axes import date_axis, in_days, middle
from driftwarden.report.charts.canvas import Canvas, Chart, draw
from driftwarden.report.charts.ink import Ink
from driftwarden.report.story import Story, Week

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW_HEIGHT = 26
_WHOLE_WINDOW = "all columns"
CALM_OPACITY = (0.05, 0.45)
BREACHED_OPACITY = (0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftMap:
    """The drift signals of a story, by subject (strongest mean first) and by week; None where there is none."""

    subjects: tuple[str, ...]
    by_week: tuple[dict[str, Signal], ...]
    largest: float
    thresholds: tuple[float, ...]

    def opacity(self, signal: Signal) -> float:
        """Pale to full within its state, so that crossing the threshold is a step to be seen."""
        value, threshold = signal.value or 0.0, signal.threshold or self.largest
        if signal.state is SignalState.CALM:
            return _between(CALM_OPACITY, value / threshold if threshold else 0.0)
        beyond = self.largest - threshold
        return _between(BREACHED_OPACITY, (value - threshold) / beyond if beyond else 1.0)


def drift_map(story: Story) -> DriftMap:
    """Gather the story's drift signals; without any, the map has no subjects."""
    by_week = tuple(_drifts(week, story.drift_signal) for week in story.weeks)
    signals = [signal for week in by_week for signal in week.values()]
    means = {subject: _mean(subject, by_week) for week in by_week for subject in week}
    return DriftMap(
        subjects=tuple(sorted(means, key=lambda subject: (-means[subject], subject))),
        by_week=by_week,
        largest=max((s.value for s in signals if s.value is not None), default=0.0),
        thresholds=tuple(sorted({s.threshold for s in signals if s.threshold is not None})),
    )


def drift_chart(story: Story) -> Chart | None:
    """The heat map, or None for a story without drift signals."""
    drift = drift_map(story)
    if not drift.subjects:
        return None

    def paint(figure: Figure, canvas: Canvas) -> None:
        axes = figure.subplots()
        _paint_rows(axes, story, drift)
        _paint_dots(axes, story, drift, canvas)
        _label_rows(axes, story, drift, canvas)

    height = 40 + _ROW_HEIGHT * len(drift.subjects)
    title = f"{story.drift_measure} by feature and week"
    return draw(paint, name="drift", height=(height, height), title=title, description=_description(drift))


def _paint_rows(axes: Axes, story: Story, drift: DriftMap) -> None:
    from matplotlib.patches import Rectangle

    for week, signals in zip(story.weeks, drift.by_week, strict=True):
        start, end = in_days(week.window.start), in_days(week.window.end)
        gap = 0.06 * (end - start)
        for row, subject in enumerate(drift.subjects):
            look = _look(drift, signals.get(subject))
            axes.add_patch(Rectangle((start + gap, row - 0.46), end - start - 2 * gap, 0.92, linewidth=0, **look))


def _look(drift: DriftMap, signal: Signal | None) -> dict[str, Any]:
    if signal is None or signal.state is SignalState.UNKNOWN:
        return {"facecolor": "none", "edgecolor": Ink.OTHER.value, "hatch": "/////"}
    ink = Ink.OURS if signal.state is SignalState.CALM else Ink.NEVER
    return {"facecolor": ink.value, "alpha": round(drift.opacity(signal), 2)}


def _paint_dots(axes: Axes, story: Story, drift: DriftMap, canvas: Canvas) -> None:
    """A dot in each breached cell, for eyes and printers that do not tell the hues apart."""
    cells = [
        (middle(week.window), row)
        for week, signals in zip(story.weeks, drift.by_week, strict=True)
        for row, subject in enumerate(drift.subjects)
        if subject in signals and signals[subject].state is SignalState.BREACHED
    ]
    if cells:
        x, y = zip(*cells, strict=True)
        axes.plot(x, y, "o", color=Ink.TEXT.value, markersize=4 if canvas.is_wide else 2, markeredgewidth=0)


def _label_rows(axes: Axes, story: Story, drift: DriftMap, canvas: Canvas) -> None:
    most = 24 if canvas.is_wide else 14
    axes.set_ylim(len(drift.subjects) - 0.5, -0.5)
    axes.set_yticks(range(len(drift.subjects)), [words.shorten(s, most) for s in drift.subjects])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    date_axis(axes, story, canvas)
    axes.tick_params(axis="y", length=0)


def _drifts(week: Week, name: str) -> dict[str, Signal]:
    whole = (signal for signal in week.signals if signal.name == name and signal.segment is None)
    return {signal.subject or _WHOLE_WINDOW: signal for signal in whole}


def _mean(subject: str, by_week: tuple[dict[str, Signal], ...]) -> float:
    values = [value for week in by_week if subject in week and (value := week[subject].value) is not None]
    return fmean(values) if values else 0.0


def _between(ends: tuple[float, float], share: float) -> float:
    low, high = ends
    return low + (high - low) * min(max(share, 0.0), 1.0)


def _description(drift: DriftMap) -> str:
    return "Heat map. " + "; ".join(_said(drift, subject) for subject in drift.subjects) + "."


def _said(drift: DriftMap, subject: str) -> str:
    states = [week[subject].state if subject in week else SignalState.UNKNOWN for week in drift.by_week]
    breached, unknown = states.count(SignalState.BREACHED), states.count(SignalState.UNKNOWN)
    return f"{subject}: breached in {words.counted(breached, 'week')}, not known in {unknown}, of {len(states)}"
