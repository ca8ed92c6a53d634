"""Bring earlier messages up to date in their place: the incident's first one, and the question that is settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.notices.gathered import SEVERAL
from domain.notices import decision_key
from flows.due.addressing import addressed
from flows.due.grouping import is_root
from flows.due.threads import incident_of, incidents_of

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
    opener = decision_key(notice.thread)
    if notice.gathers:
        yield from _of_several(outbox, notice.thread, notice) if not is_root(notice) else ()
    elif notice.status is not None and notice.key != opener:
        for thread in dict.fromkeys((incident_of(outbox, notice.thread), notice.thread)):
            yield from _opened(outbox, thread, notice)
    if notice.closes is not None and (notice.closes != opener or notice.status is None):
        yield from _drawn(outbox, notice.closes, notice, says=notice.title, is_over=True)


def _opened(outbox: Outbox, thread: str, notice: Notice) -> Iterator[Redrawing]:
    """The message of a decision says what the newest told of its thread says, which a revived notice is not.

    Once another decision took its place it stays without buttons; if that was told elsewhere, it is over here.
    """
    opener, of_model = decision_key(thread), outbox.of(notice.model)
    lies_in = incidents_of(of_model)
    belonging = [n for n in of_model if thread in {n.thread, lies_in[n.key]}]
    last = [n for n in belonging if n.status and _is_told(outbox, n, notice)][-1]
    closed_in = [n.thread for n in of_model if n.closes == opener and _is_told(outbox, n, notice)]
    is_over = last.resolves or any(place != thread for place in closed_in)
    says, keeps = last.status or last.title, not (is_over or closed_in)
    yield from _drawn(outbox, opener, notice, says=says, is_over=is_over, with_buttons=keeps)


def _drawn(
    outbox: Outbox, key: str, because: Notice, *, says: str, is_over: bool, with_buttons: bool = False
) -> Iterator[Redrawing]:
    earlier, receipt = outbox.get(key), outbox.receipt(key)
    if earlier is None or receipt is None:
        return
    gathering = (message for message in outbox.of(SEVERAL) if key in message.gathers)
    root = next((message.thread for message in gathering if outbox.receipt(message.thread) == receipt), None)
    if root is None:
        yield Redrawing(notice=earlier, receipt=receipt, now_says=says, is_over=is_over, with_buttons=with_buttons)
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
    of_model = outbox.of(earlier.model)
    lies_in = incidents_of(of_model)
    return any(
        (n.resolves if lies_in[n.key] == earlier.thread else n.closes == key) and _is_told(outbox, n, because)
        for n in of_model
    )


def _is_told(outbox: Outbox, notice: Notice, now_telling: Notice) -> bool:
    return notice.key == now_telling.key or outbox.receipt(notice.key) is not None
