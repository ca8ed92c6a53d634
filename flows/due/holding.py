"""What is told now and what waits: for the end of quiet hours, for the digest, or for its own next try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.notices import Notice, Severity
from flows.due.retrying import is_out, is_stuck
from flows.due.threads import incidents_of
from flows.people_spec import PeopleSpec
from policies.silences import quiet_until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from domain.notices import Undelivered

    People = Mapping[str, PeopleSpec]

_AT_ONCE = PeopleSpec()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One round of the outbox: what goes, oldest first, what goes as part of a digest, and what waits until when."""

    go: tuple[Notice, ...] = ()
    digest: tuple[Notice, ...] = ()
    hold: tuple[tuple[Notice, datetime], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.go or self.digest or self.hold)


def people_of(notice: Notice, people: People) -> PeopleSpec:
    """Who hears of it; of what is about no model, or about several, everybody does, at once."""
    return people.get(notice.model, _AT_ONCE)


def plan(waiting: Sequence[Undelivered], people: People, now: datetime) -> Plan:
    """What to do with everything that has not arrived, oldest first.

    What a message for several tells of goes with that message, and holds up what follows it in its own thread. An
    outage holds up everything.
    """
    alive = [each for each in waiting if each.buried_at is None]
    if any(is_out(each, now) for each in alive):
        return Plan()
    gathered = {key: each for each in alive for key in each.notice.gathers}
    lies_in = incidents_of(each.notice for each in alive)
    threads: dict[str, list[Undelivered]] = {}
    stuck: set[str] = set()
    for each in alive:
        if each.notice.key not in gathered:
            threads.setdefault(lies_in[each.notice.key], []).append(each)
        elif is_stuck(gathered[each.notice.key], now):
            stuck.add(lies_in[each.notice.key])
    plans = [_plan_thread(of_thread, people, now, behind=thread in stuck) for thread, of_thread in threads.items()]
    order = {each.notice.key: at for at, each in enumerate(alive)}
    return Plan(
        go=_loud_first([p.go for p in plans], order),
        digest=tuple(sorted((n for p in plans for n in p.digest), key=lambda n: order[n.key])),
        hold=tuple(each for p in plans for each in p.hold),
    )


def held_until(thread: Sequence[Notice], people: PeopleSpec, now: datetime) -> datetime | None:
    """Until when all that waits in one thread is kept back, oldest first; None: it is due.

    What is critical takes along whatever waits before it in its thread. A warning waits for the end of quiet hours
    only, and so does what is due for the digest.
    """
    severities = {notice.severity for notice in thread}
    if Severity.CRITICAL in severities:
        return None
    quiet = quiet_until(people.quiet_hours, now) if people.quiet_hours else None
    if quiet or people.digest is None or Severity.WARNING in severities:
        return quiet
    strikes = people.digest.next_after(thread[0].created_at)
    return strikes if strikes > now else None


def _plan_thread(waiting: list[Undelivered], people: People, now: datetime, *, behind: bool) -> Plan:
    notices = tuple(each.notice for each in waiting)
    is_loud = any(notice.severity is Severity.CRITICAL for notice in notices)
    if is_stuck(waiting[0], now) or (behind and not is_loud):
        return Plan()
    spec = people_of(notices[0], people)
    until = held_until(notices, spec, now)
    if until is not None:
        # What has failed before stays due on its own account, so that postponing never looks like failing.
        return Plan(hold=tuple((w.notice, until) for w in waiting if not w.failures and w.retry_at != until))
    if spec.digest is None or any(notice.severity is not Severity.INFO for notice in notices):
        return Plan(go=notices)
    # Too late for one digest, it was put off to the next.
    is_put_off = waiting[0].retry_at is not None and waiting[0].retry_at > now
    return Plan() if is_put_off else Plan(digest=notices)


def _loud_first(threads: list[tuple[Notice, ...]], order: Mapping[str, int]) -> tuple[Notice, ...]:
    """Threads in which something is critical, then the rest; each of the two oldest first."""
    loud = {n.key for notices in threads if any(n.severity is Severity.CRITICAL for n in notices) for n in notices}
    return tuple(sorted((n for notices in threads for n in notices), key=lambda n: (n.key not in loud, order[n.key])))
