"""The home tab, opened through either door."""

from datetime import timedelta
from typing import cast

import pytest

from domain.ports import Ledger
from tests.builders import MODEL, a_decision, a_promotion, a_silence
from tests.gateway.builders import NOW, Workplace, with_request
from tests.gateway.ledgers import Down
from tests.local_slack import CHANNEL_ID, GROUP_ID


def _opened(place: Workplace, user: str = "U07ADA") -> str:
    """What is on the home tab, as soon as there is one."""
    assert place.slack.people.open_home(user).trouble is None
    assert place.slack.workspace.wait_for(lambda: user in place.slack.workspace.homes)
    return str(place.slack.workspace.homes[user]["blocks"])


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


@pytest.mark.parametrize("asked_of", [(), ("U07ADA (Ada)",), ("U07CLEO", GROUP_ID), (f"{CHANNEL_ID} (#model-watch)",)])
def test_what_waits_for_anyone_for_this_person_or_for_a_group_or_channel_of_theirs_waits_for_them(
    place: Workplace, asked_of: tuple[str, ...]
) -> None:
    with_request(place.ledger, asked_of=asked_of)
    assert "Waiting for you" in _opened(place)


@pytest.mark.parametrize("owner", ["U07ADA (Ada)", GROUP_ID])
def test_what_is_owned_by_this_person_or_by_a_group_of_theirs_is_theirs(place: Workplace, owner: str) -> None:
    for model in ("airlines", MODEL):
        place.ledger.decisions.record(a_decision(model=model))
    place.owners[MODEL] = owner
    ada, dan = _opened(place), _opened(place, "U07DAN")
    assert "Your models" in ada
    assert ada.index(f"*{MODEL}*") < ada.index("The other models") < ada.index("*airlines*")
    assert "Your models" not in dan
    assert "All models" in dan


def test_what_waits_for_others_does_not_wait_for_this_person(place: Workplace) -> None:
    with_request(place.ledger, asked_of=("U07BOB", GROUP_ID))
    shown = _opened(place, "U07DAN")
    assert "Waits for an answer" in shown
    assert "Waiting for you" not in shown


def test_a_group_that_slack_does_not_tell_of_is_named_below_the_models(place: Workplace) -> None:
    place.clock.pass_by(timedelta(hours=3))
    with_request(place.ledger, asked_of=(GROUP_ID,), expires_at=NOW + timedelta(days=1))
    place.slack.missing_scopes.add("usergroups:read")
    shown = _opened(place)
    assert "Waiting for you" not in shown
    assert f"More may wait for you, or be yours: Slack did not say who is in {GROUP_ID} (missing_scope" in shown


def test_a_muted_signal_is_no_snoozed_model(place: Workplace) -> None:
    place.ledger.decisions.record(a_decision())
    place.ledger.silences.record(a_silence(signal="mae", created_at=NOW, until=NOW + timedelta(days=3)))
    shown = _opened(place)
    assert "1 signal snoozed" in shown
    assert "Snoozed" not in shown


def test_when_the_ledger_is_away_the_tab_says_so_and_so_does_the_log(
    place: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    place.in_use.current = cast(Ledger, Down(place.ledger))
    assert "cannot be shown now: ledger: connection refused. Open this tab again" in _opened(place)
    assert "no home tab for U07ADA: ledger: connection refused" in caplog.text


def test_what_goes_wrong_inside_is_said_on_the_tab_and_logged(
    place: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    place.in_use.current = cast(Ledger, object())
    assert "cannot be shown now: something went wrong inside Driftwarden" in _opened(place)
    assert "AttributeError" in caplog.text


def test_a_tab_that_slack_does_not_take_says_so(place: Workplace, caplog: pytest.LogCaptureFixture) -> None:
    place.ledger.decisions.record(a_decision())
    place.slack.limit_next(retry_after=600)
    assert "cannot be shown now: Slack did not take it (ratelimited). Open this tab again" in _opened(place)
    assert "Slack did not show a view: ratelimited" in caplog.text
