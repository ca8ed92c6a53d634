"""A gesture is kept before it is acknowledged, if the ledger says so in time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import perf_counter
from typing import Any, cast

import pytest

from adapters.memory import MemoryLedger
from domain.errors import EvidenceUnavailable
from domain.gestures import Gesture
from domain.ports import Ledger
from gateway.people.intake import Intake
from tests.builders import a_gesture, a_moment

LATER = a_moment(hours=1)
PATIENCE = 0.2


class _Ledger:
    """A ledger whose inbox answers when it is let."""

    def __init__(self, *, is_broken: bool = False) -> None:
        self.inbox = self
        self.behind = MemoryLedger().inbox
        self.answers = threading.Event()
        self._is_broken = is_broken

    def take_in(self, gesture: Any) -> Gesture:
        """Once it is let."""
        if self._is_broken:
            raise EvidenceUnavailable("ledger: connection refused")
        self.answers.wait(10)
        return self.behind.take_in(gesture)

    def worked(self, key: str, *, at: datetime) -> None:
        """At once."""
        self.behind.worked(key, at=at)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=2) as executor:
        yield executor


def _intake(ledger: _Ledger, pool: ThreadPoolExecutor) -> Intake:
    return Intake(cast(Ledger, ledger), pool, patience_seconds=PATIENCE)


def test_what_the_ledger_keeps_at_once_is_kept_until_it_is_let_go_of(pool: ThreadPoolExecutor) -> None:
    ledger = _Ledger()
    ledger.answers.set()
    intake = _intake(ledger, pool)
    in_hand = intake.take_in(a_gesture())
    assert (in_hand.is_kept, intake.has(a_gesture().key)) == (True, True)
    assert ledger.behind.waiting(before=LATER) == (a_gesture(),)
    intake.let_go(in_hand, at=LATER)
    assert (intake.has(a_gesture().key), ledger.behind.waiting(before=LATER)) == (False, ())


def test_a_silent_ledger_is_waited_for_once_and_then_by_nobody_until_it_answers(
    pool: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = _Ledger()
    intake, begun = _intake(ledger, pool), perf_counter()
    first = intake.take_in(a_gesture(key="first"))
    waited, others = perf_counter(), [intake.take_in(a_gesture(key=f"{number}")) for number in range(50)]
    assert waited - begun >= PATIENCE
    assert perf_counter() - waited < 50 * PATIENCE / 2
    assert not any(in_hand.is_kept for in_hand in (first, *others))
    assert "the ledger did not answer within 0.2 s" in caplog.text

    for in_hand in (first, *others):
        intake.let_go(in_hand, at=LATER)
    ledger.answers.set()
    pool.shutdown()
    assert ledger.behind.waiting(before=LATER) == ()


def test_a_broken_ledger_keeps_nothing_and_the_log_says_why(
    pool: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    intake = _intake(_Ledger(is_broken=True), pool)
    in_hand = intake.take_in(a_gesture())
    assert not in_hand.is_kept
    assert "acknowledged without being kept, and lost if this process dies now: ledger: connection" in caplog.text
    intake.let_go(in_hand, at=LATER)
    assert not intake.has(a_gesture().key)
