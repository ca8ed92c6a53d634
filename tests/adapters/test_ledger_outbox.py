"""Notices are told once and in order, and errands are run by one at a time, on every ledger."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import Unheard
from domain.notices import Notice, Undelivered
from domain.ports import Ledger
from tests.builders import (
    MODEL,
    a_moment,
    a_notice,
)
from tests.outboxes import on_its_way

LEASE = timedelta(minutes=5)
NOW = a_moment()
LATER = a_moment(hours=1)


def _waits(notice: Notice | None = None, **fields: Any) -> Undelivered:
    """A notice nothing has become of yet, but for what is given."""
    waiting = Undelivered(
        notice=notice or a_notice(), failures=0, last_failure=None, is_outage=False, retry_at=None, buried_at=None
    )
    return replace(waiting, **fields)


def test_a_notice_is_queued_once_and_on_its_way_until_delivered(ledger: Ledger) -> None:
    assert ledger.outbox.queue(a_notice())
    assert not ledger.outbox.queue(a_notice(title="said otherwise"))
    assert on_its_way(ledger) == (a_notice(),)
    assert ledger.outbox.receipt(a_notice().key) is None

    ledger.outbox.delivered(a_notice().key, receipt="1700000000.1", at=NOW)

    assert on_its_way(ledger) == ()
    assert ledger.outbox.receipt(a_notice().key) == "1700000000.1"
    assert ledger.outbox.of(MODEL) == (a_notice(),)


def test_the_first_receipt_stays(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    ledger.outbox.delivered(a_notice().key, receipt="first", at=NOW)
    ledger.outbox.delivered(a_notice().key, receipt="second", at=NOW)
    ledger.outbox.failed(a_notice().key, why="too late to fail", retry_at=NOW)

    assert ledger.outbox.receipt(a_notice().key) == "first"
    assert on_its_way(ledger) == ()


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


def test_what_is_posted_has_a_receipt_but_stays_on_its_way_until_delivered(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    ledger.outbox.posted(a_notice().key, receipt="first")
    ledger.outbox.posted(a_notice().key, receipt="second")

    assert ledger.outbox.receipt(a_notice().key) == "first"
    assert on_its_way(ledger) == (a_notice(),)

    ledger.outbox.delivered(a_notice().key, receipt="third", at=NOW)
    assert ledger.outbox.receipt(a_notice().key) == "first"
    assert on_its_way(ledger) == ()
    assert ledger.outbox.undelivered() == ()


def test_a_failure_says_why_and_when_to_try_again_and_outages_are_counted_apart(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    ledger.outbox.failed(a_notice().key, why="rate limited", retry_at=NOW)
    assert ledger.outbox.undelivered() == (_waits(failures=1, last_failure="rate limited", retry_at=NOW),)

    ledger.outbox.failed(a_notice().key, why="no route", retry_at=LATER, is_outage=True)
    after = _waits(failures=1, last_failure="no route", retry_at=LATER, is_outage=True)
    assert ledger.outbox.undelivered() == (after,)

    ledger.outbox.failed(a_notice().key, why="no route", retry_at=LATER, is_outage=True)
    assert ledger.outbox.undelivered() == (replace(after, failures=2),)

    ledger.outbox.bury(a_notice().key, why="channel is gone", at=NOW)
    buried = replace(after, failures=1, last_failure="channel is gone", is_outage=False, buried_at=NOW)
    assert ledger.outbox.undelivered() == (buried,)


def test_what_is_postponed_waits_and_has_not_failed(ledger: Ledger) -> None:
    first, second = a_notice(key="1", thread="a"), a_notice(key="2", thread="a")
    for notice in (first, second):
        ledger.outbox.queue(notice)
    ledger.outbox.postpone("1", until=LATER)

    assert ledger.outbox.undelivered() == (
        _waits(notice=first, retry_at=LATER, postponed_until=LATER),
        _waits(notice=second),
    )


def test_what_failed_and_is_postponed_waits_for_the_later_of_the_two(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    ledger.outbox.failed(a_notice().key, why="rate limited", retry_at=LATER)
    ledger.outbox.postpone(a_notice().key, until=NOW)

    waits = _waits(failures=1, last_failure="rate limited", retry_at=LATER, postponed_until=NOW)
    assert ledger.outbox.undelivered() == (waits,)


def test_a_buried_notice_stays_as_it_was_buried(ledger: Ledger) -> None:
    first, second = a_notice(key="1", thread="a"), a_notice(key="2", thread="a")
    for notice in (first, second):
        ledger.outbox.queue(notice)
    ledger.outbox.failed("1", why="no route", retry_at=LATER, is_outage=True)
    ledger.outbox.bury("1", why="invalid_blocks", at=NOW)
    ledger.outbox.bury("1", why="too late", at=LATER)
    ledger.outbox.failed("1", why="too late", retry_at=LATER)
    ledger.outbox.postpone("1", until=a_moment(days=9))

    assert on_its_way(ledger) == (second,)
    assert ledger.outbox.undelivered() == (
        _waits(notice=first, failures=1, last_failure="invalid_blocks", retry_at=LATER, buried_at=NOW),
        _waits(notice=second),
    )


def test_a_buried_notice_that_is_revived_begins_anew(ledger: Ledger) -> None:
    ledger.outbox.queue(a_notice())
    assert not ledger.outbox.revive(a_notice().key)
    ledger.outbox.posted(a_notice().key, receipt="r")
    ledger.outbox.failed(a_notice().key, why="rate limited", retry_at=LATER)
    ledger.outbox.bury(a_notice().key, why="invalid_blocks", at=NOW)

    assert ledger.outbox.revive(a_notice().key)
    assert not ledger.outbox.revive(a_notice().key)

    assert on_its_way(ledger) == (a_notice(),)
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
    assert on_its_way(ledger) == ()


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
