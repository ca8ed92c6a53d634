"""A messenger that does as it is told, an outbox to empty, and people with habits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from adapters.memory import MemoryLedger
from domain.errors import DeliveryFailed
from domain.notices import Notice, Severity
from domain.ports import World
from flows.people_spec import PeopleSpec
from tests.builders import MODEL, a_moment, a_notice
from tests.flows.builders import a_world

if TYPE_CHECKING:
    from domain.ports import Ledger, Messenger

# A Monday in UTC, at midnight.
NOW = a_moment()
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
NIGHT = PeopleSpec.model_validate({"quiet_hours": {"from": "22:00", "to": "07:00"}})
AT_EIGHT = PeopleSpec.model_validate({"digest": {"at": "08:00"}})
MORNING = NOW + 8 * HOUR


@dataclass
class Choosy:
    """Takes every notice whose key is not refused, redraws unless told not to, and notes what it did, in order.

    Messages for several are refused with `for_several`; no channel is found that is `gone`. `said` holds keys of posts,
    each with the message above it; `drawn` keys of redrawn messages with what they say.
    """

    refused: dict[str, DeliveryFailed] = field(default_factory=dict)
    for_several: DeliveryFailed | None = None
    gone: set[str] = field(default_factory=set)
    undrawn: DeliveryFailed | None = None
    said: list[tuple[str, str | None]] = field(default_factory=list)
    drawn: list[tuple[str, str]] = field(default_factory=list)
    over: set[str] = field(default_factory=set)
    without_buttons: set[str] = field(default_factory=set)
    posts: dict[str, Notice] = field(default_factory=dict)
    tries: int = 0

    @property
    def keys(self) -> list[str]:
        """What arrived, in order."""
        return [key for key, _ in self.said]

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Take it, or not."""
        self.tries += 1
        if thread is None and notice.channel in self.gone:
            raise DeliveryFailed("channel_not_found", permanent=True)
        if notice.gathers and self.for_several is not None:
            raise self.for_several
        if notice.key in self.refused:
            raise self.refused[notice.key]
        self.said.append((notice.key, thread))
        self.posts[notice.key] = notice
        return f"receipt of {notice.key}"

    def redraw(self, notice: Notice, *, receipt: str, now_says: str, is_over: bool, with_buttons: bool) -> None:
        """Redraw it, or not."""
        self.tries += 1
        if self.undrawn is not None:
            raise self.undrawn
        assert receipt == f"receipt of {notice.key}"
        self.drawn.append((notice.key, now_says))
        for claim, keys in ((is_over, self.over), (not with_buttons, self.without_buttons)):
            keys.discard(notice.key)
            keys.update({notice.key} if claim else ())


def a_world_with(messenger: Messenger, *notices: Notice, ledger: Ledger | None = None) -> World:
    """A world in which these are queued."""
    world = a_world()
    kept = ledger or MemoryLedger()
    for notice in notices:
        kept.outbox.queue(notice)
    return World(ledger=kept, artifacts=world.artifacts, registry=world.registry, messenger=messenger)


def an_opener(thread: str, **fields: Any) -> Notice:
    """The message that opens an incident, a warning."""
    return a_notice(**{"key": f"decision {thread}", "thread": thread, **fields})


def news(key: str, thread: str, **fields: Any) -> Notice:
    """What is only good to know, in the thread of an incident."""
    return a_notice(**{"key": key, "thread": thread, "severity": Severity.INFO, "title": f"{MODEL}: {key}", **fields})


def everybody(spec: PeopleSpec, *models: str) -> dict[str, PeopleSpec]:
    """The same people for each of these models, or for the usual one."""
    return dict.fromkeys(models or (MODEL,), spec)


def waiting_of(world: World) -> dict[str, datetime | None]:
    """What has not arrived, and until when it waits."""
    return {each.notice.key: each.retry_at for each in world.ledger.outbox.undelivered() if each.buried_at is None}
