"""What was acknowledged is done, once, whatever happened in between; the same test runs once for each door."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from domain.ports import Ledger
from driftwarden.explain import accounts_of
from gateway.people.left_behind import ERRAND
from gateway.slack_doors import SlackAccess, slack_doors
from tests.builders import MODEL, a_gesture, a_moment, a_request
from tests.gateway.acts import ACTS, ALERT, SHOWS, Act, alerted, pressed
from tests.gateway.builders import NOW, StoppedClock, Workplace, with_request
from tests.gateway.ledgers import Deaf, Down, Inbox, Moody, With
from tests.local_slack import SIGNING_SECRET
from tests.outboxes import on_its_way

EVER = a_moment(days=99)
MINUTES = timedelta(minutes=2)
KEPT = "The ledger does not answer now. What you asked for is kept"
BELATED = " (You asked for it on 2013-04-09 00:00 UTC; Driftwarden was interrupted and has only now come to it.)"

each_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())


def _deeds(ledger: Ledger) -> list[object]:
    """Everything that Ada did."""
    answers = ledger.requests.answers(a_request().id)
    wishes = [decision for decision in ledger.decisions.of(MODEL) if decision.asked]
    silences = [silence for silence in ledger.silences.of(MODEL) if silence.by == "U07ADA (ada)"]
    return [*answers, *wishes, *silences, *ledger.silences.liftings(MODEL)]


def _left_behind(place: Workplace, act: Act, *, sent: int = 1) -> Ledger:
    """The ledger, with something in its inbox that it did not answer for, however often it was sent."""
    gesture, ledger = act(place), place.ledger
    place.in_use.current = cast(Ledger, Down(ledger))
    gesture()
    for _ in range(sent - 1):
        _send_again(place)
    assert all(said.startswith(KEPT) for said in place.told("U07ADA", count=sent))
    place.in_use.current = ledger
    return ledger


def _a_round(place: Workplace, *, after: timedelta = MINUTES) -> None:
    place.clock.pass_by(after)
    place.doors.left_behind.work_off(before=place.clock())


@each_act
def test_what_the_ledger_could_not_do_is_done_in_the_next_round_once_however_often_it_was_sent(
    place: Workplace, act: Act, tmp_path: Path
) -> None:
    ledger = _left_behind(place, act, sent=2)
    (gesture,) = ledger.inbox.waiting(before=EVER)
    assert (gesture.door, gesture.received_at) == ("slack", NOW)
    assert _deeds(ledger) == []

    _a_round(place)

    assert len(_deeds(ledger)) == 1
    assert place.told("U07ADA", count=3)[-1].endswith(BELATED)
    assert ledger.inbox.waiting(before=EVER) == ()
    _a_round(place)
    assert len(place.slack.whispered_to("U07ADA")) == 3
    # What opens a door is not even in what a database file keeps of rows that are gone.
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [opens for opens in (b"/hooks/", b".trigger", b"response_url") if opens in files]


@each_act
def test_what_was_done_by_a_process_that_died_before_it_let_go_is_not_done_twice(place: Workplace, act: Act) -> None:
    gesture, ledger = act(place), place.ledger
    inbox = Inbox(ledger, clings=True)
    place.in_use.current = cast(Ledger, With(ledger, inbox))
    gesture()
    assert inbox.was_worked.wait(10)
    before = (_deeds(ledger), on_its_way(ledger))
    place.in_use.current = ledger

    _a_round(place, after=timedelta(minutes=70))

    assert place.told("U07ADA", count=2)[-1].endswith(BELATED)
    assert (_deeds(ledger), on_its_way(ledger)) == before
    assert len(_deeds(ledger)) == 1
    assert ledger.inbox.waiting(before=EVER) == ()


@pytest.mark.parametrize("show", SHOWS.values(), ids=SHOWS.keys())
def test_what_only_shows_something_is_not_kept(place: Workplace, show: Act) -> None:
    gesture, ledger = show(place), place.ledger
    place.in_use.current = cast(Ledger, Down(ledger))
    gesture()
    assert place.told("U07ADA")[-1].startswith("The ledger cannot be reached now; nothing was changed.")
    assert ledger.inbox.waiting(before=EVER) == ()


@each_act
def test_what_comes_once_more_when_it_was_done_is_the_same_again(place: Workplace, act: Act) -> None:
    act(place)()
    place.told("U07ADA")
    before = (_deeds(place.ledger), on_its_way(place.ledger), place.ledger.audit.head())
    place.clock.pass_by(MINUTES)
    _send_again(place)
    assert len(place.told("U07ADA", count=2)) == 2
    assert (_deeds(place.ledger), on_its_way(place.ledger), place.ledger.audit.head()) == before
    assert len(_deeds(place.ledger)) == 1


def test_what_is_worked_at_once_is_let_go_of(place: Workplace) -> None:
    gesture, ledger = ACTS["approve"](place), place.ledger
    inbox = Inbox(ledger)
    place.in_use.current = cast(Ledger, With(ledger, inbox))
    gesture()
    assert inbox.was_worked.wait(10)
    assert ledger.inbox.waiting(before=EVER) == ()
    assert len(_deeds(ledger)) == 1


def test_an_inbox_that_does_not_answer_delays_no_acknowledgement_and_no_deed(
    place: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    gesture, ledger = ACTS["approve"](place), place.ledger
    inbox = Inbox(ledger, is_slow=True)
    place.in_use.current = cast(Ledger, With(ledger, inbox))
    assert cast(Any, gesture()).trouble is None
    assert place.told("U07ADA")[-1].startswith("You approved flights v2.")
    assert "a gesture is acknowledged without being kept" in caplog.text
    # It is kept in the end, and let go of then, because it was worked.
    inbox.answers.set()
    assert inbox.was_worked.wait(10)
    assert ledger.inbox.waiting(before=EVER) == ()


def test_what_is_being_worked_here_is_left_alone(place: Workplace) -> None:
    gesture, ledger, gate = ACTS["approve"](place), place.ledger, threading.Event()
    inbox = Inbox(ledger)
    place.in_use.current = cast(Ledger, With(ledger, inbox, gate=gate))
    gesture()
    place.in_use.current = ledger
    assert len(ledger.inbox.waiting(before=EVER)) == 1

    _a_round(place)
    assert (_deeds(ledger), place.slack.whispered_to("U07ADA")) == ([], [])

    gate.set()
    assert place.told("U07ADA") == ["You approved flights v2. It replaces v1 at the next run."]


def test_what_another_gateway_works_off_is_left_to_it(place: Workplace) -> None:
    ledger = _left_behind(place, ACTS["approve"])
    with ledger.claim(ERRAND, now=NOW, lease=timedelta(hours=1)):
        _a_round(place)
        assert _deeds(ledger) == []
    _a_round(place)
    assert len(_deeds(ledger)) == 1


def test_a_question_that_expired_meanwhile_is_answered_as_any_expired_one(place: Workplace) -> None:
    ledger = _left_behind(place, pressed(_expiring, "approve"))
    _a_round(place)
    told = place.told("U07ADA", count=2)[-1]
    assert told.startswith("This question expired on 2013-04-09 00:01 UTC; v1 stays the champion.")
    assert told.endswith(BELATED)
    assert ledger.requests.answers(place.ledger.requests.of(MODEL)[0].id) == ()


def _expiring(place: Workplace) -> str:
    return place.ask(with_request(place.ledger, expires_at=NOW + timedelta(minutes=1)))


def test_a_snooze_whose_time_is_over_when_it_is_come_to_mutes_nothing_and_is_not_announced(place: Workplace) -> None:
    ledger = _left_behind(place, pressed(alerted, "snooze", f"{ALERT.id}|1h|{MODEL}"))
    announced = on_its_way(ledger)
    _a_round(place, after=timedelta(hours=1))
    told = place.told("U07ADA", count=2)[-1]
    assert told.startswith("flights: that snooze would be over by now; ask again if you still want it.")
    assert (_deeds(ledger), on_its_way(ledger)) == ([], announced)


def test_while_the_ledger_stays_away_it_waits_on_and_nobody_is_told_again(place: Workplace) -> None:
    ledger = _left_behind(place, ACTS["retrain"])
    place.in_use.current = cast(Ledger, Deaf(ledger))
    for _ in range(3):
        _a_round(place)
    assert len(ledger.inbox.waiting(before=EVER)) == len(place.slack.whispered_to("U07ADA")) == 1
    place.in_use.current = ledger
    _a_round(place)
    assert len(_deeds(ledger)) == 1


def test_what_nobody_came_to_for_a_day_is_let_go_of_undone(place: Workplace, caplog: pytest.LogCaptureFixture) -> None:
    ledger = _left_behind(place, ACTS["approve"])
    _a_round(place, after=timedelta(hours=25))
    told = place.told("U07ADA", count=2)[-1]
    assert told.startswith("What you asked for on 2013-04-09 00:00 UTC was not come to for more than a day, so nothing")
    assert "a gesture of U07ADA at 2013-04-09 00:00 UTC is let go of, undone" in caplog.text
    assert (_deeds(ledger), ledger.inbox.waiting(before=EVER)) == ([], ())


@pytest.mark.parametrize(
    "unreadable",
    [{"payload": "{}"}, {"payload": "nothing"}, {"kind": "wink"}, {"payload": '{"sent_at": 1, "said": {}}'}],
)
def test_what_cannot_be_read_any_more_is_let_go_of_with_a_line_in_the_log(
    place: Workplace, caplog: pytest.LogCaptureFixture, unreadable: dict[str, str]
) -> None:
    place.ledger.inbox.take_in(a_gesture(received_at=NOW, **unreadable))
    _a_round(place)
    assert place.ledger.inbox.waiting(before=EVER) == ()
    assert "let go of, and nothing was done" in caplog.text


def _send_again(place: Workplace) -> None:
    """What Slack sent last, once more: byte for byte, or as an envelope."""
    if place.doors.http is not None:
        place.slack.http_door.send(*place.slack.http_door.sent[-1])
    else:
        place.slack.socket_door.knock(*place.slack.socket_door.sent[-1])


def test_a_round_that_fails_is_followed_by_another_one(caplog: pytest.LogCaptureFixture) -> None:
    clock, ledger = StoppedClock(), Moody()
    ledger.take_in(a_gesture(received_at=NOW - MINUTES))
    accounts = accounts_of(cast(Ledger, ledger))
    access, often = SlackAccess(signing_secret=SIGNING_SECRET), timedelta(milliseconds=1)
    with slack_doors(cast(Ledger, ledger), access, clock=clock, account_of=accounts, look_every=often):
        assert ledger.was_worked.wait(10)
    assert ledger.waiting(before=EVER) == ()
    for said in ("stays so for now: ledger: connection refused", "RuntimeError: a bug"):
        assert said in caplog.text
