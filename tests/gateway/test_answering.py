"""Approve and reject, through either door: who is heard, what is kept, and what each is told."""

import threading
from datetime import timedelta
from typing import Any, cast

import pytest

from domain.approvals import Answer, RequestState
from domain.errors import EvidenceUnavailable
from domain.ports import Ledger
from tests.builders import a_decision, a_request, an_approval
from tests.gateway.builders import NOW, Workplace, with_request
from tests.local_slack import GROUP_ID
from tests.outboxes import on_its_way


def test_an_approval_is_kept_told_to_the_clicker_and_told_in_the_thread(place: Workplace) -> None:
    request = with_request(place.ledger)
    told = place.press("U07ADA", place.ask(request), "approve")
    assert told == "You approved flights v2. It replaces v1 at the next run."
    kept = place.ledger.requests.answer_to(request.id)
    assert kept is not None
    assert (kept.answer, kept.by, kept.door, kept.answered_at) == (Answer.APPROVE, "U07ADA (ada)", "slack", NOW)
    assert kept.account == "U07ADA"
    (notice,) = on_its_way(place.ledger)
    assert (notice.thread, notice.title) == (a_decision().id, "flights: ada approved v2")
    assert notice.closes == f"request {request.id}"


def test_rejecting_asks_why_and_the_reason_is_kept_and_told(place: Workplace) -> None:
    request = with_request(place.ledger)
    told = place.reject("U07BOB", place.ask(request), "trained on the wrong week")
    assert told == "You rejected flights v2. v1 stays the champion."
    kept = place.ledger.requests.answer_to(request.id)
    assert kept is not None
    assert (kept.answer, kept.why) == (Answer.REJECT, "trained on the wrong week")
    (notice,) = on_its_way(place.ledger)
    assert "trained on the wrong week." in notice.paragraphs


def test_a_form_that_is_dismissed_rejects_nothing(place: Workplace) -> None:
    request = with_request(place.ledger)
    place.slack.people.press("U07BOB", place.ask(request), "reject")
    assert place.slack.workspace.wait_for(lambda: place.slack.workspace.view_of("U07BOB"))
    place.slack.people.dismiss("U07BOB")
    assert place.ledger.requests.state(request.id) is RequestState.PENDING


def test_a_form_that_is_submitted_twice_rejects_once(place: Workplace) -> None:
    request = with_request(place.ledger)
    place.slack.people.press("U07BOB", place.ask(request), "reject")
    assert place.slack.workspace.wait_for(lambda: place.slack.workspace.view_of("U07BOB"))
    view = place.slack.workspace.view_of("U07BOB")
    assert view is not None
    for _ in range(2):
        place.slack.people.send_submission("U07BOB", view, {"why": "no"})
    assert len(place.told("U07BOB", count=2)) == 2
    assert len(place.ledger.requests.answers(request.id)) == 1
    assert len(on_its_way(place.ledger)) == 1


@pytest.mark.parametrize("late", ["approve", "reject"])
def test_later_clickers_are_told_who_answered(place: Workplace, late: str) -> None:
    request = with_request(place.ledger)
    ts = place.ask(request)
    place.press("U07ADA", ts, "approve")
    assert place.press("U07BOB", ts, late) == "<@U07ADA> already approved v2 on 2013-04-09 00:00 UTC."
    assert place.slack.workspace.view_of("U07BOB") is None


def test_who_presses_twice_is_told_what_they_answered_and_nothing_new_is_told(place: Workplace) -> None:
    ts = place.ask(with_request(place.ledger))
    place.press("U07ADA", ts, "approve")
    place.clock.pass_by(timedelta(minutes=5))
    again = place.press("U07ADA", ts, "approve")
    assert again.startswith("You already approved flights v2 on 2013-04-09 00:00 UTC.")
    assert len(on_its_way(place.ledger)) == 1


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=30)])
@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_button_of_an_expired_question_says_when_it_expired(place: Workplace, action: str, after: timedelta) -> None:
    request = with_request(place.ledger, expires_at=NOW - after)
    told = place.press("U07ADA", place.ask(request), action)
    assert told.startswith("This question expired on 2013-0")
    assert told.endswith("v1 stays the champion.")
    assert place.ledger.requests.answers(request.id) == ()


