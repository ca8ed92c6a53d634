"""Empty the outbox: bring what is queued to people, in order, at least once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.errors import DeliveryFailed

if TYPE_CHECKING:
    from datetime import datetime

    from domain.notices import Notice
    from domain.ports import World

_LEASE = timedelta(minutes=10)
_RETRY = timedelta(minutes=1)


def deliver(world: World, now: datetime) -> int:
    """Deliver every notice that is due, oldest first; returns how many arrived. One worker at a time delivers.

    With nothing due nothing is written, not even the claim.
    """
    if not world.ledger.outbox.due(now):
        return 0
    with world.ledger.claim("deliver", now=now, lease=_LEASE) as mine:
        if not mine:
            return 0
        stuck: set[str] = set()
        return sum(_deliver(world, notice, stuck, now) for notice in world.ledger.outbox.due(now))


def _deliver(world: World, notice: Notice, stuck: set[str], now: datetime) -> bool:
    """Deliver one notice, unless an earlier one of its thread is stuck: order is kept per thread."""
    if notice.thread in stuck:
        return False
    opener = world.ledger.outbox.receipt(f"decision {notice.thread}")
    try:
        receipt = world.messenger.deliver(notice, thread=opener)
    except DeliveryFailed as error:
        stuck.add(notice.thread)
        world.ledger.outbox.failed(notice.key, why=str(error), retry_at=error.retry_at or now + _RETRY)
        return False
    world.ledger.outbox.delivered(notice.key, receipt=receipt, at=now)
    return True
