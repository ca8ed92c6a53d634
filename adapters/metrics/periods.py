"""Whether the clock makes a model's windows, so that the next one may be waited for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.windows import Window

# Every time zone's clock is so many quarters of an hour from UTC, so hours and midnights are on one.
_GRID = 15 * 60
_LENGTHS = (timedelta(hours=1), timedelta(days=1), timedelta(weeks=1))
# By so much a window is longer or shorter in which the clock is changed.
_CHANGE = timedelta(hours=1)


def is_by_the_clock(window: Window) -> bool:
    """Whether the window is a local hour, day or week, as far as it shows.

    One of `{rows: N}` ends where its next row begins: at any moment, and as long after its start as traffic makes it.
    Only a log whose event times are themselves whole hours can cut one by rows that looks like the clock's.

    >>> from datetime import UTC, datetime
    >>> from domain.windows import Window
    >>> [is_by_the_clock(Window(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2026, 1, end, 0, second,
    ...     tzinfo=UTC))) for end, second in ((2, 0), (8, 0), (2, 1), (4, 0))]
    [True, True, False, False]
    """
    is_on_the_grid = not (window.start.timestamp() % _GRID or window.end.timestamp() % _GRID)
    return is_on_the_grid and any(abs(window.duration - length) <= _CHANGE for length in _LENGTHS)