def test_a_question_that_expires_while_its_form_is_open_is_not_answered_by_it(place: Workplace) -> None:
    request = with_request(place.ledger, expires_at=NOW + timedelta(minutes=1))
    place.slack.people.press("U07ADA", place.ask(request), "reject")
    assert place.slack.workspace.wait_for(lambda: place.slack.workspace.view_of("U07ADA"))
    place.clock.pass_by(timedelta(minutes=2))
    place.slack.people.submit("U07ADA", {"why": "too slow"})
    assert place.told("U07ADA")[-1].startswith("This question expired on ")
    assert place.ledger.requests.answers(request.id) == ()


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_button_bound_to_something_else_says_so_and_answers_nothing(place: Workplace, action: str) -> None:
    request = with_request(place.ledger)
    ts = place.ask(request)
    message = place.slack.workspace.message(ts)
    assert message is not None
    old = {"type": "button", "action_id": action, "block_id": "b", "value": f"{request.id}|another-digest"}
    place.slack.people.send_press("U07ADA", message, old)
    assert "has changed since the question was put" in place.told("U07ADA")[-1]
    assert place.ledger.requests.state(request.id) is RequestState.PENDING


def test_a_question_that_the_ledger_does_not_hold_is_named_as_such(place: Workplace) -> None:
    told = place.press("U07ADA", place.ask(a_request()), "approve")
    assert told == "This question is not in the ledger any more; nothing was changed."


@pytest.mark.parametrize(
    ("asked_of", "user", "entitled_by"),
    [
        (("U07BOB (Bob)",), "U07BOB", None),
        ((GROUP_ID,), "U07BOB", GROUP_ID),
        (("C0LOCAL",), "U07DAN", "C0LOCAL"),
        (("U07CLEO", GROUP_ID), "U07ADA", GROUP_ID),
        (("U07CLEO", GROUP_ID), "U07CLEO", None),
    ],
    ids=["named", "member of a group", "member of a channel", "one of both, by the group", "one of both, by name"],
)
def test_those_who_were_asked_are_heard(
    place: Workplace, asked_of: tuple[str, ...], user: str, entitled_by: str | None
) -> None:
    request = with_request(place.ledger, asked_of=asked_of)
    assert place.press(user, place.ask(request), "approve").startswith("You approved")
    kept = place.ledger.requests.answer_to(request.id)
    assert kept is not None
    assert kept.entitled_by == entitled_by


@pytest.mark.parametrize(
    ("asked_of", "named"),
    [
        (("U07BOB (Bob)", "U07CLEO"), "<@U07BOB>, <@U07CLEO>"),
        ((GROUP_ID,), f"<!subteam^{GROUP_ID}>"),
        (("the <b> owners",), "the &lt;b&gt; owners"),
    ],
)
@pytest.mark.parametrize("action", ["approve", "reject"])
def test_whoever_else_presses_is_told_who_may(
    place: Workplace, asked_of: tuple[str, ...], named: str, action: str
) -> None:
    request = with_request(place.ledger, asked_of=asked_of)
    told = place.press("U07DAN", place.ask(request), action)
    assert told == f"Only {named} may answer this question; nothing was changed."
    assert place.ledger.requests.answers(request.id) == ()


def test_a_group_that_slack_does_not_tell_of_lets_nobody_answer(place: Workplace) -> None:
    place.clock.pass_by(timedelta(hours=1))
    place.slack.missing_scopes.add("usergroups:read")
    request = with_request(place.ledger, asked_of=(GROUP_ID,), expires_at=NOW + timedelta(days=1))
    told = place.press("U07ADA", place.ask(request), "approve")
    assert told.startswith(
        f"Slack did not say who is in {GROUP_ID} (missing_scope: give the app the scope usergroups:read)"
    )
    assert told.endswith("your answer does not count; nothing was changed.")
    assert place.ledger.requests.answers(request.id) == ()


