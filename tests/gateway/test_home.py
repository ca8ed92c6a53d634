"""The home tab, opened through either door."""

from datetime import timedelta

from tests.builders import MODEL, a_decision, a_promotion, a_silence
from tests.gateway.builders import NOW, Workplace, with_request


def test_opening_the_home_tab_shows_the_models_and_what_waits(place: Workplace) -> None:
    request = with_request(place.ledger, asked_of=("U07ADA",))
    place.ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None))
    assert place.slack.people.open_home("U07ADA").trouble is None
    assert place.slack.workspace.wait_for(lambda: "U07ADA" in place.slack.workspace.homes)
    shown = str(place.slack.workspace.homes["U07ADA"]["blocks"])
    assert "*flights*" in shown
    assert request.id[:8] in shown


def test_a_button_of_the_home_tab_is_answered_directly(place: Workplace) -> None:
    place.ledger.decisions.record(a_decision())
    place.slack.people.open_home("U07ADA")
    assert place.slack.workspace.wait_for(lambda: "U07ADA" in place.slack.workspace.homes)
    home = place.slack.workspace.homes["U07ADA"]
    assert place.slack.people.press_in_view("U07ADA", home, "explain").trouble is None
    assert place.slack.workspace.wait_for(lambda: place.slack.messages)
    (message,) = place.slack.messages
    assert message["channel_id"] == "DU07ADA"
    assert message["text"].startswith("*flights: retrain* (fired)")


def test_what_is_lifted_in_the_home_tab_is_seen_there_at_once(place: Workplace) -> None:
    place.ledger.decisions.record(a_decision())
    place.ledger.silences.record(a_silence(created_at=NOW, until=NOW + timedelta(days=3)))
    place.slack.people.open_home("U07ADA")
    assert place.slack.workspace.wait_for(lambda: "Snoozed" in str(place.slack.workspace.homes.get("U07ADA")))
    home = place.slack.workspace.homes["U07ADA"]
    place.clock.pass_by(timedelta(hours=1))
    assert place.slack.people.press_in_view("U07ADA", home, "lift").trouble is None
    assert place.slack.workspace.wait_for(lambda: place.slack.messages)
    assert place.slack.messages[0]["text"].startswith("Snoozed no longer: flights.")
    assert place.slack.workspace.wait_for(lambda: "Snoozed" not in str(place.slack.workspace.homes["U07ADA"]))
    assert len(place.ledger.silences.liftings(MODEL)) == 1
