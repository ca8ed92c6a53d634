"""Clicks, signed as Slack signs them: who gets in, who is heard, and what each is told."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.memory import MemoryLedger
from adapters.storage import open_ledger
from domain.approvals import Answer, RequestState
from domain.errors import EvidenceUnavailable
from domain.ports import Ledger
from gateway.app import create_app
from tests.builders import a_decision, a_request
from tests.gateway.builders import NOW, a_click, an_app, press, said, signed, with_request


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    opened = MemoryLedger() if request.param == "memory" else open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("action", "state", "sentence"),
    [
        ("approve", RequestState.APPROVED, "You approved flights v2. It replaces v1 at the next run."),
        ("reject", RequestState.REJECTED, "You rejected flights v2. v1 stays the champion."),
    ],
)
def test_a_click_answers_the_request(ledger: Ledger, action: str, state: RequestState, sentence: str) -> None:
    request = with_request(ledger)
    (response,) = press(an_app(ledger), a_click(request, action=action))
    assert said(response) == sentence
    assert ledger.requests.state(request.id) is state
    kept = ledger.requests.answer_to(request.id)
    assert kept is not None
    assert (kept.by, kept.door, kept.answered_at) == ("U07ADA (ada)", "slack", NOW)


def test_the_answer_is_told_in_the_thread_of_the_decision(ledger: Ledger) -> None:
    request = with_request(ledger)
    press(an_app(ledger), a_click(request))
    (notice,) = ledger.outbox.due(NOW)
    assert notice.title == "flights: U07ADA (ada) approved v2"
    assert notice.thread == a_decision().id


def test_the_clicker_is_answered_at_the_address_that_came_with_the_click(ledger: Ledger) -> None:
    request, told = with_request(ledger), list[tuple[str, str]]()
    url = "https://hooks.slack.com/actions/T1/2/3"
    press(an_app(ledger, replies=told), a_click(request, response_url=url))
    assert told == [(url, "You approved flights v2. It replaces v1 at the next run.")]


def test_the_second_clicker_is_told_who_was_first(ledger: Ledger) -> None:
    request = with_request(ledger)
    press(an_app(ledger), a_click(request))
    (late,) = press(an_app(ledger, now=NOW), a_click(request, user="U07BOB", action="reject"))
    assert said(late) == "U07ADA (ada) already approved v2 on 2013-04-09 00:00 UTC."


def test_who_changes_their_mind_is_told_that_the_first_answer_stands(ledger: Ledger) -> None:
    request = with_request(ledger)
    press(an_app(ledger), a_click(request))
    (again,) = press(an_app(ledger), a_click(request, action="reject"))
    assert said(again) == "You already approved v2 on 2013-04-09 00:00 UTC."


def test_the_same_click_sent_again_changes_and_tells_nothing_new(ledger: Ledger) -> None:
    request = with_request(ledger)
    first, again = press(an_app(ledger), a_click(request)) + press(an_app(ledger), a_click(request))
    assert said(first) == said(again)
    assert len(ledger.outbox.due(NOW)) == 1


def test_of_twenty_clicks_at_once_exactly_one_answers(ledger: Ledger) -> None:
    request = with_request(ledger)
    clicks = [a_click(request, user=f"U07P{n}", action=("approve", "reject")[n % 2]) for n in range(20)]
    told = Counter(said(response).split(" ", 2)[1] for response in press(an_app(ledger), *clicks))
    winner = ledger.requests.answer_to(request.id)
    assert winner is not None
    verb = {Answer.APPROVE: "approved", Answer.REJECT: "rejected"}[winner.answer]
    assert told[verb] == 1
    assert sum(told.values()) == 20
    assert len(ledger.outbox.due(NOW)) == 1


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=30)])
def test_a_click_on_an_expired_question_says_when_it_expired(ledger: Ledger, after: timedelta) -> None:
    request = with_request(ledger, expires_at=NOW - after)
    (response,) = press(an_app(ledger), a_click(request))
    assert said(response).startswith("This question expired on 2013-0")
    assert said(response).endswith("v1 stays the champion.")
    assert ledger.requests.answer_to(request.id) is None


def test_a_click_on_a_question_that_was_closed_says_the_same(ledger: Ledger) -> None:
    request = with_request(ledger, expires_at=NOW - timedelta(hours=1))
    ledger.requests.expire(request, now=NOW)
    (response,) = press(an_app(ledger), a_click(request))
    assert said(response).startswith("This question expired on 2013-04-08 23:00 UTC")


def test_a_click_on_an_unknown_question_is_told_so(ledger: Ledger) -> None:
    (response,) = press(an_app(ledger), a_click(a_request()))
    assert said(response) == "This question is not in the ledger any more; nothing was changed."


def test_a_button_bound_to_something_else_approves_nothing(ledger: Ledger) -> None:
    request = with_request(ledger)
    other = f"{request.id}|another-digest"
    (response,) = press(an_app(ledger), a_click(request, actions=[{"action_id": "approve", "value": other}]))
    assert "has changed since the question was put" in said(response)
    assert ledger.requests.state(request.id) is RequestState.PENDING


def test_only_those_who_were_asked_may_answer(ledger: Ledger) -> None:
    request = with_request(ledger, asked_of=("U07BOB (Bob)", "U07CLEO"))
    refused, taken = press(an_app(ledger), a_click(request)) + press(an_app(ledger), a_click(request, user="U07BOB"))
    assert said(refused) == "Only U07BOB (Bob), U07CLEO may answer this question; nothing was changed."
    assert said(taken).startswith("You approved")
    kept = ledger.requests.answer_to(request.id)
    assert kept is not None
    assert kept.by == "U07BOB (Bob)"


@pytest.mark.parametrize(
    "body",
    [b"", b"payload=", b"payload=%7B%7D", b"other=1", b"payload=not+json", b"payload=%5B1%5D"],
)
def test_what_is_signed_but_no_click_changes_nothing(ledger: Ledger, body: bytes) -> None:
    (response,) = press(an_app(ledger), body)
    assert said(response) == "This button is not one that Driftwarden understands; nothing was changed."


SOUND = signed(a_click(a_request()))


@pytest.mark.parametrize(
    "headers",
    [
        signed(a_click(a_request()), secret="another secret"),
        signed(a_click(a_request(), action="reject")),
        signed(a_click(a_request()), at=NOW - timedelta(seconds=301)),
        signed(a_click(a_request()), at=NOW + timedelta(seconds=301)),
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
def test_what_slack_did_not_sign_is_turned_away(ledger: Ledger, headers: dict[str, str]) -> None:
    request = with_request(ledger)
    (response,) = press(an_app(ledger), a_click(request), headers=headers)
    assert response.status_code == 401
    assert ledger.requests.state(request.id) is RequestState.PENDING


@pytest.mark.parametrize("off", [-299, 299])
def test_a_clock_that_is_just_under_five_minutes_off_is_let_in(ledger: Ledger, off: int) -> None:
    body = a_click(with_request(ledger))
    (response,) = press(an_app(ledger), body, headers=signed(body, at=NOW + timedelta(seconds=off)))
    assert said(response).startswith("You approved")


def test_a_body_that_is_no_utf8_is_turned_away(ledger: Ledger) -> None:
    (response,) = press(an_app(ledger), b"payload=\xff", headers=SOUND)
    assert response.status_code == 401


def test_a_flood_is_turned_away_unread(ledger: Ledger) -> None:
    (response,) = press(an_app(ledger), b"x" * 1_000_001, headers=SOUND)
    assert response.status_code == 413


def test_a_click_is_answered_well_within_three_seconds(ledger: Ledger) -> None:
    request = with_request(ledger)
    began = time.monotonic()
    press(an_app(ledger), a_click(request))
    assert time.monotonic() - began < 1.5


def test_without_a_signing_secret_there_is_no_door() -> None:
    app = create_app(MemoryLedger(), signing_secret=None, clock=lambda: NOW)
    (response,) = press(app, a_click(a_request()))
    assert response.status_code == 404


@pytest.mark.parametrize("secret", ["", "  "])
def test_a_blank_signing_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="signing_secret must not be empty"):
        create_app(MemoryLedger(), signing_secret=secret, clock=lambda: NOW)


class _Unreachable(MemoryLedger):
    """A ledger whose database is gone."""

    @property
    def requests(self) -> Any:
        raise EvidenceUnavailable("ledger: connection refused")

    @requests.setter
    def requests(self, _: Any) -> None:
        return


def test_when_the_ledger_is_gone_the_clicker_is_asked_to_press_again() -> None:
    (response,) = press(an_app(_Unreachable()), a_click(a_request()))
    assert "your answer was not taken" in said(response)
