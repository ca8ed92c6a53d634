"""The same fault of many models is one message; what follows goes below it with the model named."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from domain.errors import DeliveryFailed
from domain.notices import Notice, Severity
from flows.due.delivering import deliver
from flows.people_spec import PeopleSpec
from tests.flows.due.mail import MINUTE, NIGHT, NOW, Choosy, a_world_with, an_opener, everybody, news

FAULT = "missing_share dep_delay"


def alike(count: int, **fields: object) -> list[Notice]:
    """The first message of an incident of each of so many models, all of one upstream column."""
    return [
        an_opener(f"i{n}", **{"model": f"m{n}", "title": f"m{n}: dep_delay is missing", "group": FAULT, **fields})
        for n in range(count)
    ]


def the_root(messenger: Choosy) -> str:
    return next(key for key in messenger.keys if key.startswith("group "))


def the_group(messenger: Choosy) -> str:
    (key,) = [key for key in messenger.keys if key.startswith("group ")]
    return key


def test_forty_models_that_miss_a_column_are_one_message_which_names_ten() -> None:
    messenger = Choosy()
    notices = alike(40)
    notices[33] = replace(notices[33], severity=Severity.CRITICAL)
    world = a_world_with(messenger, *notices)
    assert [deliver(world, NOW) for _ in range(2)] == [40, 0]
    said = messenger.posts[the_group(messenger)]
    assert "40 models" in said.title
    assert said.severity is Severity.CRITICAL
    told = "\n".join((*said.paragraphs, *said.asides))
    names = re.findall(r"\bm\d+\b", told)
    assert (names[0], len(set(names))) == ("m33", 10)
    assert "30 more" in told
    assert "driftwarden explain" in told
    assert world.ledger.outbox.undelivered() == ()


@pytest.mark.parametrize(
    "notices",
    [
        alike(2),
        [replace(each, model="m0") for each in alike(4)],
        [replace(each, group=None) for each in alike(4)],
        [replace(each, group=f"{FAULT} {n}") for n, each in enumerate(alike(4))],
        [replace(each, channel=f"#c{n % 2}") for n, each in enumerate(alike(4))],
    ],
    ids=["two models", "one model", "no group", "other faults", "two in each channel"],
)
def test_what_is_not_alike_in_three_models_is_told_by_itself(notices: list[Notice]) -> None:
    messenger = Choosy()
    deliver(a_world_with(messenger, *notices), NOW)
    assert messenger.keys == [notice.key for notice in notices]


def test_what_follows_goes_below_the_group_and_never_before_it() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, *alike(3), news("verdict v", "i1", model="m1"), news("verdict w", "i9", model="m9"))
    deliver(world, NOW)
    above = f"receipt of {the_group(messenger)}"
    assert messenger.said == [(the_group(messenger), None), ("verdict v", above), ("verdict w", None)]


def test_a_group_that_is_not_taken_holds_up_what_follows_it_and_what_is_critical_comes_all_the_same() -> None:
    messenger = Choosy(for_several=DeliveryFailed("not now"))
    world = a_world_with(messenger, *alike(3), news("verdict v", "i1", model="m1"))
    deliver(world, NOW)
    assert messenger.keys == []
    world.ledger.outbox.queue(news("loud", "i2", model="m2", severity=Severity.CRITICAL))
    deliver(world, NOW + MINUTE / 4)
    assert messenger.keys == ["loud"]
    messenger.for_several = None
    deliver(world, NOW + 2 * MINUTE)
    assert messenger.keys == ["loud", the_group(messenger), "verdict v"]


def test_a_group_that_can_never_be_taken_falls_apart_into_its_messages_and_says_nothing_twice() -> None:
    messenger = Choosy(for_several=DeliveryFailed("msg_too_long", permanent=True))
    world = a_world_with(messenger, *alike(3))
    for minutes in range(60):
        deliver(world, NOW + minutes * MINUTE)
    apart = [notice.key for notice in alike(3)]
    assert messenger.keys == apart
    messenger.for_several = None
    (dead,) = world.ledger.outbox.undelivered()
    assert world.ledger.outbox.revive(dead.notice.key)
    deliver(world, NOW + 61 * MINUTE)
    assert messenger.keys == apart
    assert world.ledger.outbox.undelivered() == ()


def test_a_group_says_how_many_are_over_and_is_over_with_the_last() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, *alike(3))
    deliver(world, NOW)
    for n in range(3):
        calm = news(f"calm {n}", f"i{n}", model=f"m{n}", status="Calm again", resolves=True, closes=f"decision i{n}")
        world.ledger.outbox.queue(calm)
        deliver(world, NOW + MINUTE)
        assert messenger.drawn[-1] == (the_group(messenger), f"{n + 1} of 3 are over by now")
    assert messenger.over == {the_group(messenger)}
    assert len(messenger.drawn) == 3


def test_what_is_alike_and_comes_within_the_hour_goes_below_the_message_which_says_so() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, *alike(3))
    deliver(world, NOW)
    for n in (3, 4):
        world.ledger.outbox.queue(replace(alike(5)[n], created_at=NOW))
    deliver(world, NOW + MINUTE)
    late, above = messenger.said[-1]
    assert above == f"receipt of {the_root(messenger)}"
    assert messenger.posts[late].title.startswith("2 more models: ")
    assert messenger.drawn == [(the_root(messenger), "2 more since, told below; 0 of 5 are over by now")]
    world.ledger.outbox.queue(news("verdict v", "i4", model="m4", status="In training", resolves=True))
    deliver(world, NOW + MINUTE)
    assert messenger.said[-1] == ("verdict v", above)
    assert messenger.drawn[-1] == (the_root(messenger), "2 more since, told below; 1 of 5 are over by now")


@pytest.mark.parametrize(
    ("minutes", "fields"),
    [(1, {"severity": Severity.CRITICAL}), (1, {"channel": "#other"}), (1, {"group": "drift x"}), (61, {})],
    ids=["critical", "another channel", "another fault", "an hour later"],
)
def test_what_has_to_be_seen_does_not_go_below_an_earlier_message(minutes: int, fields: dict[str, object]) -> None:
    messenger = Choosy()
    world = a_world_with(messenger, *alike(3))
    deliver(world, NOW)
    world.ledger.outbox.queue(alike(4, **fields)[3])
    deliver(world, NOW + minutes * MINUTE)
    assert messenger.said[-1] == ("decision i3", None)


def test_a_status_of_one_model_does_not_overwrite_the_message_for_several() -> None:
    messenger = Choosy()
    world = a_world_with(messenger, *alike(3))
    deliver(world, NOW)
    world.ledger.outbox.queue(news("order o", "i1", model="m1", status="In training"))
    deliver(world, NOW + MINUTE)
    assert messenger.keys[-1] == "order o"
    assert messenger.drawn == []


def test_a_group_goes_to_the_channel_of_its_models_and_those_that_sleep_are_told_in_the_morning() -> None:
    messenger = Choosy()
    people = everybody(PeopleSpec(channel="#flights"), *(f"m{n}" for n in range(4))) | {"m4": NIGHT}
    deliver(a_world_with(messenger, *alike(5)), NOW, people)
    said = messenger.posts[the_group(messenger)]
    assert said.channel == "#flights"
    assert said.gathers == tuple(f"decision i{n}" for n in range(4))
