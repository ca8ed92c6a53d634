"""/driftwarden, typed through either door."""

import pytest

from domain.approvals import RequestState
from domain.decisions import Action
from tests.builders import MODEL, a_decision, a_promotion
from tests.gateway.builders import Workplace, with_request


@pytest.mark.parametrize("text", ["", "help", "HELP", "dance", "explain", "approve", "reject"])
def test_whatever_is_not_understood_is_answered_with_what_can_be_asked_for(place: Workplace, text: str) -> None:
    told = place.say("U07ADA", text)
    assert told.startswith("*What can be asked for*")
    for word in ("status", "explain", "silence", "approve", "reject"):
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


def test_a_silence_is_kept_with_its_reason(place: Workplace) -> None:
    place.ledger.decisions.record(a_decision())
    told = place.say("U07ADA", "silence flights 12h holiday traffic")
    assert told.startswith("flights is snoozed until 2013-04-09 12:00 UTC")
    (silence,) = place.ledger.silences.of(MODEL)
    assert silence.why == "holiday traffic"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("silence flights", "Say how long"),
        ("silence flights soon why", "'soon' is no duration"),
        ("silence flights 1d", "Say why as well"),
        ("silence flights 0h why", "has passed"),
        ("silence weather 1d why", "no model 'weather'"),
        ("reject abc", "Say why as well"),
        ("approve 0123abcd", "0123abcd"),
    ],
)
def test_what_lacks_something_is_refused_with_what_it_lacks(place: Workplace, text: str, told: str) -> None:
    place.ledger.decisions.record(a_decision(action=Action.ALERT))
    assert told in place.say("U07ADA", text)
    assert place.ledger.silences.of(MODEL) == ()


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
