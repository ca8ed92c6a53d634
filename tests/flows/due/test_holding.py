"""Who waits for whom in the outbox: an answer is never read above its question."""

from dataclasses import replace
from typing import Any

import pytest

from domain.notices import Notice, Severity, Undelivered
from flows.due.holding import plan
from tests.builders import a_moment, a_notice

NOW = a_moment()
LATER = a_moment(hours=1)


def _waits(notice: Notice, **fields: Any) -> Undelivered:
    waiting = Undelivered(notice=notice, failures=0, last_failure=None, is_outage=False, retry_at=None, buried_at=None)
    return replace(waiting, **fields)


def _failed(notice: Notice, **fields: Any) -> Undelivered:
    return _waits(notice, failures=1, last_failure="rate limited", retry_at=LATER, **fields)


def _notices(threads: str, **fields: Any) -> list[Notice]:
    return [a_notice(key=str(at), thread=thread, **fields) for at, thread in enumerate(threads)]


def test_what_failed_holds_back_its_own_thread_until_its_time_has_come() -> None:
    first, other, second = _notices("aba")
    waiting = (_failed(first), _waits(other), _waits(second))

    assert plan(waiting, {}, NOW).go == (other,)
    assert plan(waiting, {}, LATER).go == (first, other, second)


@pytest.mark.parametrize("severity", Severity)
def test_what_failed_holds_back_even_what_is_critical(severity: Severity) -> None:
    first, _ = _notices("aa")
    loud = a_notice(key="loud", thread="a", severity=severity)

    assert plan((_failed(first), _waits(loud)), {}, NOW).is_empty


def test_an_outage_holds_back_everything_until_its_time_has_come() -> None:
    first, other = _notices("ab")
    waiting = (_failed(first, is_outage=True), _waits(other))

    assert plan(waiting, {}, NOW).is_empty
    assert plan(waiting, {}, LATER).go == (first, other)


def test_what_was_given_up_goes_no_more_and_holds_back_nothing() -> None:
    first, second = _notices("aa")
    given_up = _failed(first, buried_at=NOW, is_outage=True)

    assert plan((given_up, _waits(second)), {}, NOW).go == (second,)


def test_a_critical_notice_takes_along_what_is_postponed_before_it() -> None:
    first, second = _notices("aa", severity=Severity.WARNING)
    loud = a_notice(key="loud", thread="a", severity=Severity.CRITICAL)
    waiting = (_waits(first, retry_at=LATER), _waits(second), _waits(loud))

    assert plan(waiting, {}, NOW).go == (first, second, loud)
