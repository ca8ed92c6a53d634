"""The outbox is emptied in order, and nothing in it is lost."""

from __future__ import annotations

import pytest

from adapters.memory import MemoryMessenger
from domain.errors import DeliveryFailed
from domain.notices import Notice, Severity
from flows.due.delivering import deliver
from flows.people_spec import PeopleSpec
from tests.builders import a_notice
from tests.flows.due.mail import MINUTE, NOW, Choosy, a_world_with, an_opener, everybody, news

NOT_THIS_ONE = DeliveryFailed("not this one")


def in_thread(thread: str, *keys: str) -> list[Notice]:
    return [a_notice(key=key, thread=thread) for key in keys]


def test_notices_arrive_once_and_in_order_below_the_message_that_opened_their_thread() -> None:
    messenger = Choosy()
    notices = (an_opener("d1"), *in_thread("d1", "verdict v", "request r"), *in_thread("t", "trouble t"))
    world = a_world_with(messenger, *notices)
    assert [deliver(world, NOW) for _ in range(2)] == [4, 0]
    below = "receipt of decision d1"
    assert messenger.said == [("decision d1", None), ("verdict v", below), ("request r", below), ("trouble t", None)]
    assert world.ledger.outbox.receipt("verdict v") == "receipt of verdict v"


def test_a_notice_that_fails_holds_back_its_own_thread_only() -> None:
    messenger = Choosy(refused={"a1": NOT_THIS_ONE})
    world = a_world_with(messenger, *in_thread("a", "a1", "a2"), *in_thread("b", "b1"))
    assert deliver(world, NOW) == 1
    assert messenger.keys == ["b1"]
    messenger.refused.clear()
    assert deliver(world, NOW) == 0
    assert deliver(world, NOW + MINUTE) == 2
    assert messenger.keys == ["b1", "a1", "a2"]


def test_after_refusals_everything_arrives_in_its_order() -> None:
    messenger = MemoryMessenger()
    world = a_world_with(messenger, *in_thread("a", "a1", "a2"), *in_thread("b", "b1", "b2"))
    messenger.break_down()
    assert deliver(world, NOW) == 0
    messenger.recover()
    assert deliver(world, NOW + MINUTE) == 4
    assert [post.notice.key for post in messenger.posts] == ["a1", "a2", "b1", "b2"]


def test_while_one_worker_delivers_another_leaves_the_outbox_alone() -> None:
    messenger = MemoryMessenger()
    world = a_world_with(messenger, *in_thread("a", "a1"))
    with world.ledger.claim("deliver", now=NOW, lease=10 * MINUTE):
        assert deliver(world, NOW + 9 * MINUTE) == 0
        assert deliver(world, NOW + 10 * MINUTE) == 1
    assert len(messenger.posts) == 1


def test_the_thread_in_which_something_is_critical_goes_first_and_as_a_whole() -> None:
    messenger = Choosy()
    deliver(
        a_world_with(
            messenger, an_opener("a"), an_opener("b"), a_notice(key="loud", thread="b", severity=Severity.CRITICAL)
        ),
        NOW,
    )
    assert messenger.keys == ["decision b", "loud", "decision a"]


def test_a_round_ends_well_before_its_claim_and_the_next_one_goes_on() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, *(news(f"n{number}", f"t{number}") for number in range(150)))
    assert [deliver(world, NOW) for _ in range(3)] == [100, 50, 0]


@pytest.mark.parametrize(
    ("fields", "channel", "owner"),
    [
        ({}, "#flights", "U07ADA"),
        ({"severity": Severity.CRITICAL}, "#flights", "U07ADA"),
        ({"severity": Severity.INFO}, "#flights", None),
        ({"channel": "#ops", "owner": "S07ONCALL"}, "#ops", "S07ONCALL"),
        ({"model": "another"}, None, None),
    ],
    ids=["a warning", "critical", "news", "named by the policy", "a model without people"],
)
def test_a_notice_goes_to_the_channel_and_owner_of_its_model(
    fields: dict[str, object], channel: str | None, owner: str | None
) -> None:
    messenger = Choosy()
    people = everybody(PeopleSpec(channel="#flights", owner="U07ADA"))
    deliver(a_world_with(messenger, a_notice(key="a1", **fields)), NOW, people)
    assert (messenger.posts["a1"].channel, messenger.posts["a1"].owner) == (channel, owner)