def test_while_slack_limits_calls_nobody_s_membership_is_guessed_and_the_same_press_counts_later(
    place: Workplace,
) -> None:
    place.clock.pass_by(timedelta(hours=4))
    request = with_request(place.ledger, asked_of=(GROUP_ID,), expires_at=NOW + timedelta(days=1))
    ts = place.ask(request)
    place.slack.limit_next(retry_after=600)
    told = place.press("U07ADA", ts, "approve")
    assert told.startswith(f"Slack did not say who is in {GROUP_ID} (ratelimited). So your answer does not count")
    assert place.ledger.requests.answers(request.id) == ()
    assert place.press("U07ADA", ts, "approve").startswith("You approved")


def test_a_form_that_slack_opens_for_nobody_now_is_not_pretended(place: Workplace) -> None:
    ts = place.ask(with_request(place.ledger))
    place.slack.limit_next(retry_after=600)
    assert place.press("U07ADA", ts, "reject") == "The form could not be opened (ratelimited); press again."
    assert place.slack.workspace.view_of("U07ADA") is None


def test_who_left_the_group_is_heard_no_more(place: Workplace) -> None:
    place.clock.pass_by(timedelta(hours=2))
    request = with_request(place.ledger, asked_of=(GROUP_ID,), needs=2, expires_at=NOW + timedelta(days=1))
    ts = place.ask(request)
    place.press("U07ADA", ts, "approve")
    place.slack.workspace.groups[GROUP_ID].remove("U07BOB")
    place.clock.pass_by(timedelta(minutes=1))
    assert place.press("U07BOB", ts, "approve").startswith("Only <!subteam^S0OWNERS> may answer")


def test_where_two_have_to_approve_the_first_hears_that_one_more_is_needed(place: Workplace) -> None:
    request = with_request(place.ledger, needs=2)
    ts = place.ask(request)
    assert place.press("U07ADA", ts, "approve") == "You approved flights v2. 1 more approval is needed."
    assert place.ledger.requests.state(request.id) is RequestState.PENDING
    assert place.press("U07ADA", ts, "approve").startswith("You already approved")
    assert place.ledger.requests.state(request.id) is RequestState.PENDING
    assert place.press("U07BOB", ts, "approve") == "You approved flights v2. It replaces v1 at the next run."
    assert place.ledger.requests.state(request.id) is RequestState.APPROVED


def test_who_asked_for_the_training_cannot_be_the_only_one_who_approves(place: Workplace) -> None:
    request = with_request(place.ledger, wished_by="U07ADA (ada)")
    ts = place.ask(request)
    assert place.press("U07ADA", ts, "approve") == "You approved flights v2. 1 more approval is needed."
    assert place.press("U07BOB", ts, "approve").endswith("It replaces v1 at the next run.")


def test_whoever_is_listed_by_an_id_alone_is_heard_by_their_own_click(place: Workplace) -> None:
    request = with_request(place.ledger, asked_of=("U07ADA",))
    assert place.press("U07ADA", place.ask(request), "approve").endswith("It replaces v1 at the next run.")


def test_an_account_that_answered_under_another_handle_is_told_so(place: Workplace) -> None:
    request = with_request(place.ledger, needs=2)
    ts = place.ask(request)
    place.ledger.requests.answer(an_approval(request, by="somebody", account="U07ADA"))
    assert place.press("U07ADA", ts, "approve").startswith("You already approved v2")
    assert place.ledger.requests.state(request.id) is RequestState.PENDING


_NONE_OF_OURS = (
    ("launch", "x"),
    ("approve", "no digest"),
    ("reject", "no digest"),
    ("snooze", "nothing"),
    ("snooze", "||flights"),
    ("lift", "nothing"),
    ("retrain", "nothing"),
    ("explain", "|soon|flights"),
)


def test_a_button_that_is_none_of_ours_changes_nothing(place: Workplace) -> None:
    ts = place.ask(with_request(place.ledger))
    message = place.slack.workspace.message(ts)
    assert message is not None
    for action, value in _NONE_OF_OURS:
        before = len(place.slack.whispered_to("U07ADA"))
        forged = {"type": "button", "action_id": action, "block_id": "b", "value": value}
        place.slack.people.send_press("U07ADA", message, forged)
        told = place.told("U07ADA", count=before + 1)
        assert told[-1] == "This button is not one that Driftwarden understands; nothing was changed."


