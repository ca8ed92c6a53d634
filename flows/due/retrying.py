"""When a delivery that failed is tried again, and when it is given up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.digests import digest

if TYPE_CHECKING:
    from datetime import datetime

    from domain.errors import DeliveryFailed
    from domain.notices import Undelivered

_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)
# When the messenger is back, everybody's messages wait for it no longer than that.
_LONGEST_OUTAGE = timedelta(minutes=5)
_DOUBLINGS = 6
_SHARES = 2**32

# How often what no repetition can mend is tried: a quarter of an hour for a person to mend the channel.
TRIES = 5


def retry_at(failure: DeliveryFailed, key: str, failures: int, now: datetime) -> datetime:
    """When to try again after so many failures: when the messenger says, or twice as late each time up to an hour.

    Up to half of the wait is taken off, by a share that follows from key and count, so that what failed together does
    not come back together and a second worker finds the same moment.

    >>> from datetime import UTC, datetime
    >>> from domain.errors import DeliveryFailed
    >>> now, failure = datetime(2013, 4, 8, tzinfo=UTC), DeliveryFailed("no")
    >>> [f"{retry_at(failure, 'verdict v', failures, now):%H:%M:%S}" for failures in (1, 2, 3, 20)]
    ['00:00:31', '00:01:34', '00:02:53', '00:41:52']
    """
    if failure.retry_at is not None:
        return failure.retry_at
    doublings: int = 2 ** min(failures - 1, _DOUBLINGS)
    longest = min(_FIRST * doublings, _LONGEST_OUTAGE if failure.outage else _LONGEST)
    share = int(digest("retry", key, failures)[:8], 16) / _SHARES
    return now + longest * (1 - share / 2)


def is_given_up(failure: DeliveryFailed, failures: int) -> bool:
    """Whether, with so many failures, this one is the last: no repetition can mend it, and it was repeated enough."""
    return failure.permanent and not failure.outage and failures >= TRIES


def is_out(waiting: Undelivered, now: datetime) -> bool:
    """Whether this one met an outage that nothing else is worth trying against yet."""
    return waiting.is_outage and is_stuck(waiting, now)


def is_stuck(waiting: Undelivered, now: datetime) -> bool:
    """Whether it failed and its next try has not come."""
    return waiting.failures > 0 and waiting.retry_at is not None and waiting.retry_at > now
