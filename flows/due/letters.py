"""What goes in one round of the outbox: notices by themselves, and messages for several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.notices.gathered import SEVERAL
from domain.notices import decision_key
from flows.due.grouping import begun, digests_in, groups_in, is_root
from flows.due.holding import people_of
from flows.due.threads import incident_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from domain.errors import DeliveryFailed
    from domain.letterboxes import Outbox
    from domain.notices import Notice, Undelivered
    from flows.due.holding import People, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice on its way, how often it failed, and the notices that it tells of where it is a message for several.

    `failures` and `is_outage` as in `domain.notices.Undelivered`.
    """

    notice: Notice
    outbox: Outbox
    members: tuple[Notice, ...] = ()
    failures: int = 0
    is_outage: bool = False

    def times(self, failure: DeliveryFailed) -> int:
        """How often it has failed like that, this time included: outages and refusals are counted apart."""
        return 1 + (self.failures if self.is_outage == failure.outage else 0)

    @property
    def told(self) -> tuple[Notice, ...]:
        """What people learn by it."""
        return self.members or (self.notice,)

    @property
    def above(self) -> str:
        """The key of the message below which it goes, if that has arrived."""
        is_below = self.members and not is_root(self.notice)
        return self.notice.thread if is_below else decision_key(incident_of(self.outbox, self.notice.thread))

    @property
    def threads(self) -> set[str]:
        """The threads in which its failure holds up what follows."""
        return {incident_of(self.outbox, told.thread) for told in (self.notice, *self.members)}


def settle(outbox: Outbox, now: datetime) -> None:
    """Count as delivered what a message for several told of before its worker was killed.

    One that was given up and is revived has nothing left to tell: what it gathers went by itself.
    """
    waiting = {each.notice.key: each for each in outbox.undelivered()}
    for message in outbox.of(SEVERAL):
        untold = [key for key in message.gathers if key in waiting]
        if message.key not in waiting:
            # Of one below an earlier message about the same, it is that message's receipt.
            _count(outbox, untold, receipt_of=message.thread, now=now)
        elif not untold and waiting[message.key].buried_at is None:
            _count(outbox, [message.key], receipt_of=message.gathers[0], now=now)


def _count(outbox: Outbox, keys: Iterable[str], *, receipt_of: str, now: datetime) -> None:
    receipt = outbox.receipt(receipt_of)
    if receipt is not None:
        for key in keys:
            outbox.delivered(key, receipt=receipt, at=now)


def letters_of(
    outbox: Outbox, planned: Plan, waiting: Sequence[Undelivered], people: People, now: datetime
) -> list[Letter]:
    """The letters of a round, in their order; messages for several are queued, what comes too late for one waits."""
    known = {each.notice.key: each for each in waiting}
    left = [notice for notice in planned.go if notice.gathers]
    groups = [m for m in groups_in(planned.go, people, now, begun(outbox, now)) if outbox.queue(m)]
    digests, alone = _digests(outbox, planned, known, people, now)
    several = [*left, *groups, *digests]
    gathered = {key for message in several for key in message.gathers}
    single = [n for n in (*planned.go, *alone) if n.key not in gathered and not n.gathers]
    order = {notice.key: at for at, notice in enumerate((*planned.go, *alone, *planned.digest))}
    return sorted(
        (_letter(outbox, notice, known) for notice in (*several, *single)),
        key=lambda letter: min(order.get(told.key, 0) for told in letter.told),
    )


def _digests(
    outbox: Outbox, planned: Plan, known: Mapping[str, Undelivered], people: People, now: datetime
) -> tuple[list[Notice], list[Notice]]:
    """The digests to send, and what goes by itself because its digest was given up; one a day is sent."""
    digests, alone = [], []
    for message in digests_in(planned.digest, people, now):
        members = [known[key].notice for key in message.gathers]
        if outbox.queue(message):
            digests.append(message)
        elif message.key in known and known[message.key].buried_at is not None:
            alone += members
        else:
            _wait_for_the_next(outbox, members, people, now)
    return digests, alone


def _wait_for_the_next(outbox: Outbox, notices: list[Notice], people: People, now: datetime) -> None:
    for notice in notices:
        spec = people_of(notice, people).digest
        if spec is not None:
            outbox.postpone(notice.key, until=spec.next_after(now))


def _letter(outbox: Outbox, notice: Notice, known: Mapping[str, Undelivered]) -> Letter:
    members = tuple(known[key].notice for key in notice.gathers if key in known)
    letter = Letter(notice=notice, outbox=outbox, members=members)
    before = known.get(notice.key)
    return replace(letter, failures=before.failures, is_outage=before.is_outage) if before else letter
