"""The demo's weeks moved up to the present, by whole weeks, so that the question is asked today and not in 2013."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.windows import Window
from driftwarden.demo import clock
from driftwarden.demo.flights import TIMEZONE

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

# In the sixth week the error is clearly beyond what the first champion promised.
WEEKS = 6
_WEEK = timedelta(weeks=1)
_ZONE = ZoneInfo(TIMEZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The demo's calendar, so many weeks later by the clocks of New York."""

    weeks_later: int

    def moved(self, at: datetime) -> datetime:
        """A moment of the demo, at the same local time of the same day of the week."""
        return (at.astimezone(_ZONE) + self.weeks_later * _WEEK).astimezone(at.tzinfo)

    def tick(self, number: int) -> datetime:
        """The moment at which a week is looked at (see `driftwarden.demo.clock.tick`)."""
        return self.moved(clock.tick(number))

    @property
    def history(self) -> Window:
        """What the first champion learns from."""
        return Window(start=self.moved(clock.HISTORY.start), end=self.moved(clock.HISTORY.end))

    def flights(self, recorded: pd.DataFrame) -> pd.DataFrame:
        """The flights of 2013 as if they left now; within an hour where the clocks of both years changed apart."""
        later = self.weeks_later * _WEEK
        return recorded.assign(event_time=recorded["event_time"] + later, landed_at=recorded["landed_at"] + later)


def calendar_up_to(now: datetime) -> Calendar:
    """The calendar in which the last week to play was due for a look less than a week ago.

    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    >>> calendar = calendar_up_to(now)
    >>> f"{calendar.tick(WEEKS):%A %Y-%m-%d %H:%M}"
    'Monday 2026-11-16 17:00'
    """
    latest = Calendar(weeks_later=(now - clock.tick(WEEKS)) // _WEEK)
    return latest if latest.tick(WEEKS) <= now else Calendar(weeks_later=latest.weeks_later - 1)
