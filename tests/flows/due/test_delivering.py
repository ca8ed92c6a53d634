"""The outbox is emptied in order, and nothing in it is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from adapters.memory import MemoryMessenger
from domain.errors import DeliveryFailed
from domain.notices import Notice
from domain.ports import World
from flows.due.delivering import deliver
from tests.builders import a_moment, a_notice
from tests.flows.builders import a_world

NOW = a_moment()
MINUTE = timedelta(minutes=1)


@dataclass
class Choosy:
    """Takes every notice whose key is not refused, and notes key and thread."""

    refused: set[str]
    taken: list[tuple[str, str | None]] = field(default_factory=list)
    retry_at: datetime | None = None
    outage: bool = False

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Take it, or not."""
        if notice.key in self.refused:
            raise DeliveryFailed("not this one", retry_at=self.retry_at, outage=self.outage)
        self.taken.append((notice.key, thread))
        return f"receipt of {notice.key}"


def a_world_with(messenger: Choosy | MemoryMessenger, *notices: Notice) -> World:
    world = a_world()
    for notice in notices:
        world.ledger.outbox.queue(notice)
    return World(ledger=world.ledger, artifacts=world.artifacts, registry=world.registry, messenger=messenger)


def in_thread(thread: str, *keys: str) -> list[Notice]:
    return [a_notice(key=key, thread=thread) for key in keys]


def test_notices_arrive_once_and_in_order_below_the_message_that_opened_their_thread() -> None:
    opener = a_notice(key="decision d1", thread="d1")
    messenger = Choosy(refused=set())
    world = a_world_with(messenger, opener, *in_thread("d1", "verdict v", "request r"), *in_thread("t", "trouble t"))
    assert [deliver(world, NOW) for _ in range(2)] == [4, 0]
    below = "receipt of decision d1"
    assert messenger.taken == [("decision d1", None), ("verdict v", below), ("request r", below), ("trouble t", None)]
    assert world.ledger.outbox.receipt("verdict v") == "receipt of verdict v"


def test_a_notice_that_fails_holds_back_its_own_thread_only() -> None:
    messenger = Choosy(refused={"a1"})
    world = a_world_with(messenger, *in_thread("a", "a1", "a2"), *in_thread("b", "b1"))
    assert deliver(world, NOW) == 1
    assert [key for key, _ in messenger.taken] == ["b1"]
    messenger.refused.clear()
    assert deliver(world, NOW) == 0
    assert deliver(world, NOW + MINUTE) == 2
    assert [key for key, _ in messenger.taken] == ["b1", "a1", "a2"]


def test_a_messenger_that_names_a_moment_is_not_asked_before_it() -> None:
    messenger = Choosy(refused={"a1"}, retry_at=NOW + 30 * MINUTE)
    world = a_world_with(messenger, *in_thread("a", "a1"))
    deliver(world, NOW)
    messenger.refused.clear()
    assert [deliver(world, NOW + minutes * MINUTE) for minutes in (1, 29, 30)] == [0, 0, 1]


def test_after_an_outage_everything_arrives_in_its_order() -> None:
    messenger = MemoryMessenger()
    world = a_world_with(messenger, *in_thread("a", "a1", "a2"), *in_thread("b", "b1", "b2"))
    messenger.break_down()
    assert deliver(world, NOW) == 0
    messenger.recover()
    assert deliver(world, NOW + MINUTE) == 4
    assert [post.notice.key for post in messenger.posts] == ["a1", "a2", "b1", "b2"]


@pytest.mark.parametrize(("outage", "arrived"), [(True, []), (False, ["b1"])])
def test_an_outage_ends_the_round_and_a_refusal_does_not(outage: bool, arrived: list[str]) -> None:
    messenger = Choosy(refused={"a1"}, outage=outage)
    deliver(a_world_with(messenger, *in_thread("a", "a1"), *in_thread("b", "b1")), NOW)
    assert [key for key, _ in messenger.taken] == arrived


def test_while_one_worker_delivers_another_leaves_the_outbox_alone() -> None:
    messenger = MemoryMessenger()
    world = a_world_with(messenger, *in_thread("a", "a1"))
    with world.ledger.claim("deliver", now=NOW, lease=10 * MINUTE):
        assert deliver(world, NOW + 9 * MINUTE) == 0
        assert deliver(world, NOW + 10 * MINUTE) == 1
    assert len(messenger.posts) == 1
