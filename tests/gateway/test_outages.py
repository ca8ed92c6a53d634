"""The whole way from the outbox to a pressed button, with a Slack that has bad days."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from slack_sdk.http_retry import builtin_handlers

from adapters.notices import approval_asked
from adapters.slack.messenger import SlackMessenger, open_client
from domain.ports import Ledger, World
from flows.due.delivering import deliver
from tests.builders import a_candidate, a_decision, a_notice, a_verdict
from tests.flows.builders import a_world
from tests.gateway.builders import NOW, Workplace, with_request
from tests.local_slack import CHANNEL_ID, CHANNEL_NAME, TOKEN

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody sleeps."""
    slept: list[float] = []
    monkeypatch.setattr(builtin_handlers, "time", SimpleNamespace(sleep=slept.append))
    return slept


def _world(place: Workplace, *, channel: str = CHANNEL_ID) -> World:
    messenger = SlackMessenger(open_client(TOKEN, base_url=place.slack.base_url), channel, clock=place.clock)
    return replace(a_world(), ledger=cast(Ledger, place.in_use), messenger=messenger)


def _queued(place: Workplace) -> None:
    """An incident, and the question below it."""
    request = with_request(place.ledger)
    place.ledger.outbox.queue(a_notice(created_at=NOW))
    asked = approval_asked(request, a_verdict(), a_candidate(), thread=a_decision().id)
    place.ledger.outbox.queue(replace(asked, created_at=NOW))


def _rounds(place: Workplace, world: World, length: timedelta) -> None:
    """The reconciler comes by every minute."""
    for _ in range(length // MINUTE):
        place.clock.pass_by(MINUTE)
        deliver(world, place.clock())


def _keys(place: Workplace) -> list[str]:
    return [message["metadata"]["event_payload"]["key"] for message in place.slack.messages]


def test_a_question_is_delivered_answered_and_closed(place: Workplace) -> None:
    world = _world(place)
    _queued(place)
    deliver(world, place.clock())
    incident, question = place.slack.messages
    assert question["thread_ts"] == incident["ts"]
    assert "approve" in str(question["blocks"])
    place.press("U07ADA", question["ts"], "approve")
    _rounds(place, world, MINUTE)
    assert "'action_id': 'approve'" not in str(question["blocks"])
    assert "ada approved v2" in str(incident["blocks"])
    with pytest.raises(LookupError):
        place.slack.people.press("U07BOB", question["ts"], "approve")


def test_a_storm_of_429_delays_and_doubles_nothing(place: Workplace) -> None:
    world = _world(place)
    _queued(place)
    place.slack.limit_next(retry_after=30, times=8)
    _rounds(place, world, timedelta(hours=2))
    assert len(_keys(place)) == len(set(_keys(place))) == 2
    assert _keys(place)[0] == f"decision {a_decision().id}"
    assert place.ledger.outbox.undelivered() == ()


def test_an_outage_of_an_hour_loses_and_doubles_nothing(place: Workplace) -> None:
    world = _world(place)
    _queued(place)
    place.slack.is_down = True
    _rounds(place, world, timedelta(hours=1))
    assert place.slack.messages == []
    assert len(place.ledger.outbox.undelivered()) == 2
    place.slack.is_down = False
    _rounds(place, world, timedelta(hours=2))
    assert len(_keys(place)) == len(set(_keys(place))) == 2
    told = place.press("U07ADA", place.slack.messages[1]["ts"], "approve")
    assert told.startswith("This question expired on") or told.startswith("You approved")


def test_an_answer_during_an_outage_is_kept_and_told_afterwards(place: Workplace) -> None:
    world = _world(place)
    _queued(place)
    deliver(world, place.clock())
    place.press("U07ADA", place.slack.messages[1]["ts"], "approve")
    place.slack.is_down = True
    _rounds(place, world, timedelta(minutes=10))
    place.slack.is_down = False
    _rounds(place, world, timedelta(hours=2))
    assert len(_keys(place)) == len(set(_keys(place))) == 3
    assert place.ledger.outbox.undelivered() == ()


def test_a_renamed_channel_is_still_the_same_where_it_is_given_by_id(place: Workplace) -> None:
    world = _world(place)
    _queued(place)
    deliver(world, place.clock())
    place.slack.rename_channel("models-and-more")
    place.press("U07ADA", place.slack.messages[1]["ts"], "approve")
    _rounds(place, world, MINUTE)
    assert len(place.slack.messages) == 3
    assert "approved v2" in str(place.slack.messages[0]["blocks"])


def test_a_renamed_channel_that_was_given_by_name_is_named_with_the_remedy_and_loses_no_thread(
    place: Workplace,
) -> None:
    world = _world(place, channel=f"#{CHANNEL_NAME}")
    _queued(place)
    deliver(world, place.clock())
    place.slack.rename_channel("models-and-more")
    place.press("U07ADA", place.slack.messages[1]["ts"], "approve")
    _rounds(place, world, MINUTE)
    assert len(place.slack.messages) == 3
    place.ledger.outbox.queue(a_notice(key="another incident", thread="another", created_at=place.clock()))
    _rounds(place, world, MINUTE)
    (stuck,) = place.ledger.outbox.undelivered()
    assert "set DRIFTWARDEN_SLACK_CHANNEL to a channel's id" in str(stuck.last_failure)
