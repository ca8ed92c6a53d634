"""What people do at a door is kept once until it is worked, on every ledger."""

import threading
from datetime import timedelta

from domain.ports import Ledger
from tests.builders import a_gesture, a_moment

NOW = a_moment()
LATER = a_moment(hours=1)


def test_a_gesture_waits_as_it_came_in_until_it_is_worked(ledger: Ledger) -> None:
    assert ledger.inbox.take_in(a_gesture()) == a_gesture()
    assert ledger.inbox.waiting(before=LATER) == (a_gesture(),)

    ledger.inbox.worked(a_gesture().key, at=NOW)

    assert ledger.inbox.waiting(before=LATER) == ()


def test_a_gesture_that_is_sent_again_is_kept_once_as_it_first_came(ledger: Ledger) -> None:
    ledger.inbox.take_in(a_gesture())
    assert ledger.inbox.take_in(a_gesture()) == a_gesture()
    assert ledger.inbox.take_in(a_gesture(payload="said otherwise", received_at=LATER)) == a_gesture()

    assert ledger.inbox.waiting(before=a_moment(days=1)) == (a_gesture(),)


def test_gestures_wait_oldest_first_and_only_those_from_before_the_moment(ledger: Ledger) -> None:
    young, old, older = (a_gesture(key=f"{age}", received_at=a_moment(hours=-age)) for age in (0, 1, 2))
    for gesture in (old, young, older):
        ledger.inbox.take_in(gesture)

    assert ledger.inbox.waiting(before=NOW) == (older, old)
    assert ledger.inbox.waiting(before=LATER) == (older, old, young)
    assert ledger.inbox.waiting(before=older.received_at) == ()


def test_gestures_of_one_moment_wait_in_the_order_in_which_they_came_in(ledger: Ledger) -> None:
    gestures = tuple(a_gesture(key=f"{number}") for number in (3, 1, 2))
    for gesture in gestures:
        ledger.inbox.take_in(gesture)

    assert ledger.inbox.waiting(before=LATER) == gestures


def test_a_gesture_that_was_worked_is_known_for_an_hour_and_waits_no_more_when_it_is_sent_again(ledger: Ledger) -> None:
    ledger.inbox.take_in(a_gesture())
    ledger.inbox.worked(a_gesture().key, at=NOW)
    again = a_gesture(received_at=LATER)

    assert ledger.inbox.take_in(again) == a_gesture()
    ledger.inbox.worked(again.key, at=NOW + timedelta(minutes=59))
    assert ledger.inbox.take_in(again) == a_gesture()
    assert ledger.inbox.waiting(before=a_moment(days=1)) == ()

    ledger.inbox.worked("another", at=LATER)
    assert ledger.inbox.take_in(again) == again
    assert ledger.inbox.waiting(before=a_moment(days=1)) == (again,)


def test_what_waits_is_not_let_go_of_however_old_it_is(ledger: Ledger) -> None:
    ledger.inbox.take_in(a_gesture())
    ledger.inbox.worked("another", at=a_moment(days=9))

    assert ledger.inbox.waiting(before=LATER) == (a_gesture(),)


def test_letting_go_of_what_never_came_in_says_nothing(ledger: Ledger) -> None:
    ledger.inbox.take_in(a_gesture())
    ledger.inbox.worked("nobody did this", at=LATER)

    assert ledger.inbox.waiting(before=LATER) == (a_gesture(),)


def test_of_the_same_gesture_taken_in_at_once_one_is_the_first_and_everybody_is_told_which(ledger: Ledger) -> None:
    together, first = threading.Barrier(8), []

    def come_in(seconds: int) -> None:
        together.wait()
        first.append(ledger.inbox.take_in(a_gesture(received_at=a_moment(hours=seconds / 3600))))

    crowd = [threading.Thread(target=come_in, args=(seconds,)) for seconds in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert len(first) == 8
    assert ledger.inbox.waiting(before=LATER) == (first[0],)
    assert len(set(first)) == 1


def test_what_people_did_names_no_model_of_the_ledger(ledger: Ledger) -> None:
    ledger.inbox.take_in(a_gesture())

    assert ledger.models() == ()
