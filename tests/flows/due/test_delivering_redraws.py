"""Earlier messages say how things stand now: the incident's first one, and the question that is settled."""

from __future__ import annotations

import pytest

from domain.errors import DeliveryFailed
from flows.due.delivering import deliver
from flows.people_spec import PeopleSpec
from tests.builders import a_notice
from tests.flows.due.mail import (
    AT_EIGHT,
    HOUR,
    MINUTE,
    MORNING,
    NIGHT,
    NOW,
    Choosy,
    a_world_with,
    an_opener,
    everybody,
    news,
    waiting_of,
)

ASKED = a_notice(key="request r", thread="a", title="May v2 replace v1?", status="Waits for an answer")
ANSWERED = news("answer r", "a", title="Ada approved v2", status="Approved", closes="request r")


def test_the_incidents_first_message_says_the_newest_status_and_the_question_loses_its_buttons() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, an_opener("a"), ASKED, ANSWERED)
    assert deliver(world, NOW) == 3
    assert messenger.drawn == [
        ("decision a", "Waits for an answer"),
        ("decision a", "Approved"),
        ("request r", "Ada approved v2"),
    ]
    assert (messenger.over, messenger.without_buttons) == ({"request r"}, {"request r"})
    assert waiting_of(world) == {}


def test_an_incident_that_is_resolved_is_marked_over_and_has_no_buttons_left() -> None:
    messenger = Choosy()
    calm = news("calm a", "a", status="Calm again", resolves=True, closes="decision a")
    deliver(a_world_with(messenger, an_opener("a", status="Look"), calm), NOW)
    assert messenger.drawn == [("decision a", "Calm again")]
    assert messenger.over == messenger.without_buttons == {"decision a"}


def test_an_incident_that_another_decision_took_the_place_of_keeps_its_status_and_gets_no_buttons_back() -> None:
    messenger = Choosy()
    amended = an_opener("b", title="Late data: nothing would have been done", closes="decision a")
    deliver(a_world_with(messenger, an_opener("a"), amended, news("verdict v", "a", status="Tried")), NOW)
    assert messenger.drawn == [("decision a", amended.title), ("decision a", "Tried")]
    assert messenger.over == messenger.without_buttons == {"decision a"}


def test_what_is_settled_before_it_arrived_is_drawn_once_it_has() -> None:
    messenger = Choosy(refused={"request r": DeliveryFailed("not now")})
    answered = news("answer r", "elsewhere", closes="request r")
    world = a_world_with(messenger, an_opener("a"), ASKED, answered)
    deliver(world, NOW)
    assert (messenger.keys, messenger.drawn) == (["decision a", "answer r"], [])


def test_a_redrawing_that_fails_is_tried_until_it_works_and_nothing_is_posted_twice() -> None:
    messenger = Choosy(undrawn=DeliveryFailed("Slack cannot be reached", outage=True))
    world = a_world_with(messenger, an_opener("a"), ANSWERED, news("later", "a"))
    for minutes in range(60):
        deliver(world, NOW + minutes * MINUTE)
    assert messenger.keys == ["decision a", "answer r"]
    messenger.undrawn = None
    assert deliver(world, NOW + 2 * HOUR) == 2
    assert messenger.keys == ["decision a", "answer r", "later"]
    assert messenger.drawn == [("decision a", "Approved")]


@pytest.mark.parametrize(
    "failure", [DeliveryFailed("cant_update_message", permanent=True), DeliveryFailed("internal_error")]
)
def test_a_message_that_cannot_be_redrawn_does_not_hold_up_its_thread_for_ever(failure: DeliveryFailed) -> None:
    messenger = Choosy(undrawn=failure)
    world = a_world_with(messenger, an_opener("a"), ANSWERED, news("later", "a"))
    for minutes in range(10):
        deliver(world, NOW + minutes * MINUTE)
    assert messenger.keys == ["decision a", "answer r", "later"]
    assert waiting_of(world) == {}


@pytest.mark.parametrize("spec", [NIGHT, AT_EIGHT], ids=["quiet hours", "a digest"])
def test_what_waits_is_seen_above_at_once(spec: PeopleSpec) -> None:
    messenger = Choosy()
    world = a_world_with(messenger, an_opener("a"), ASKED)
    deliver(world, NOW)
    messenger.drawn.clear()
    world.ledger.outbox.queue(ANSWERED)
    assert [deliver(world, NOW + minutes * MINUTE, everybody(spec)) for minutes in range(3)] == [0, 0, 0]
    assert messenger.drawn == [("decision a", "Approved"), ("request r", "Ada approved v2")]
    assert deliver(world, MORNING, everybody(spec)) == 1
    assert waiting_of(world) == {}
