"""What is not taken is tried again, later each time; what can never be taken is given up and can be revived."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.errors import DeliveryFailed
from flows.due.delivering import deliver
from flows.due.retrying import TRIES, retry_at
from flows.people_spec import PeopleSpec
from tests.flows.due.mail import HOUR, MINUTE, NOW, Choosy, a_world_with, an_opener, everybody, news, waiting_of

if TYPE_CHECKING:
    from domain.ports import World

OUTAGE = DeliveryFailed("Slack cannot be reached", outage=True)
INVALID = DeliveryFailed("Slack refused the message: invalid_blocks", permanent=True)
REFUSED = DeliveryFailed("Slack refused the message: internal_error")


def waits(failure: DeliveryFailed, *, key: str = "a1") -> list[timedelta]:
    return [retry_at(failure, key, failures, NOW) - NOW for failures in range(1, 12)]


def test_each_wait_is_longer_until_it_is_about_an_hour() -> None:
    for number, wait in enumerate(waits(REFUSED)):
        longest = min(MINUTE * 2**number, HOUR)
        assert longest / 2 <= wait <= longest


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({waits(REFUSED, key=f"notice {number}")[3] for number in range(50)}) == 50


def test_an_outage_is_looked_at_again_within_five_minutes() -> None:
    assert max(waits(OUTAGE)) <= 5 * MINUTE


@pytest.mark.parametrize("outage", [True, False])
def test_a_messenger_that_names_a_moment_is_not_asked_before_it(outage: bool) -> None:
    messenger = Choosy(refused={"a1": DeliveryFailed("later", retry_at=NOW + 30 * MINUTE, outage=outage)})
    world = a_world_with(messenger, news("a1", "a"))
    deliver(world, NOW)
    messenger.refused.clear()
    assert [deliver(world, NOW + minutes * MINUTE) for minutes in (1, 29, 30)] == [0, 0, 1]


@pytest.mark.parametrize(("failure", "arrived"), [(OUTAGE, []), (REFUSED, ["b1"])])
def test_an_outage_ends_the_round_and_a_refusal_does_not(failure: DeliveryFailed, arrived: list[str]) -> None:
    messenger = Choosy(refused={"a1": failure})
    deliver(a_world_with(messenger, news("a1", "a"), news("b1", "b")), NOW)
    assert messenger.keys == arrived


def test_during_an_outage_of_an_hour_one_message_asks_whether_it_is_over_and_then_all_arrive_in_order() -> None:
    keys = [f"{thread}{number}" for number in (1, 2) for thread in "abcd"]
    messenger = Choosy(refused=dict.fromkeys(keys, OUTAGE))
    world = a_world_with(messenger, *(news(key, key[0]) for key in keys))
    for minutes in range(60):
        assert deliver(world, NOW + minutes * MINUTE) == 0
    assert 12 <= messenger.tries <= 25
    messenger.refused.clear()
    arrived = [deliver(world, NOW + minutes * MINUTE) for minutes in range(60, 66)]
    assert sorted(arrived) == [0, 0, 0, 0, 0, len(keys)]
    assert messenger.keys == keys


def test_a_rate_limit_holds_up_everything_until_it_is_over_what_came_meanwhile_too() -> None:
    limited = DeliveryFailed("ratelimited", retry_at=NOW + 10 * MINUTE, outage=True)
    messenger = Choosy(refused={"a1": limited})
    world = a_world_with(messenger, news("a1", "a"))
    deliver(world, NOW)
    world.ledger.outbox.queue(news("b1", "b"))
    messenger.refused.clear()
    assert [deliver(world, NOW + minutes * MINUTE) for minutes in (5, 10)] == [0, 2]


def given_up(
    messenger: Choosy, failure: DeliveryFailed, world: World | None = None, *, begins: datetime = NOW
) -> tuple[int, datetime | None]:
    """How often a message was tried in two days, and when it was given up."""
    messenger.refused["a1"] = failure
    world = world or a_world_with(messenger, news("a1", "a"), news("a2", "a"))
    for minutes in range(2 * 24 * 60):
        deliver(world, begins + minutes * MINUTE)
    (left,) = [each for each in world.ledger.outbox.undelivered() if each.notice.key == "a1"]
    return left.failures, left.buried_at


def test_what_no_repetition_mends_is_given_up_after_a_quarter_of_an_hour_and_frees_its_thread() -> None:
    messenger = Choosy()
    failures, buried_at = given_up(messenger, INVALID)
    assert failures == TRIES
    assert buried_at is not None
    assert 7 * MINUTE < buried_at - NOW < 20 * MINUTE
    assert messenger.keys == ["a2"]


def test_an_outage_uses_up_none_of_the_tries_of_what_is_refused_after_it() -> None:
    messenger = Choosy(refused={"a1": OUTAGE})
    world = a_world_with(messenger, news("a1", "a"))
    for minutes in range(60):
        deliver(world, NOW + minutes * MINUTE)
    before = messenger.tries
    failures, buried_at = given_up(messenger, INVALID, world, begins=NOW + HOUR)
    assert (failures, messenger.tries - before) == (TRIES, TRIES)
    assert buried_at is not None
    assert buried_at - NOW > HOUR + 7 * MINUTE


def test_what_is_meant_for_a_channel_that_is_gone_is_said_in_the_usual_one_before_it_is_given_up() -> None:
    messenger = Choosy(gone={"#flights"})
    people = everybody(PeopleSpec(channel="#flights"))
    world = a_world_with(messenger, an_opener("a"), news("verdict v", "a"))
    for minutes in range(30):
        deliver(world, NOW + minutes * MINUTE, people)
    assert messenger.said == [("decision a", None), ("verdict v", "receipt of decision a")]
    said = messenger.posts["decision a"]
    assert (said.channel, said.facts[-1]) == (None, ("Meant for", "#flights, which cannot be reached"))
    assert waiting_of(world) == {}


@pytest.mark.parametrize("failure", [REFUSED, OUTAGE], ids=["a refusal of today", "an outage"])
def test_what_may_yet_be_taken_is_never_given_up(failure: DeliveryFailed) -> None:
    messenger = Choosy()
    failures, buried_at = given_up(messenger, failure)
    assert failures > 40
    assert buried_at is None
    assert messenger.keys == []


def test_a_dead_letter_that_is_revived_arrives_and_does_not_set_its_incident_back() -> None:
    opener, started = an_opener("a"), news("order o", "a", status="In training")
    messenger = Choosy(refused={"order o": INVALID})
    world = a_world_with(messenger, opener, started, news("promotion p", "a", status="Promoted", resolves=True))
    for minutes in range(30):
        deliver(world, NOW + minutes * MINUTE)
    assert messenger.keys == ["decision a", "promotion p"]
    messenger.refused.clear()
    assert world.ledger.outbox.revive("order o")
    assert deliver(world, NOW + HOUR) == 1
    assert messenger.drawn == [("decision a", "Promoted")] * 2
    assert waiting_of(world) == {}
