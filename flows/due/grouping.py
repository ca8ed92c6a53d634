"""Several notices as one message: the same fault of many models, and the digest of a day.

Such a message is a notice of its own in the outbox, which names the keys of those that it `gathers`, so that a worker
that goes on after another was killed knows what the message told of.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from adapters import notices
from adapters.notices.gathered import SEVERAL
from domain.notices import Severity, decision_key
from flows.due.addressing import addressed, channel_of
from flows.due.holding import people_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from domain.letterboxes import Outbox
    from domain.notices import Notice
    from flows.due.holding import People

    # A fault that models have in common, and the channel in which it is told.
    _Alike = tuple[str, str | None]

_ENOUGH = 3
# Models are looked at one after another, so one fault of all of them is seen over several rounds.
_A_WHILE = timedelta(hours=1)


def is_root(message: Notice) -> bool:
    """Whether a message for several stands by itself, and not below an earlier one about the same."""
    return message.thread == message.key


def begun(outbox: Outbox, now: datetime) -> dict[_Alike, Notice]:
    """The messages for several that have arrived within the hour, by group and channel."""
    return {
        (message.group, message.channel): message
        for message in outbox.of(SEVERAL)
        if message.group and is_root(message) and now - message.created_at < _A_WHILE and outbox.receipt(message.key)
    }


def groups_in(
    going: Sequence[Notice], people: People, now: datetime, earlier: Mapping[_Alike, Notice]
) -> Iterator[Notice]:
    """A message for every `group` that at least three models have in common in one channel, each opening its thread.

    What comes later goes below an `earlier` message about the same, however little it is; what is critical does not.
    """
    alike: dict[_Alike, list[Notice]] = defaultdict(list)
    for notice in going:
        if notice.group is not None and notice.key == decision_key(notice.thread):
            alike[notice.group, channel_of(notice, people)].append(notice)
    for which, found in alike.items():
        above = earlier.get(which)
        late = [notice for notice in found if notice.severity is not Severity.CRITICAL]
        if above is not None and late:
            yield _below(above, notices.grouped(_sent(late, people), at=now))
        elif above is None and len({notice.model for notice in found}) >= _ENOUGH:
            yield notices.grouped(_sent(found, people), at=now)


def digests_in(going: Sequence[Notice], people: People, now: datetime) -> Iterator[Notice]:
    """A message for each channel and each time of day at which a digest comes; its key names the day."""
    of_day: dict[tuple[date, str, str | None], list[Notice]] = defaultdict(list)
    for notice in going:
        spec = people_of(notice, people).digest
        if spec is not None:
            day = now.astimezone(ZoneInfo(spec.timezone)).date()
            of_day[day, f"{spec.at:%H:%M} {spec.timezone}", channel_of(notice, people)].append(notice)
    for (day, when, _), found in of_day.items():
        yield notices.digest(_sent(found, people), day, when=when, at=now)


def _below(above: Notice, message: Notice) -> Notice:
    count = len(message.gathers)
    fault = message.title.partition(": ")[2]
    title = f"{count} more {'model' if count == 1 else 'models'}: {fault}"
    return replace(message, thread=above.key, title=title)


def _sent(found: Sequence[Notice], people: People) -> list[Notice]:
    return [addressed(notice, people) for notice in found]
