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

    Order is kept per thread: what follows a message that was not taken waits. An outage ends the round. With nothing
    due nothing is written, not even the claim.
    """
    if not world.ledger.outbox.due(now):
        return 0
    with world.ledger.claim("deliver", now=now, lease=_LEASE) as mine:
        return _deliver_all(world, now) if mine else 0


def _deliver_all(world: World, now: datetime) -> int:
    arrived = 0
    stuck: set[str] = set()
    for notice in world.ledger.outbox.due(now):
        if notice.thread in stuck:
            continue
        failure = _deliver(world, notice, now)
        if failure is None:
            arrived += 1
            continue
        stuck.add(notice.thread)
        if failure.outage:
            break
    return arrived


def _deliver(world: World, notice: Notice, now: datetime) -> DeliveryFailed | None:
    """Deliver one notice below the message that opened its thread; gives back what stood in the way."""
    opener = world.ledger.outbox.receipt(f"decision {notice.thread}")
    try:
        receipt = world.messenger.deliver(notice, thread=opener)
    except DeliveryFailed as error:
        world.ledger.outbox.failed(notice.key, why=str(error), retry_at=error.retry_at or now + _RETRY)
        return error
    world.ledger.outbox.delivered(notice.key, receipt=receipt, at=now)
    return None
