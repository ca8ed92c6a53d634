"""Snooze, retrain now, roll back, explain: what people ask for of their own accord, through either door."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.lifting import muted_now
from adapters.notices.pressed import explain_button, retrain_button, roll_back_button, snooze_button
from domain.decisions import Action, Reason
from domain.notices import Press
from flows.due.delivering import deliver
from tests.builders import MODEL, a_decision, a_notice, a_promotion
from tests.flows.builders import a_world
from tests.gateway.builders import NOW, Workplace
from tests.outboxes import on_its_way

NOTHING_DONE = a_decision(action=Action.ALERT)


@pytest.fixture
def ts(place: Workplace) -> str:
    """An alert about a model with a champion on probation, with every button below it."""
    place.ledger.decisions.record(NOTHING_DONE)
    place.ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None))
    place.ledger.promotions.record(a_promotion())
    id_ = NOTHING_DONE.id
    buttons = (
        snooze_button(MODEL, decision=id_),
        retrain_button(MODEL, decision=id_),
        roll_back_button(MODEL, to="v1", decision=id_),
        explain_button(MODEL, decision=id_),
    )
    return place.post(a_notice(buttons=buttons))


def test_a_roll_back_means_the_version_that_its_button_was_made_for(place: Workplace, ts: str) -> None:
    assert ts
    place.ledger.promotions.record(a_promotion(from_version="v2", to_version="v3", promoted_at=NOW))
    below_v2, below_v3 = (
        place.post(a_notice(key=version, buttons=(roll_back_button(MODEL, to="v1", version=version),)))
        for version in ("v2", "v3")
    )
    assert place.press("U07ADA", below_v2, "roll_back").startswith("v2 is not in force any more, v3 is")
    assert not [each for each in place.ledger.decisions.of(MODEL) if each.asked]
    assert place.press("U07ADA", below_v3, "roll_back").startswith("You asked for a roll-back of flights")


@pytest.mark.parametrize(
    ("lasting", "until"),
    [("1h", "2013-04-09 01:00 UTC"), ("1d", "2013-04-10 00:00 UTC"), ("1w", "2013-04-16 00:00 UTC")],
)
def test_a_snooze_is_a_silence_that_everybody_is_told_of(place: Workplace, ts: str, lasting: str, until: str) -> None:
    told = place.press("U07ADA", ts, "snooze", value=f"{NOTHING_DONE.id}|{lasting}|{MODEL}")
    assert told == f"flights is snoozed until {until}: it is measured, and no policy acts on it."
    (silence,) = place.ledger.silences.of(MODEL)
    assert (silence.by, silence.account, silence.door, silence.signal) == ("U07ADA (ada)", "U07ADA", "slack", None)
    (notice,) = on_its_way(place.ledger)
    assert (notice.thread, notice.status) == (NOTHING_DONE.id, f"Snoozed until {until} by U07ADA (ada)")


def test_a_silence_is_lifted_below_the_message_that_told_of_it_which_then_says_so(place: Workplace, ts: str) -> None:
    world = replace(a_world(), ledger=place.ledger, messenger=place.messenger)
    place.ledger.outbox.queue(a_notice(key=f"decision {NOTHING_DONE.id}", thread=NOTHING_DONE.id))
    place.press("U07ADA", ts, "snooze", value=f"{NOTHING_DONE.id}|1w|{MODEL}")
    deliver(world, place.clock())
    _, told_of = place.slack.messages
    place.clock.pass_by(timedelta(hours=1))

    said = place.press("U07BOB", told_of["ts"], "lift")

    assert said == "Snoozed no longer: flights. Policies act on it again from the next window on."
    assert muted_now(place.ledger, MODEL, at=place.clock()) == ()
    (lifting,) = place.ledger.silences.liftings(MODEL)
    assert (lifting.by, lifting.account, lifting.lifted_at) == ("U07BOB (bob)", "U07BOB", place.clock())
    assert lifting.door == "slack"
    deliver(world, place.clock())
    first, told_of, news = place.slack.messages
    assert news["thread_ts"] == told_of["thread_ts"] == first["ts"]
    assert "Snoozed no longer, lifted by" in str(first["blocks"])
    assert "'lift'" not in str(told_of["blocks"])


@pytest.mark.parametrize(
    ("press", "action", "wanted"),
    [(Press.RETRAIN, Action.RETRAIN, "a retraining"), (Press.ROLL_BACK, Action.ROLL_BACK, "a roll-back")],
)
def test_a_wish_is_a_decision_that_a_person_took(
    place: Workplace, ts: str, press: Press, action: Action, wanted: str
) -> None:
    told = place.press("U07ADA", ts, press)
    assert told == f"You asked for {wanted} of flights. Everybody is told in the channel."
    (wish,) = (decision for decision in place.ledger.decisions.of(MODEL) if decision.asked)
    assert (wish.action, wish.reason) == (action, Reason.ASKED)
    assert wish.asked is not None
    assert (wish.asked.by, wish.asked.door, wish.asked.account) == ("U07ADA (ada)", "slack", "U07ADA")
    keys = {notice.key for notice in on_its_way(place.ledger)}
    assert f"decision {wish.id}" in keys


def test_the_same_wish_twice_is_one(place: Workplace, ts: str) -> None:
    place.press("U07ADA", ts, "retrain")
    again = place.press("U07ADA", ts, "retrain")
    assert again.startswith("You asked for a retraining of flights before; nothing more was set in motion.")
    assert sum(decision.asked is not None for decision in place.ledger.decisions.of(MODEL)) == 1


def test_what_another_asked_for_already_is_refused_with_their_name(place: Workplace, ts: str) -> None:
    place.press("U07ADA", ts, "retrain")
    told = place.press("U07BOB", ts, "retrain")
    assert "U07ADA (ada) asked for" in told
    assert told.endswith("Nothing was changed.")


def test_a_wish_about_a_model_that_nobody_knows_is_refused(place: Workplace, ts: str) -> None:
    message = place.slack.workspace.message(ts)
    assert message is not None
    unknown = {"type": "button", "action_id": "retrain", "block_id": "b", "value": "||weather"}
    place.slack.people.send_press("U07ADA", message, unknown)
    assert "no model 'weather'" in place.told("U07ADA")[-1]


def test_explaining_tells_only_the_one_who_asks(place: Workplace, ts: str) -> None:
    told = place.press("U07BOB", ts, "explain")
    assert told.startswith("*flights: alert* (fired)\nmae 12.5 is above 10")
    assert len(place.slack.messages) == 1
    assert place.slack.whispered_to("U07ADA") == []


def test_explaining_a_decision_that_is_gone_says_so(place: Workplace, ts: str) -> None:
    message = place.slack.workspace.message(ts)
    assert message is not None
    gone = {"type": "button", "action_id": "explain", "block_id": "b", "value": "0123456789abcdef||flights"}
    place.slack.people.send_press("U07BOB", message, gone)
    assert "0123456789abcdef" in place.told("U07BOB")[-1]
