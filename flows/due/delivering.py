"""Empty the outbox: bring what is queued to people, in order, at least once; what is loud at once, the rest in peace.

Every step can be the last one before a crash, and the next round goes on from there. The receipt of what is posted
is noted before earlier messages are redrawn, and redrawing twice is the same as once. A message for several is queued,
with the keys of what it gathers, before it is posted; what it gathers counts as delivered after it. Only between a
post and the note of its receipt does it rest with the messenger that nothing is said twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.errors import DeliveryFailed
from flows.due.addressing import addressed, in_the_usual_channel
from flows.due.grouping import is_root
from flows.due.holding import plan
from flows.due.letters import letters_of, settle
from flows.due.redrawing import may_redraw, redraw
from flows.due.retrying import is_given_up, retry_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from domain.letterboxes import Outbox
    from domain.notices import Notice
    from domain.ports import World
    from flows.due.letters import Letter
    from flows.people_spec import PeopleSpec

_LEASE = timedelta(minutes=10)
# So many are sent well before the claim is free for another worker.
_A_ROUND = 100
# So many refusals later what follows in the thread is worth more than an up-to-date message above it.
_REDRAWINGS = 3
_EVERYBODY_AT_ONCE: Mapping[str, PeopleSpec] = MappingProxyType({})


def deliver(world: World, now: datetime, people: Mapping[str, PeopleSpec] = _EVERYBODY_AT_ONCE) -> int:
    """Deliver every notice that is due, oldest first; returns how many arrived. One worker at a time delivers.

    `people` says, by model, who hears of it and when. Order is kept per thread: what follows a message that was not
    taken waits. An outage ends the round, and nothing is tried before its end. With nothing due nothing is
    written, not even the claim.
    """
    if plan(world.ledger.outbox.undelivered(), people, now).is_empty:
        return 0
    with world.ledger.claim("deliver", now=now, lease=_LEASE) as mine:
        return _Round(world=world, now=now, people=people).deliver() if mine else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """One round of one worker."""

    world: World
    now: datetime
    people: Mapping[str, PeopleSpec]

    @property
    def outbox(self) -> Outbox:
        """The outbox of the world."""
        return self.world.ledger.outbox

    def deliver(self) -> int:
        """Deliver what is due; returns how many arrived."""
        settle(self.outbox, self.now)
        waiting = self.outbox.undelivered()
        planned = plan(waiting, self.people, self.now)
        if any(self._hold(notice, until) for notice, until in planned.hold):
            return 0
        return self._deliver_all(letters_of(self.outbox, planned, waiting, self.people, self.now)[:_A_ROUND])

    def _hold(self, notice: Notice, until: datetime) -> bool:
        """Let a notice wait; what it changes of earlier messages is seen at once. Says whether nothing gets through.

        A redrawing that fails is done again when the notice is delivered.
        """
        try:
            redraw(self.world, notice, self.people)
        except DeliveryFailed as failure:
            if failure.outage:
                return True
        self.outbox.postpone(notice.key, until=until)
        return False

    def _deliver_all(self, letters: list[Letter]) -> int:
        arrived, stuck = 0, set[str]()
        for letter in letters:
            if letter.threads & stuck:
                continue
            failure = self._deliver(letter)
            if failure is None:
                arrived += len(letter.told)
                continue
            stuck |= letter.threads
            if failure.outage:
                break
        return arrived

    def _deliver(self, letter: Letter) -> DeliveryFailed | None:
        """Post one letter and bring up to date what it changes; gives back what stood in the way."""
        try:
            receipt = self._post(letter)
            self._redraw(letter)
        except DeliveryFailed as failure:
            self._note(failure, letter)
            return failure
        # What follows what it tells of goes below it, or beside it where it stands below another one.
        root = receipt if is_root(letter.notice) else self.outbox.receipt(letter.above) or receipt
        self.outbox.delivered(letter.notice.key, receipt=receipt, at=self.now)
        for member in letter.members:
            self.outbox.delivered(member.key, receipt=root, at=self.now)
        return None

    def _post(self, letter: Letter) -> str:
        """Post it below the message that opened its thread, unless that is done; returns the receipt."""
        notice = letter.notice
        posted = self.outbox.receipt(notice.key)
        if posted is not None:
            return posted
        receipt = self._say(addressed(notice, self.people), letter)
        if any(may_redraw(told) for told in (notice, *letter.members)):
            self.outbox.posted(notice.key, receipt=receipt)
        return receipt

    def _say(self, notice: Notice, letter: Letter) -> str:
        """Say it where it belongs, and at the last try, before it is given up, in the usual channel."""
        try:
            return self.world.messenger.deliver(notice, thread=self.outbox.receipt(letter.above))
        except DeliveryFailed as failure:
            if notice.channel is None or not is_given_up(failure, letter.times(failure)):
                raise
        return self.world.messenger.deliver(in_the_usual_channel(notice), thread=None)

    def _redraw(self, letter: Letter) -> None:
        """Redraw what it changes; what cannot be redrawn, however often it is tried, stays as it is."""
        for told in (letter.notice, *letter.members):
            try:
                redraw(self.world, told, self.people)
            except DeliveryFailed as failure:
                if failure.outage or not (failure.permanent or letter.times(failure) > _REDRAWINGS):
                    raise

    def _note(self, failure: DeliveryFailed, letter: Letter) -> None:
        key, failures = letter.notice.key, letter.times(failure)
        if is_given_up(failure, failures):
            self.outbox.bury(key, why=str(failure), at=self.now)
        else:
            again = retry_at(failure, key, failures, self.now)
            self.outbox.failed(key, why=str(failure), retry_at=again, is_outage=failure.outage)
