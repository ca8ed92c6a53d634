"""The demo's calendar: forty local weeks from 1 April 2013, each looked at on the Monday noon after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.windows import Window
from driftwarden.demo.flights import TIMEZONE

WEEKS = 40
_ZONE = ZoneInfo(TIMEZONE)
_FIRST_FLIGHT = datetime(2013, 1, 1, tzinfo=_ZONE)
_FIRST_MONDAY = datetime(2013, 4, 1, tzinfo=_ZONE)
_NOON = timedelta(hours=12)

HISTORY = Window(start=_FIRST_FLIGHT.astimezone(UTC), end=_FIRST_MONDAY.astimezone(UTC))


def week(number: int) -> Window:
    """The local week with this number, from 1: Monday to Monday, 167 or 169 hours across a clock change."""
    start = _FIRST_MONDAY + timedelta(weeks=number - 1)
    return Window(start=start.astimezone(UTC), end=(start + timedelta(weeks=1)).astimezone(UTC))


def tick(number: int) -> datetime:
    """The moment at which week `number` is looked at: the noon of the Monday after it. 0 is the first Monday itself."""
    if number == 0:
        return HISTORY.end
    local_monday = _FIRST_MONDAY + timedelta(weeks=number)
    return (local_monday + _NOON).astimezone(UTC)