class _Awkward:
    """A ledger whose requests come when they are let go; or one that does not answer at all."""

    def __init__(self, ledger: Ledger, *, gate: threading.Event | None = None) -> None:
        self._ledger = ledger
        self._gate = gate

    def __getattr__(self, name: str) -> Any:
        if self._gate is None:
            raise EvidenceUnavailable("ledger: connection refused")
        if name == "requests":
            self._gate.wait(10)
        return getattr(self._ledger, name)


def test_a_slow_ledger_delays_no_acknowledgement(place: Workplace) -> None:
    request, gate = with_request(place.ledger), threading.Event()
    ts, ledger = place.ask(request), place.ledger
    place.in_use.current = cast(Ledger, _Awkward(ledger, gate=gate))
    # More clicks than there are threads to work them off.
    users = [f"U07P{number:02}" for number in range(20)]
    assert [place.slack.people.press(user, ts, "approve").trouble for user in users] == [None] * 20
    assert ledger.requests.answers(request.id) == ()
    gate.set()
    assert all(place.told(user) for user in users)
    assert len(ledger.requests.answers(request.id)) == 1


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_when_the_ledger_is_gone_the_person_is_told_and_nothing_is_pretended(place: Workplace, action: str) -> None:
    request = with_request(place.ledger)
    ts, ledger = place.ask(request), place.ledger
    place.in_use.current = cast(Ledger, _Awkward(ledger))
    told = place.press("U07ADA", ts, action)
    assert told == "The ledger cannot be reached now; nothing was changed. Press again in a minute."
    assert ledger.requests.answers(request.id) == ()


def test_what_goes_wrong_inside_is_told_and_logged(place: Workplace, caplog: pytest.LogCaptureFixture) -> None:
    ts = place.ask(with_request(place.ledger))
    place.in_use.current = cast(Ledger, object())
    assert place.press("U07ADA", ts, "approve").startswith("Something went wrong inside Driftwarden")
    assert "AttributeError" in caplog.text


@pytest.mark.parametrize(
    ("callback", "about"), [("launch", '{"value":"x"}'), ("approve", '{"value":"x"}'), ("reject", "nothing of ours")]
)
def test_a_form_that_is_none_of_ours_changes_nothing(place: Workplace, callback: str, about: str) -> None:
    view = {
        "type": "modal",
        "id": "V1",
        "hash": "1.2",
        "callback_id": callback,
        "private_metadata": about,
        "blocks": [],
    }
    place.slack.people.send_submission("U07ADA", view, {})
    assert place.slack.workspace.wait_for(lambda: place.slack.messages)
    (message,) = place.slack.messages
    assert message["channel_id"] == "DU07ADA"
    assert message["text"] == "This form is not one that Driftwarden understands; nothing was changed."


class _Garbled:
    """A ledger whose answers are kept, and cannot be made sense of afterwards."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:
        return self if name == "requests" else getattr(self._ledger, name)

    def get(self, request: str) -> Any:
        raise ValueError(f"{request} is not what it was")


def test_a_value_that_fails_inside_is_no_button_that_is_none_of_ours(
    place: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    ts = place.ask(with_request(place.ledger))
    place.in_use.current = cast(Ledger, _Garbled(place.ledger))
    assert place.press("U07ADA", ts, "approve").startswith("Something went wrong inside Driftwarden")
    assert "is not what it was" in caplog.text


def test_a_form_that_opens_too_late_is_not_pretended(place: Workplace) -> None:
    request, gate = with_request(place.ledger), threading.Event()
    ts, ledger = place.ask(request), place.ledger
    place.in_use.current = cast(Ledger, _Awkward(ledger, gate=gate))
    place.slack.people.press("U07ADA", ts, "reject")
    place.clock.pass_by(timedelta(seconds=4))
    gate.set()
    assert place.told("U07ADA")[-1].endswith("in which Slack opens a form; nothing was changed. Press again.")
    assert place.slack.workspace.view_of("U07ADA") is None
