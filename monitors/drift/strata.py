"""Kinds of windows that are like each other by the clock, so that a daily or weekly rhythm is not taken for drift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from domain.windows import Window

Stratum = Callable[[datetime], str]

_LEAST = 4
_SATURDAY = 5
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = ("night", "morning", "afternoon", "evening")


def weekday(start: datetime) -> str:
    """The day of the week on which a window begins."""
    return _DAYS[start.weekday()]


def _workday(start: datetime) -> str:
    return "weekend" if start.weekday() >= _SATURDAY else "workday"


def _workday_hour(start: datetime) -> str:
    return f"{_workday(start)} {start.hour:02d}:00"


def _hour(start: datetime) -> str:
    return f"{start.hour:02d}:00"


def _part_of_day(start: datetime) -> str:
    return _PARTS[start.hour // 6]


def every_window(_: datetime) -> str:
    """One stratum for all."""
    return "every window"


# The finest first.
_FINEST: dict[str, tuple[Stratum, ...]] = {
    "hour": (_workday_hour, _hour, _part_of_day),
    "day": (weekday, _workday),
}


def choose_strata(windows: Sequence[Window], *, unit: str, timezone: str) -> Stratum:
    """The finest kinds of windows of which each has at least four, by the local clock at their start.

    Days: by weekday, else workday and weekend. Hours: by hour of a workday or a weekend, else by hour, else by part
    of the day. Weeks and windows of so many rows are all of one kind.

    >>> from domain.windows import Window
    >>> from datetime import UTC, timedelta
    >>> days = [datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=day) for day in range(28)]
    >>> windows = [Window(start=day, end=day + timedelta(days=1)) for day in days]
    >>> choose_strata(windows, unit="day", timezone="UTC")(days[0])
    'Monday'
    >>> choose_strata(windows[:14], unit="day", timezone="UTC")(days[0])
    'workday'
    """
    starts = [local_start(window, timezone) for window in windows]
    kinds = _FINEST.get(unit, ())
    return next((kind for kind in kinds if min(Counter(map(kind, starts)).values(), default=0) >= _LEAST), every_window)


def local_start(window: Window, timezone: str) -> datetime:
    """When a window begins, on the local clock."""
    return window.start.astimezone(ZoneInfo(timezone))
