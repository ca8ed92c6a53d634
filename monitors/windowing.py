"""Which stretches of event time are measured: whole local hours, days and weeks, as half-open windows in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.spec import MonitoringSpec, Unit

_HOUR = timedelta(hours=1)
_DAYS = {"day": 1, "week": 7}


def windows_between(since: datetime, until: datetime, *, unit: Unit, timezone: str) -> tuple[Window, ...]:
    """The whole local windows inside [since, until], oldest first, without gap or overlap.

    A window begins where the local clock shows a whole hour, midnight, or midnight on a Monday, so the one in
    which the clock is changed is longer or shorter: a week across the change has 167 or 169 hours. A midnight that
    the clock shows twice counts when it comes first; one that it leaps over, at the leap.

    >>> change = windows_between(datetime(2026, 3, 16, tzinfo=UTC), datetime(2026, 4, 6, tzinfo=UTC),
    ...                          unit="week", timezone="Europe/Berlin")
    >>> [int(window.duration / timedelta(hours=1)) for window in change]
    [167, 168]
    """
    zone = ZoneInfo(timezone)
    bounds = _hours(since, until, zone) if unit == "hour" else _midnights(since, until, zone, _DAYS[unit])
    return tuple(Window(start=start, end=end) for start, end in pairwise(bounds))


def ready(spec: MonitoringSpec, *, since: datetime, as_of: datetime) -> tuple[Window, ...]:
    """The windows from `since` on that ended `spec.waits` before `as_of`, or earlier; oldest first."""
    return windows_between(since, as_of - spec.waits, unit=spec.window, timezone=spec.timezone)


def _hours(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments in [since, until] at which the local clock shows a whole hour."""
    moment = since.astimezone(UTC)
    while moment <= until:
        local = moment.astimezone(zone)
        past = local - local.replace(minute=0, second=0, microsecond=0)
        if not past:
            yield moment
        moment += _HOUR - past


def _midnights(since: datetime, until: datetime, zone: ZoneInfo, days: int) -> Iterator[datetime]:
    """The moments in [since, until] at which a local day begins, or every seventh of them, a Monday."""
    day = since.astimezone(zone).date()
    day -= timedelta(days=day.weekday() % days)
    last = since - timedelta(microseconds=1)
    while (moment := _begins(day, zone)) <= until:
        if moment > last:
            yield (last := moment)
        day += timedelta(days=days)


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
