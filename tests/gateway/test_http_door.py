"""The HTTP door: who gets in, and that nobody waits for the work."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from adapters.memory import MemoryLedger
from adapters.notices.pressed import retrain_button
from adapters.slack.naming import mention
from adapters.storage import open_ledger
from domain.approvals import RequestState
from domain.decisions import Action
from domain.training import RunState
from gateway.signatures import Signatures
from tests.builders import MODEL, a_decision, a_notice, a_promotion, a_run, an_order
from tests.gateway.builders import NOW, Workplace, a_workplace, an_app, fetch, signed, with_request
from tests.local_slack import SIGNING_SECRET
from tests.outboxes import on_its_way

CLICK = urlencode({"payload": "{}"}).encode()
SOUND = signed(CLICK)


@pytest.fixture(scope="module")
def building() -> Iterator[Workplace]:
    with a_workplace(door="http") as place:
        yield place


@pytest.fixture
def place(building: Workplace) -> Workplace:
    building.begin(MemoryLedger())
    return building


def _send(place: Workplace, body: bytes, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(str(place.slack.request_url), content=body, headers=headers, trust_env=False)


@pytest.mark.parametrize(
    "headers",
    [
        signed(CLICK, secret="another secret"),
        signed(b"another body"),
        signed(CLICK, at=NOW - timedelta(seconds=301)),
        signed(CLICK, at=NOW + timedelta(seconds=301)),
        {},
        SOUND | {"X-Slack-Signature": ""},
        SOUND | {"X-Slack-Request-Timestamp": "yesterday"},
        {name: value for name, value in SOUND.items() if name != "X-Slack-Signature"},
        {name: value for name, value in SOUND.items() if name != "X-Slack-Request-Timestamp"},
    ],
    ids=[
        "wrong secret",
        "tampered body",
        "too old",
        "too new",
        "no headers",
        "empty signature",
        "timestamp is no number",
        "no signature",
        "no timestamp",
    ],
)
def test_what_slack_did_not_sign_is_turned_away(place: Workplace, headers: dict[str, str]) -> None:
    assert _send(place, CLICK, headers).status_code == 401


def test_a_click_signed_with_another_secret_changes_nothing_and_the_person_sees_an_error(place: Workplace) -> None:
    request = with_request(place.ledger)
    ts = place.ask(request)
    place.slack.http_door.signing_secret = "another secret"
    try:
        assert place.slack.people.press("U07ADA", ts, "approve").trouble == "http_401"
    finally:
        place.slack.http_door.signing_secret = SIGNING_SECRET
    assert place.ledger.requests.state(request.id) is RequestState.PENDING
    assert place.told("U07ADA") == ["The app answered with an error (http_401)."]


def test_a_body_that_is_no_utf8_is_turned_away(place: Workplace) -> None:
    assert _send(place, b"payload=\xff", SOUND).status_code == 401


def test_a_flood_is_turned_away_unread(place: Workplace) -> None:
    assert _send(place, b"x" * 1_000_001, SOUND).status_code == 413


@pytest.mark.parametrize("body", [b"", b"payload=", b"payload=%7B%7D", b"other=1", b"payload=not+json"])
def test_what_is_signed_but_no_gesture_gets_no_further(place: Workplace, body: bytes) -> None:
    assert _send(place, body, signed(body)).status_code in {404, 500}


@pytest.mark.parametrize("off", [-299, 299])
def test_a_clock_that_is_just_under_five_minutes_off_is_let_in(place: Workplace, off: int) -> None:
    request = with_request(place.ledger)
    ts = place.ask(request)
    place.press("U07ADA", ts, "approve")
    body, _ = place.slack.http_door.sent[-1]
    assert _send(place, body, signed(body, at=NOW + timedelta(seconds=off))).status_code == 200
    # What is still under way at the end of a test would be told in the next one.
    assert len(place.told("U07ADA", count=2)) == 2


def test_a_replayed_request_is_taken_once(place: Workplace) -> None:
    request = with_request(place.ledger)
    place.press("U07ADA", place.ask(request), "approve")
    body, headers = place.slack.http_door.sent[-1]
    assert place.slack.http_door.send(body, headers).trouble is None
    assert place.told("U07ADA", count=2)[1].startswith("You already approved")
    assert len(place.ledger.requests.answers(request.id)) == 1
    assert len(on_its_way(place.ledger)) == 1


@pytest.mark.parametrize("text", ["silence flights 1d holiday", "silence flights 1w"])
def test_a_replayed_command_is_taken_once(place: Workplace, text: str) -> None:
    place.ledger.decisions.record(a_decision(action=Action.ALERT))
    first = place.say("U07ADA", text)
    place.clock.pass_by(timedelta(minutes=2))
    place.slack.http_door.send(*place.slack.http_door.sent[-1])
    assert place.told("U07ADA", count=2) == [first, first]
    assert len(place.ledger.silences.of(MODEL)) <= 1


def test_a_replayed_wish_is_the_same_wish_even_when_the_first_has_come_to_its_end(place: Workplace) -> None:
    place.ledger.decisions.record(a_decision(action=Action.ALERT))
    place.ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None))
    ts = place.post(a_notice(buttons=(retrain_button(MODEL),)))
    place.press("U07ADA", ts, "retrain")
    (wish,) = (decision for decision in place.ledger.decisions.of(MODEL) if decision.asked)
    place.ledger.orders.record(an_order(decision=wish.id))
    place.ledger.runs.record(a_run(order=an_order(decision=wish.id).id, state=RunState.FAILED))
    place.clock.pass_by(timedelta(minutes=2))
    place.slack.http_door.send(*place.slack.http_door.sent[-1])
    assert "before; nothing more was set in motion" in place.told("U07ADA", count=2)[-1]
    assert sum(decision.asked is not None for decision in place.ledger.decisions.of(MODEL)) == 1


def test_a_request_replayed_after_five_minutes_is_turned_away(place: Workplace) -> None:
    place.press("U07ADA", place.ask(with_request(place.ledger)), "approve")
    place.clock.pass_by(timedelta(minutes=6))
    body, headers = place.slack.http_door.sent[-1]
    assert place.slack.http_door.send(body, headers).trouble == "http_401"


@pytest.mark.slow
def test_of_fifty_clicks_at_once_one_answers_and_the_others_are_told_by_whom(place: Workplace, tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    place.begin(ledger)
    users = [f"U07P{n:02}" for n in range(50)]
    place.slack.workspace.people.update({user: f"p{user[-2:]}" for user in users})
    ts = place.ask(with_request(ledger))
    with ThreadPoolExecutor(max_workers=50) as crowd:
        answers = list(crowd.map(lambda user: place.slack.people.press(user, ts, "approve"), users))
    assert [answer.trouble for answer in answers] == [None] * 50
    told = [place.told(user)[-1] for user in users]
    outcomes = Counter("won" if said.startswith("You approved") else "late" for said in told)
    assert outcomes == {"won": 1, "late": 49}
    winner = ledger.requests.answer_to(with_request(ledger).id)
    assert winner is not None
    assert sum(f"{mention(winner.by)} already approved v2" in said for said in told) == 49
    assert len(on_its_way(ledger)) == 1
    ledger.close()


def test_without_a_signing_secret_there_is_no_door() -> None:
    assert fetch(an_app(MemoryLedger()), "/slack/interactive").status_code == 404


@pytest.mark.parametrize("secret", ["", "  "])
def test_a_blank_signing_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="signing_secret must not be empty"):
        Signatures(secret, lambda: NOW)
