"""Which stretches of event time are measured: local hours, days, weeks, or so many rows; half-open, in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt

    from monitors.spec import Unit

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


def windows_of_rows(times: npt.NDArray[np.datetime64], rows: int, *, since: datetime) -> tuple[Window, ...]:
    """Stretches of so many rows each, oldest first and without gap, the first from `since` on.

    `times` are the rows' event times in UTC, in any order. Rows of one moment are never parted, so a window may hold
    more than `rows`; it ends where its next row begins, and rows after the last whole window wait for theirs.

    >>> import numpy as np
    >>> moments = np.array(["2026-01-01", "2026-01-02", "2026-01-02", "2026-01-05"], dtype="datetime64[us]")
    >>> [str(window) for window in windows_of_rows(moments, 2, since=datetime(2026, 1, 1, tzinfo=UTC))]
    ['2026-01-01 00:00 to 2026-01-05 00:00 UTC']
    """
    import numpy as np

    ordered = np.sort(times.astype("datetime64[us]"))
    first = np.datetime64(since.astimezone(UTC).replace(tzinfo=None), "us")
    ordered = ordered[np.searchsorted(ordered, first) :]
    bounds, start = [since], 0
    while start + rows < len(ordered):
        # The first row of a later moment than that of the last one taken.
        start = int(np.searchsorted(ordered, ordered[start + rows - 1], side="right"))
        if start < len(ordered):
            bounds.append(ordered[start].item().replace(tzinfo=UTC))
    return tuple(Window(start=begins, end=ends) for begins, ends in pairwise(bounds))


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
