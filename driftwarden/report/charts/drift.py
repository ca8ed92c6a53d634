"""Drift as a heat map: a row for each column of the log, a column for each week.

The shade says how far a column has moved, the hue and the dot whether it alarmed. The two are different questions: by
the rank rule a distance that the model's own history has often seen stays calm, however large it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from domain.signals import Signal, SignalState
from driftwarden.report import words
from driftwarden.report.charts.canvas import Canvas, Chart, draw
from driftwarden.report.charts.grid import ROW_HEIGHT, Cell, paint_grid
from driftwarden.report.story import Story, Week

if TYPE_CHECKING:
    from datetime import datetime

    from matplotlib.figure import Figure

_WHOLE_WINDOW = "all columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A column that alarmed: in which weeks, how far it was at most, and what the signal said of the first time."""

    subject: str
    weeks: tuple[int, ...]
    since: datetime
    largest: float
    first: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftMap:
    """The drift signals of a story, by subject and by week: those that alarmed most often first, then by their mean."""

    subjects: tuple[str, ...]
    by_week: tuple[dict[str, Signal], ...]
    largest: float

    @property
    def cells(self) -> tuple[dict[str, Cell], ...]:
        """All signals on one scale, from 0 to the largest value of all."""
        return tuple({subject: self._cell(signal) for subject, signal in week.items()} for week in self.by_week)

    def _cell(self, signal: Signal) -> Cell:
        return Cell(state=signal.state, share=(signal.value or 0.0) / self.largest if self.largest else 0.0)


def drift_map(story: Story) -> DriftMap:
    """Gather the story's drift signals; without any, the map has no subjects."""
    by_week = tuple(_drifts(week, story.drift_signal) for week in story.weeks)
    signals = [signal for week in by_week for signal in week.values()]
    rank = {s: (-len(_breached(s, by_week)), -_mean(s, by_week), s) for week in by_week for s in week}
    return DriftMap(
        subjects=tuple(sorted(rank, key=lambda subject: rank[subject])),
        by_week=by_week,
        largest=max((s.value for s in signals if s.value is not None), default=0.0),
    )


def alarms(story: Story, drift: DriftMap) -> tuple[Alarm, ...]:
    """The columns that alarmed, in the order of the map."""
    found = {subject: _breached(subject, drift.by_week) for subject in drift.subjects}
    return tuple(
        Alarm(
            subject=subject,
            weeks=tuple(story.weeks[at].number for at in at_weeks),
            since=story.weeks[at_weeks[0]].window.start,
            largest=max(drift.by_week[at][subject].value or 0.0 for at in at_weeks),
            first=drift.by_week[at_weeks[0]][subject].note,
        )
        for subject, at_weeks in found.items()
        if at_weeks
    )


def drift_chart(story: Story) -> Chart | None:
    """The heat map, or None for a story without drift signals."""
    drift = drift_map(story)
    if not drift.subjects:
        return None

    def paint(figure: Figure, canvas: Canvas) -> None:
        paint_grid(figure.subplots(), story, drift.subjects, drift.cells, canvas)

    height = 40 + ROW_HEIGHT * len(drift.subjects)
    title = f"{story.drift_measure} by column and week"
    return draw(paint, name="drift", height=(height, height), title=title, description=_description(drift))


def _drifts(week: Week, name: str) -> dict[str, Signal]:
    whole = (signal for signal in week.signals if signal.name == name and signal.segment is None)
    return {signal.subject or _WHOLE_WINDOW: signal for signal in whole}


def _breached(subject: str, by_week: tuple[dict[str, Signal], ...]) -> list[int]:
    """The positions of the weeks in which the subject alarmed."""
    return [at for at, week in enumerate(by_week) if subject in week and week[subject].state is SignalState.BREACHED]


def _mean(subject: str, by_week: tuple[dict[str, Signal], ...]) -> float:
    values = [value for week in by_week if subject in week and (value := week[subject].value) is not None]
    return fmean(values) if values else 0.0


def _description(drift: DriftMap) -> str:
    return "Heat map. " + "; ".join(_said(drift, subject) for subject in drift.subjects) + "."


def _said(drift: DriftMap, subject: str) -> str:
    states = [week[subject].state if subject in week else SignalState.UNKNOWN for week in drift.by_week]
    breached, unknown = states.count(SignalState.BREACHED), states.count(SignalState.UNKNOWN)
    return f"{subject}: alarmed in {words.counted(breached, 'week')}, not known in {unknown}, of {len(states)}"
