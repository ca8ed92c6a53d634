"""Notices are told once and in order, and errands are run by one at a time, on every ledger."""

from datetime import timedelta

import pytest

from domain.errors import Unheard
from domain.notices import Severity, Undelivered
from domain.ports import Ledger
from tests.builders import (
    MODEL,
    a_moment,
    a_notice,
)

LEASE = timedelta(minutes=5)
NOW = a_moment()
LATER = a_moment(hours=1)


def test_a_notice_is_queued_once_and_due_until_delivered(ledger: Ledger) -> None:
    assert ledger.outbox.queue(a_notice())
    assert not ledger.outbox.queue(a_notice(title="said otherwise"))
    assert ledger.outbox.due(NOW) == (a_notice(),)
    assert ledger.outbox.receipt(a_notice().key) is None

    ledger.outbox.delivered(a_notice().key, receipt="1700000000.1", at=NOW)

    assert ledger.outbox.due(NOW) == ()
    assert ledger.outbox.receipt(a_notice().key) == "1700000000.1"
    assert ledger.outbox.of(MODEL) == (a_notice(),)


def test_the_first_receipt_stays(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    ledger.outbox.delivered(a_notice().key, receipt="first", at=NOW)
    ledger.outbox.delivered(a_notice().key, receipt="second", at=NOW)
    ledger.outbox.failed(a_notice().key, why="too late to fail", retry_at=NOW)

    assert ledger.outbox.receipt(a_notice().key) == "first"
    assert ledger.outbox.due(a_moment(days=1)) == ()


def test_a_failed_notice_is_due_again_when_its_time_has_come(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    ledger.outbox.failed(a_notice().key, why="rate limited", retry_at=a_moment(hours=1))

    assert ledger.outbox.due(NOW) == ()
    assert ledger.outbox.due(a_moment(hours=1)) == (a_notice(),)


def test_a_notice_that_waits_holds_back_its_own_thread_only(ledger: Ledger) -> None:
    first, second = a_notice(key="1", thread="a"), a_notice(key="2", thread="a")
    other, third = a_notice(key="3", thread="b"), a_notice(key="4", thread="a")
    for notice in (first, second, other, third):
        ledger.outbox.queue(notice)
    ledger.outbox.failed("2", why="rate limited", retry_at=a_moment(hours=1))

    assert ledger.outbox.due(NOW) == (first, other)
    assert ledger.outbox.due(a_moment(hours=1)) == (first, second, other, third)

    ledger.outbox.delivered("2", receipt="r", at=NOW)
    assert ledger.outbox.due(NOW) == (first, other, third)


@pytest.mark.parametrize("note", ["posted", "delivered", "failed", "postponed", "buried", "revived"])
def test_a_notice_that_was_never_queued_has_no_fate(ledger: Ledger, note: str) -> None:
    notes = {
        "posted": lambda key: ledger.outbox.posted(key, receipt="r"),
        "delivered": lambda key: ledger.outbox.delivered(key, receipt="r", at=NOW),
        "failed": lambda key: ledger.outbox.failed(key, why="w", retry_at=NOW),
        "postponed": lambda key: ledger.outbox.postpone(key, until=NOW),
        "buried": lambda key: ledger.outbox.bury(key, why="w", at=NOW),
        "revived": ledger.outbox.revive,
    }
    with pytest.raises(Unheard, match="nobody said this"):
        notes[note]("nobody said this")

    assert ledger.outbox.receipt("nobody said this") is None
    assert ledger.outbox.get("nobody said this") is None


def test_a_notice_is_found_by_its_key_delivered_or_not(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    assert ledger.outbox.get(a_notice().key) == a_notice()

    ledger.outbox.delivered(a_notice().key, receipt="r", at=NOW)
    assert ledger.outbox.get(a_notice().key) == a_notice()


def test_what_is_posted_has_a_receipt_but_stays_due_until_delivered(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    ledger.outbox.posted(a_notice().key, receipt="first")
    ledger.outbox.posted(a_notice().key, receipt="second")

    assert ledger.outbox.receipt(a_notice().key) == "first"
    assert ledger.outbox.due(NOW) == (a_notice(),)

    ledger.outbox.delivered(a_notice().key, receipt="third", at=NOW)
    assert ledger.outbox.receipt(a_notice().key) == "first"
    assert ledger.outbox.due(NOW) == ()
    assert ledger.outbox.undelivered() == ()


def test_a_postponed_notice_is_no_failure_and_holds_back_its_thread_until_then(ledger: Ledger) -> None:
    first, second, other = a_notice(key="1", thread="a"), a_notice(key="2", thread="a"), a_notice(key="3", thread="b")
    for notice in (first, second, other):
        ledger.outbox.queue(notice)
    ledger.outbox.postpone("1", until=LATER)

    assert ledger.outbox.due(NOW) == (other,)
    assert ledger.outbox.due(LATER) == (first, second, other)
    assert ledger.outbox.undelivered()[0] == Undelivered(
        notice=first, failures=0, last_failure=None, retry_at=LATER, buried_at=None
    )


def test_a_critical_notice_takes_along_what_is_postponed_before_it(ledger: Ledger) -> None:
    first, second = a_notice(key="1", thread="a"), a_notice(key="2", thread="a")
    loud, after = a_notice(key="3", thread="a", severity=Severity.CRITICAL), a_notice(key="4", thread="a")
    elsewhere = a_notice(key="5", thread="b")
    for notice in (first, second, loud, after, elsewhere):
        ledger.outbox.queue(notice)
    for key in ("1", "4", "5"):
        ledger.outbox.postpone(key, until=LATER)

    assert ledger.outbox.due(NOW) == (first, second, loud)

    for notice in (first, second, loud):
        ledger.outbox.delivered(notice.key, receipt="r", at=NOW)
    assert ledger.outbox.due(NOW) == ()
    assert ledger.outbox.due(LATER) == (after, elsewhere)


@pytest.mark.parametrize("held_up", ["1", "2", "3"])
def test_what_failed_and_waits_holds_back_a_critical_notice_too(ledger: Ledger, held_up: str) -> None:
    first, second = a_notice(key="1", thread="a"), a_notice(key="2", thread="a")
    loud = a_notice(key="3", thread="a", severity=Severity.CRITICAL)
    for notice in (first, second, loud):
        ledger.outbox.queue(notice)
    ledger.outbox.postpone("1", until=LATER)
    ledger.outbox.failed(held_up, why="rate limited", retry_at=LATER)

    assert ledger.outbox.due(NOW) == ()
    assert ledger.outbox.due(LATER) == (first, second, loud)


def test_a_critical_notice_that_is_itself_postponed_takes_nothing_along(ledger: Ledger) -> None:
    first, loud = a_notice(key="1", thread="a"), a_notice(key="2", thread="a", severity=Severity.CRITICAL)
    for notice in (first, loud):
        ledger.outbox.queue(notice)
        ledger.outbox.postpone(notice.key, until=LATER)

    assert ledger.outbox.due(NOW) == ()
    assert ledger.outbox.due(LATER) == (first, loud)


def test_a_buried_notice_is_never_due_and_no_longer_holds_up_its_thread(ledger: Ledger) -> None:
    first, second = a_notice(key="1", thread="a"), a_notice(key="2", thread="a")
    for notice in (first, second):
        ledger.outbox.queue(notice)
    ledger.outbox.failed("1", why="rate limited", retry_at=LATER)
    ledger.outbox.bury("1", why="invalid_blocks", at=NOW)
    ledger.outbox.bury("1", why="too late", at=LATER)
    ledger.outbox.failed("1", why="too late", retry_at=LATER)
    ledger.outbox.postpone("1", until=a_moment(days=9))

    assert ledger.outbox.due(NOW) == (second,)
    assert ledger.outbox.due(a_moment(days=30)) == (second,)
    assert ledger.outbox.undelivered() == (
        Undelivered(notice=first, failures=2, last_failure="invalid_blocks", retry_at=LATER, buried_at=NOW),
        Undelivered(notice=second, failures=0, last_failure=None, retry_at=None, buried_at=None),
    )


def test_a_buried_notice_that_is_revived_begins_anew(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    assert not ledger.outbox.revive(a_notice().key)
    ledger.outbox.posted(a_notice().key, receipt="r")
    ledger.outbox.failed(a_notice().key, why="rate limited", retry_at=LATER)
    ledger.outbox.bury(a_notice().key, why="invalid_blocks", at=NOW)

    assert ledger.outbox.revive(a_notice().key)
    assert not ledger.outbox.revive(a_notice().key)

    assert ledger.outbox.due(NOW) == (a_notice(),)
    assert ledger.outbox.receipt(a_notice().key) == "r"
    (waiting,) = ledger.outbox.undelivered()
    assert (waiting.failures, waiting.last_failure, waiting.retry_at, waiting.buried_at) == (0, None, None, None)


def test_what_was_delivered_can_neither_be_buried_nor_postponed(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    ledger.outbox.delivered(a_notice().key, receipt="r", at=NOW)
    ledger.outbox.bury(a_notice().key, why="too late", at=NOW)
    ledger.outbox.postpone(a_notice().key, until=LATER)

    assert not ledger.outbox.revive(a_notice().key)
    assert ledger.outbox.undelivered() == ()
    assert ledger.outbox.due(LATER) == ()


def test_an_errand_is_held_by_one_and_free_after_the_block(ledger: Ledger) -> None:
    with ledger.claim("reconcile", now=NOW, lease=LEASE) as mine:
        with ledger.claim("reconcile", now=NOW, lease=LEASE) as yours:
            assert (mine, yours) == (True, False)
        with ledger.claim("reconcile", now=NOW, lease=LEASE) as still_not_yours:
            assert not still_not_yours
        with ledger.claim("another errand", now=NOW, lease=LEASE) as other:
            assert other
    with ledger.claim("reconcile", now=NOW, lease=LEASE) as free:
        assert free


def test_an_errand_whose_block_raised_is_free(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.claim("reconcile", now=NOW, lease=LEASE):
        raise ZeroDivisionError

    with ledger.claim("reconcile", now=NOW, lease=LEASE) as free:
        assert free


def test_an_errand_is_taken_over_after_its_lease_and_not_given_back_by_the_late_one(ledger: Ledger) -> None:
    after = NOW + LEASE
    with ledger.claim("reconcile", now=NOW, lease=LEASE):
        taken_over = ledger.claim("reconcile", now=after, lease=LEASE)
        assert taken_over.__enter__()

    with ledger.claim("reconcile", now=after, lease=LEASE) as while_taken_over:
        assert not while_taken_over
    taken_over.__exit__(None, None, None)
    with ledger.claim("reconcile", now=after, lease=LEASE) as free:
        assert free
