"""Notices are told once and in order, and errands are run by one at a time, on every ledger."""

from datetime import timedelta

import pytest

from domain.errors import Unheard
from domain.ports import Ledger
from tests.builders import (
    MODEL,
    a_moment,
    a_notice,
)

LEASE = timedelta(minutes=5)
NOW = a_moment()


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


@pytest.mark.parametrize("note", ["delivered", "failed"])
def test_a_notice_that_was_never_queued_has_no_fate(ledger: Ledger, note: str) -> None:
    notes = {
        "delivered": lambda key: ledger.outbox.delivered(key, receipt="r", at=NOW),
        "failed": lambda key: ledger.outbox.failed(key, why="w", retry_at=NOW),
    }
    with pytest.raises(Unheard, match="nobody said this"):
        notes[note]("nobody said this")

    assert ledger.outbox.receipt("nobody said this") is None


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
