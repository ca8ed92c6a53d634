"""What people did is kept before it is acknowledged, until it is worked; a silent ledger delays nobody."""

from __future__ import annotations

import logging
from concurrent.futures import wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.errors import EvidenceUnavailable

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from datetime import datetime

    from domain.gestures import Gesture
    from domain.ports import Ledger

# Of the three seconds in which Slack wants an acknowledgement.
_PATIENCE_SECONDS = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """A gesture that is being worked here, and whether the ledger has it."""

    key: str
    taking: Future[Gesture]

    @property
    def is_kept(self) -> bool:
        """Whether the ledger said so by now."""
        return self.taking.done() and self.taking.exception() is None

    @property
    def first(self) -> Gesture | None:
        """As it first came in, which is another time if Slack sent it again; None where the ledger does not say."""
        return self.taking.result() if self.is_kept else None


class Intake:
    """Takes gestures in, and lets go of them. Safe between threads."""

    def __init__(self, ledger: Ledger, pool: Executor, *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        """`pool` is for this alone: where it were full of work, nothing would be kept before it was done."""
        self._ledger = ledger
        self._pool = pool
        self._patience_seconds = patience_seconds
        self._keys: set[str] = set()
        self._overdue: Future[Gesture] | None = None

    def take_in(self, gesture: Gesture) -> InHand:
        """Have it kept, and wait for that a second at the most; not at all while an earlier one is still waited for."""
        self._keys.add(gesture.key)
        in_hand = InHand(key=gesture.key, taking=self._pool.submit(lambda: self._ledger.inbox.take_in(gesture)))
        if self._overdue is None or self._overdue.done():
            wait({in_hand.taking}, timeout=self._patience_seconds)
        if not in_hand.is_kept:
            self._complain(in_hand.taking)
        return in_hand

    def has(self, key: str) -> bool:
        """Whether a gesture is being worked here."""
        return key in self._keys

    def leave(self, in_hand: InHand) -> None:
        """Leave a gesture that is kept for a later round."""
        self._keys.discard(in_hand.key)

    def let_go(self, in_hand: InHand, *, at: datetime) -> None:
        """Have the ledger note that a gesture was worked, as soon as it has kept it."""
        in_hand.taking.add_done_callback(lambda _: self._note_worked(in_hand, at))

    def _note_worked(self, in_hand: InHand, at: datetime) -> None:
        self._keys.discard(in_hand.key)
        if not in_hand.is_kept:
            return
        try:
            self._ledger.inbox.worked(in_hand.key, at=at)
        except EvidenceUnavailable as error:
            _log.warning("a gesture that was worked is kept on, and will be worked once more: %s", error)

    def _complain(self, taking: Future[Gesture]) -> None:
        error = taking.exception() if taking.done() else None
        if error is None:
            self._overdue = taking
        why = error or f"the ledger did not answer within {self._patience_seconds:g} s"
        _log.warning("a gesture is acknowledged without being kept, and lost if this process dies now: %s", why)
