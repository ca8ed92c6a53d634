"""Bring earlier messages up to date in their place: the incident's first one, and the question that is settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.due.addressing import addressed
from flows.due.grouping import SEVERAL, is_root, opener_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.letterboxes import Outbox
    from domain.notices import Notice
    from domain.ports import World
    from flows.due.holding import People


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawing:
    """An earlier message and what it says from now on."""

    notice: Notice
    receipt: str
    now_says: str
    is_over: bool
    with_buttons: bool


def redraw(world: World, notice: Notice, people: People) -> None:
    """Redraw whatever a notice changes; raises DeliveryFailed. Doing it twice is the same as once."""
    for again in redrawings(world.ledger.outbox, notice):
        world.messenger.redraw(
            addressed(again.notice, people),
            receipt=again.receipt,
            now_says=again.now_says,
            is_over=again.is_over,
            with_buttons=again.with_buttons,
        )


def may_redraw(notice: Notice) -> bool:
    """Whether it may change what earlier messages say."""
    return bool(notice.status or notice.closes or (notice.gathers and not is_root(notice)))


def redrawings(outbox: Outbox, notice: Notice) -> Iterator[Redrawing]:
    """What a notice changes of messages that have arrived; what has not, is drawn when it does."""
    opener = opener_key(notice.thread)
    if notice.gathers:
        yield from _of_several(outbox, notice.thread, notice) if not is_root(notice) else ()
    elif notice.status is not None and notice.key != opener:
        yield from _opened(outbox, opener, notice)
    if notice.closes is not None and (notice.closes != opener or notice.status is None):
        yield from _drawn(outbox, notice.closes, notice, says=notice.title, is_over=True)


def _opened(outbox: Outbox, opener: str, notice: Notice) -> Iterator[Redrawing]:
    """The thread's first message says what the newest told of the thread says, which a revived notice is not.

    Once something closed it, another decision in its place, it stays without buttons.
    """
    of_model = outbox.of(notice.model)
    last = [n for n in of_model if n.thread == notice.thread and n.status and _is_told(outbox, n, notice)][-1]
    is_closed = any(n.closes == opener and _is_told(outbox, n, notice) for n in of_model)
    yield from _drawn(outbox, opener, notice, says=last.status or last.title, is_over=last.resolves or is_closed)


def _drawn(outbox: Outbox, key: str, because: Notice, *, says: str, is_over: bool) -> Iterator[Redrawing]:
    earlier, receipt = outbox.get(key), outbox.receipt(key)
    if earlier is None or receipt is None:
        return
    gathering = (message for message in outbox.of(SEVERAL) if key in message.gathers)
    root = next((message.thread for message in gathering if outbox.receipt(message.thread) == receipt), None)
    if root is None:
        yield Redrawing(notice=earlier, receipt=receipt, now_says=says, is_over=is_over, with_buttons=not is_over)
    elif is_over:
        yield from _of_several(outbox, root, because)


def _of_several(outbox: Outbox, root: str, because: Notice) -> Iterator[Redrawing]:
    """A message for several says how many came later and how many are over; a digest stays as it is."""
    message, receipt = outbox.get(root), outbox.receipt(root)
    if message is None or receipt is None or message.group is None:
        return
    found = [n for n in outbox.of(SEVERAL) if n.thread == root and _is_told(outbox, n, because)]
    gathered = [key for n in found for key in n.gathers]
    later = len(gathered) - len(message.gathers)
    over = sum(_is_over(outbox, key, because) for key in gathered)
    says = [f"{later} more since, told below"] if later else []
    yield Redrawing(
        notice=message,
        receipt=receipt,
        now_says="; ".join([*says, f"{over} of {len(gathered)} are over by now"]),
        is_over=over == len(gathered),
        with_buttons=over < len(gathered),
    )


def _is_over(outbox: Outbox, key: str, because: Notice) -> bool:
    earlier = outbox.get(key)
    if earlier is None:
        return False
    return any(
        (n.closes == key or (n.resolves and n.thread == earlier.thread)) and _is_told(outbox, n, because)
        for n in outbox.of(earlier.model)
    )


def _is_told(outbox: Outbox, notice: Notice, now_telling: Notice) -> bool:
    return notice.key == now_telling.key or outbox.receipt(notice.key) is not None
