"""What each policy cost day by day: what its versions' predictions were off, and its retrainings.

A day is one of UTC, and belongs to the version that is in force when it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from domain.costs import Costs
    from domain.windows import Window
    from policies.replay.course import Course, DayLoss
    from policies.replay.play import Played


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """One policy's days: labelled `rows`, `lost` in units of the loss, and `paid` for retrainings decided that day."""

    rows: NDArray[np.float64]
    lost: NDArray[np.float64]
    paid: NDArray[np.float64]
    error_cost: float

    @property
    def daily(self) -> NDArray[np.float64]:
        """What each day cost in all."""
        return self.lost * self.error_cost + self.paid

    def cost(self, days: slice) -> float:
        """What some of the days cost in all."""
        return float(self.daily[days].sum())

    def mean(self, days: slice) -> float | None:
        """The loss of a row in the mean over some of the days; None without a label."""
        rows = float(self.rows[days].sum())
        return float(self.lost[days].sum()) / rows if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The window with the highest mean loss of a row."""

    window: Window
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """When the first version was put in force after a known change; None where none was before the next change."""

    change: datetime
    deployed_at: datetime | None

    @property
    def delay(self) -> timedelta | None:
        """How long that took."""
        return self.deployed_at - self.change if self.deployed_at else None


class Calendar:
    """The days of a course, UTC, from that of its first window to that of its last."""

    def __init__(self, course: Course) -> None:
        windows = [step.window for step in course.steps()]
        first = min(window.start for window in windows).date()
        last = max(window.end for window in windows) - timedelta(microseconds=1)
        self._course, self.windows = course, tuple(dict.fromkeys(windows))
        self.first_version = course.first_version
        self._losses: dict[str, Mapping[date, DayLoss]] = {}
        self.days = tuple(first + timedelta(days=day) for day in range((last.date() - first).days + 1))

    def row(self, moment: datetime) -> int:
        """The day that holds the moment, as an index; the first or the last for what lies outside."""
        return min(max((moment.date() - self.days[0]).days, 0), len(self.days) - 1)

    def first_row_of(self, moment: datetime) -> int:
        """The first day that begins at the moment or later; `len(days)` and more where the course ends before."""
        late = moment.astimezone(UTC).timetz() != time(tzinfo=UTC)
        return (moment.date() - self.days[0]).days + late

    def losses(self, version: str) -> Mapping[date, DayLoss]:
        """What the version's predictions were off, by day; asked of the course once."""
        if version not in self._losses:
            self._losses[version] = self._course.losses(version)
        return self._losses[version]

    def column(self, version: str) -> NDArray[np.float64]:
        """The version's loss of every day, 0 where no row has a label."""
        column = np.zeros(len(self.days))
        for day, loss in self.losses(version).items():
            row = (day - self.days[0]).days
            if 0 <= row < len(column):
                column[row] = loss.total
        return column

    def bill(self, played: Played, costs: Costs) -> Bill:
        """What a policy cost."""
        rows, lost = np.zeros(len(self.days)), np.zeros(len(self.days))
        for row, version in enumerate(self.versions(played)):
            loss = self.losses(version).get(self.days[row])
            if loss is not None:
                rows[row], lost[row] = loss.rows, loss.total
        paid = self._paid((r.decision.decided_at for r in played.retrainings), costs.retraining)
        return Bill(rows=rows, lost=lost, paid=paid, error_cost=costs.error)

    def versions(self, played: Played) -> Sequence[str]:
        """The version in force when each day begins."""
        return [played.version_at(datetime.combine(day, time(), tzinfo=UTC)) for day in self.days]

    def _paid(self, moments: Iterable[datetime], price: float) -> NDArray[np.float64]:
        paid = np.zeros(len(self.days))
        for moment in moments:
            paid[self.row(moment)] += price
        return paid


def worst_window(bill: Bill, calendar: Calendar, *, since: int) -> Worst | None:
    """The worst window that begins on day `since` or later, by the whole days that it touches; None without labels."""
    found = []
    for window in calendar.windows:
        first = calendar.row(window.start)
        mean = bill.mean(slice(first, calendar.row(window.end - timedelta(microseconds=1)) + 1))
        if first >= since and mean is not None:
            found.append(Worst(window=window, mean=mean))
    return max(found, key=lambda worst: worst.mean, default=None)


def deployments(played: Played, changes: Sequence[datetime]) -> tuple[Deployment, ...]:
    """How soon each known change was answered by another version."""
    ordered = sorted(changes)
    put_in_force = [reign.since for reign in played.reigns[1:]]
    found = []
    for place, change in enumerate(ordered):
        following = ordered[place + 1] if place + 1 < len(ordered) else None
        answers = (moment for moment in put_in_force if change <= moment and (following is None or moment < following))
        found.append(Deployment(change=change, deployed_at=next(answers, None)))
    return tuple(found)
