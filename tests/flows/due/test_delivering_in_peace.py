"""Quiet hours and the digest: what is critical comes at once, the rest when people want it, and all of it comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import DeliveryFailed
from domain.notices import Severity
from flows.due.delivering import deliver
from flows.people_spec import PeopleSpec
from tests.builders import MODEL, a_notice
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

SEVEN = NOW + 7 * HOUR
DAY = timedelta(days=1)
DIGEST = "digest 2013-04-08 08:00 UTC"


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.INFO])
def test_at_night_it_waits_for_the_morning_which_is_no_failure(severity: Severity) -> None:
    messenger = Choosy()
    world = a_world_with(messenger, an_opener("a", severity=severity))
    assert deliver(world, NOW, everybody(NIGHT)) == 0
    (waiting,) = world.ledger.outbox.undelivered()
    assert (waiting.failures, waiting.retry_at) == (0, SEVEN)
    assert [deliver(world, at, everybody(NIGHT)) for at in (SEVEN - MINUTE, SEVEN)] == [0, 1]


def test_what_is_critical_comes_at_night_together_with_what_waits_in_its_thread() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, an_opener("a"), an_opener("b"))
    deliver(world, NOW, everybody(NIGHT))
    world.ledger.outbox.queue(a_notice(key="loud", thread="b", severity=Severity.CRITICAL))
    assert deliver(world, NOW + MINUTE, everybody(NIGHT)) == 2
    assert messenger.said == [("decision b", None), ("loud", "receipt of decision b")]


def test_quiet_hours_that_are_taken_out_of_the_file_hold_nothing_any_more() -> None:
    world = a_world_with(Choosy(), an_opener("a"))
    assert [deliver(world, NOW, everybody(NIGHT)), deliver(world, NOW + MINUTE)] == [0, 1]


def test_of_other_models_nothing_waits() -> None:
    messenger = Choosy()
    deliver(a_world_with(messenger, an_opener("a"), an_opener("b", model="another")), NOW, everybody(NIGHT))
    assert messenger.keys == ["decision b"]


def test_quiet_hours_are_of_their_time_zone() -> None:
    people = PeopleSpec.model_validate({"quiet_hours": {"from": "22:00", "to": "07:00", "timezone": "Europe/Berlin"}})
    world = a_world_with(Choosy(), an_opener("a"))
    deliver(world, NOW, everybody(people))
    assert waiting_of(world) == {"decision a": NOW + 5 * HOUR}


def test_news_of_all_models_comes_as_one_message_a_day() -> None:
    messenger = Choosy()
    notices = [news(f"n{n}", f"t{n}", model=f"m{n % 3}") for n in range(9)]
    world, people = a_world_with(messenger, *notices), everybody(AT_EIGHT, "m0", "m1", "m2")
    arrived = [deliver(world, NOW + minutes * MINUTE, people) for minutes in range(0, 24 * 60, 30)]
    assert [count for count in arrived if count] == [9]
    assert messenger.keys == [DIGEST]
    digest = messenger.posts[DIGEST]
    assert digest.severity is Severity.INFO
    told = "\n".join((digest.title, *digest.paragraphs))
    assert all(model in told for model in ("m0", "m1", "m2"))


def test_news_that_comes_after_the_digest_waits_for_the_next_one() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, news("n1", "a"))
    deliver(world, MORNING, everybody(AT_EIGHT))
    world.ledger.outbox.queue(news("n2", "b", created_at=MORNING + MINUTE))
    # Queued late, though it had happened before.
    world.ledger.outbox.queue(news("n3", "c", created_at=MORNING - MINUTE))
    assert [deliver(world, MORNING + hours * HOUR, everybody(AT_EIGHT)) for hours in (1, 2, 23, 24)] == [0, 0, 0, 2]
    assert messenger.keys == [DIGEST, "digest 2013-04-09 08:00 UTC"]


def test_a_warning_waits_for_no_digest_and_takes_along_what_waits_before_it() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, news("n1", "a"), news("n2", "b"))
    deliver(world, NOW, everybody(AT_EIGHT))
    world.ledger.outbox.queue(a_notice(key="request r", thread="a"))
    assert deliver(world, NOW + MINUTE, everybody(AT_EIGHT)) == 2
    assert messenger.keys == ["n1", "request r"]


def test_what_follows_news_of_the_digest_comes_below_the_digest() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, an_opener("a", severity=Severity.INFO))
    deliver(world, MORNING, everybody(AT_EIGHT))
    world.ledger.outbox.queue(a_notice(key="request r", thread="a", title=f"{MODEL}: may v2 replace v1?"))
    deliver(world, MORNING + HOUR, everybody(AT_EIGHT))
    assert messenger.said == [(DIGEST, None), ("request r", f"receipt of {DIGEST}")]


def test_each_channel_and_each_time_of_day_has_a_digest_of_its_own() -> None:
    messenger = Choosy()
    people = {
        "m0": AT_EIGHT,
        "m1": AT_EIGHT.model_copy(update={"channel": "#one"}),
        "m2": PeopleSpec.model_validate({"digest": {"at": "09:00", "timezone": "Europe/Berlin"}}),
    }
    world = a_world_with(messenger, *(news(f"n{n}", f"t{n}", model=f"m{n}") for n in range(3)))
    assert [deliver(world, at, people) for at in (NOW + 7 * HOUR, MORNING)] == [1, 2]
    assert sorted(messenger.keys) == [
        "digest 2013-04-08 08:00 UTC",
        f"{DIGEST} #one",
        "digest 2013-04-08 09:00 Europe/Berlin",
    ]


def test_a_digest_waits_for_the_end_of_quiet_hours() -> None:
    late = PeopleSpec.model_validate({"quiet_hours": {"from": "22:00", "to": "10:00"}, "digest": {"at": "08:00"}})
    world = a_world_with(Choosy(), news("n1", "a"))
    deliver(world, NOW, everybody(late))
    arrived = [deliver(world, MORNING + minutes * MINUTE, everybody(late)) for minutes in (0, 60, 120)]
    assert arrived == [0, 0, 1]


def test_news_whose_digest_can_never_be_taken_comes_by_itself() -> None:
    messenger = Choosy(for_several=DeliveryFailed("msg_too_long", permanent=True))
    world = a_world_with(messenger, news("n1", "a"), news("n2", "b"))
    deliver(world, NOW, everybody(AT_EIGHT))
    for minutes in range(60):
        deliver(world, MORNING + minutes * MINUTE, everybody(AT_EIGHT))
    assert messenger.keys == ["n1", "n2"]
    assert [each.notice.key for each in world.ledger.outbox.undelivered()] == [DIGEST]


@pytest.mark.parametrize(
    ("moment", "strikes"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 6, 1, 0, 30, tzinfo=UTC), datetime(2026, 6, 1, 0, 30, tzinfo=UTC)),
    ],
    ids=["the hour that is skipped", "the hour that comes twice", "the very moment"],
)
def test_a_digest_strikes_once_a_day_whatever_the_clocks_do(moment: datetime, strikes: datetime) -> None:
    spec = PeopleSpec.model_validate({"digest": {"at": "02:30", "timezone": "Europe/Berlin"}}).digest
    assert spec is not None
    assert spec.next_after(moment) == strikes
