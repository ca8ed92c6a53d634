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


LATE = a_notice(key="decision b", thread="a", title="Late data", status="Retraining after all", closes="decision a")


def test_an_amendment_and_all_that_follows_from_it_stay_in_the_thread_of_the_decision_it_amends() -> None:
    messenger = Choosy()
    tried, ended = news("verdict v", "b", status="Tried"), news("end", "b", status="v2 kept its promise", resolves=True)
    world = a_world_with(messenger, an_opener("a"), LATE, tried, ended)
    assert deliver(world, NOW) == 4
    root = "receipt of decision a"
    assert messenger.said == [("decision a", None), ("decision b", root), ("verdict v", root), ("end", root)]
    assert messenger.drawn == [
        ("decision a", "Retraining after all"),
        ("decision a", "Tried"),
        ("decision b", "Tried"),
        ("decision a", "v2 kept its promise"),
        ("decision b", "v2 kept its promise"),
    ]
    assert messenger.over == messenger.without_buttons == {"decision a", "decision b"}


def test_an_incident_that_goes_on_after_late_data_is_not_over_and_its_old_buttons_are_gone() -> None:
    messenger = Choosy()
    deliver(a_world_with(messenger, an_opener("a"), LATE, news("verdict v", "b", status="Tried")), NOW)
    assert (messenger.over, messenger.without_buttons) == (set(), {"decision a"})
    assert messenger.drawn[-1] == ("decision b", "Tried")


def test_what_follows_from_an_amendment_waits_for_it() -> None:
    messenger = Choosy(refused={"decision b": DeliveryFailed("not now")})
    world = a_world_with(messenger, an_opener("a"), LATE, news("verdict v", "b", status="Tried"))
    for seconds in range(2):
        deliver(world, NOW + seconds * MINUTE / 60)
    assert messenger.keys == ["decision a"]
    messenger.refused.clear()
    assert deliver(world, NOW + HOUR) == 2
    assert messenger.keys == ["decision a", "decision b", "verdict v"]


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


def test_an_outage_uses_up_none_of_the_tries_of_a_redrawing_that_is_refused_after_it() -> None:
    messenger = Choosy(undrawn=DeliveryFailed("away", outage=True))
    world = a_world_with(messenger, an_opener("a"), ANSWERED)
    for minutes in range(60):
        deliver(world, NOW + minutes * MINUTE)
    messenger.undrawn = DeliveryFailed("internal_error")
    deliver(world, NOW + HOUR + 5 * MINUTE)
    (left,) = world.ledger.outbox.undelivered()
    assert (left.notice.key, left.failures, left.is_outage) == ("answer r", 1, False)


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
