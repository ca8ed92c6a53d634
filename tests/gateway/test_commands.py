"""/driftwarden, typed through either door."""

from datetime import timedelta

import pytest

from domain.approvals import RequestState
from domain.decisions import Action
from tests.builders import MODEL, a_decision, a_promotion, a_silence
from tests.gateway.builders import NOW, Workplace, with_request


@pytest.mark.parametrize("text", ["", "help", "HELP", "dance", "explain", "approve", "reject", "retrain", "rollback"])
def test_whatever_is_not_understood_is_answered_with_what_can_be_asked_for(place: Workplace, text: str) -> None:
    told = place.say("U07ADA", text)
    assert told.startswith("*What can be asked for*")
    for word in ("status", "explain", "silence", "retrain", "rollback", "approve", "reject"):
        assert f"`/driftwarden {word}" in told


def test_status_tells_how_every_model_stands(place: Workplace) -> None:
    request = with_request(place.ledger)
    place.ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None))
    told = place.say("U07ADA", "status")
    assert "*flights*" in told
    assert request.id[:8] in told


def test_status_without_models_says_so(place: Workplace) -> None:
    assert place.say("U07ADA", "status") == "Nothing is watched yet."


def test_explain_takes_the_beginning_of_a_decision(place: Workplace) -> None:
    place.ledger.decisions.record(a_decision())
    assert place.say("U07ADA", f"explain {a_decision().id[:8]}").startswith("*flights: retrain* (fired)")


def test_explain_of_nothing_that_there_is_says_so(place: Workplace) -> None:
    assert "nonsense" in place.say("U07ADA", "explain nonsense")


def test_explain_of_a_model_without_decisions_says_that_there_are_none_yet(place: Workplace) -> None:
    place.ledger.promotions.record(a_promotion())
    assert f"{MODEL}: nothing was decided yet" in place.say("U07ADA", f"explain {MODEL}")


def test_a_silence_is_kept_with_its_reason(place: Workplace) -> None:
    place.ledger.decisions.record(a_decision())
    told = place.say("U07ADA", "silence flights 12h holiday traffic")
    assert told.startswith("flights is snoozed until 2013-04-09 12:00 UTC")
    (silence,) = place.ledger.silences.of(MODEL)
    assert silence.why == "holiday traffic"


def test_a_silence_is_lifted_by_typing_off_and_says_what_is_acted_on_again(place: Workplace) -> None:
    place.ledger.decisions.record(a_decision())
    for signal in (None, "mae", "rmse"):
        place.ledger.silences.record(a_silence(signal=signal, created_at=NOW, until=NOW + timedelta(days=3)))
    stays = "The whole model stays snoozed until 2013-04-12 00:00 UTC, by ada."
    assert place.say("U07ADA", "silence flights off mae mended") == f"Snoozed no longer: mae of flights. {stays}"
    told = place.say("U07BOB", "silence flights OFF")
    assert told.startswith("Snoozed no longer: flights, rmse of flights. Policies act on them again from the next")
    lifted = [(each.by, each.why, each.door) for each in place.ledger.silences.liftings(MODEL)]
    assert lifted == [("U07ADA (ada)", "mended", "slack"), *([("U07BOB (bob)", None, "slack")] * 2)]
    place.clock.pass_by(timedelta(hours=1))
    assert place.say("U07BOB", "silence flights off") == "flights: nothing of it is muted. Nothing was changed."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("silence weather off", "no model 'weather'"),
        ("silence flights off mae", "flights: nothing of it is muted"),
        ("silence flights", "Say how long"),
        ("silence flights soon why", "'soon' is no duration"),
        ("silence flights 1d", "Say why as well"),
        ("silence flights 0h why", "has passed"),
        ("silence weather 1d why", "no model 'weather'"),
        ("reject abc", "Say why as well"),
        ("approve 0123abcd", "0123abcd"),
        ("rollback flights", "Say why as well"),
        ("rollback weather worse", "no model 'weather'"),
        ("retrain weather", "no model 'weather'"),
    ],
)
def test_what_lacks_something_is_refused_with_what_it_lacks(place: Workplace, text: str, told: str) -> None:
    place.ledger.decisions.record(a_decision(action=Action.ALERT))
    assert told in place.say("U07ADA", text)
    assert place.ledger.silences.of(MODEL) == ()


@pytest.mark.parametrize(
    ("text", "action", "why", "told"),
    [
        ("retrain flights", Action.RETRAIN, None, "You asked for a retraining of flights"),
        ("retrain flights new fares", Action.RETRAIN, "new fares", "You asked for a retraining of flights"),
        ("rollback flights it is worse", Action.ROLL_BACK, "it is worse", "You asked for a roll-back of flights"),
    ],
)
def test_a_wish_is_typed_as_it_is_pressed(
    place: Workplace, text: str, action: Action, why: str | None, told: str
) -> None:
    place.ledger.decisions.record(a_decision(action=Action.ALERT))
    place.ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None))
    place.ledger.promotions.record(a_promotion())
    assert place.say("U07ADA", text).startswith(told)
    (wished,) = (each for each in place.ledger.decisions.of(MODEL) if each.asked)
    assert wished.asked is not None
    assert (wished.action, wished.asked.by, wished.asked.why) == (action, "U07ADA (ada)", why)


def test_a_request_is_approved_by_the_beginning_of_its_id(place: Workplace) -> None:
    request = with_request(place.ledger)
    assert place.say("U07ADA", f"approve {request.id[:8]} looks good").startswith("You approved flights v2.")
    kept = place.ledger.requests.answer_to(request.id)
    assert kept is not None
    assert (kept.by, kept.why) == ("U07ADA (ada)", "looks good")


def test_a_request_is_rejected_with_a_reason(place: Workplace) -> None:
    request = with_request(place.ledger)
    assert place.say("U07ADA", f"reject {request.id} too few rows").startswith("You rejected flights v2.")
    assert place.ledger.requests.state(request.id) is RequestState.REJECTED


def test_who_was_not_asked_cannot_approve_by_typing(place: Workplace) -> None:
    request = with_request(place.ledger, asked_of=("U07BOB",))
    assert place.say("U07ADA", f"approve {request.id}").startswith("Only <@U07BOB> may answer")
    assert place.ledger.requests.answers(request.id) == ()


def test_a_text_that_looks_like_a_mention_mentions_nobody(place: Workplace) -> None:
    assert "<!channel>" not in place.say("U07ADA", "explain <!channel>")
