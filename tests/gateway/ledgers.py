"""Ledgers with bad days, as the gateway meets them."""

import threading
from datetime import datetime
from typing import Any

from adapters.memory import MemoryLedger
from domain.errors import EvidenceUnavailable
from domain.gestures import Gesture
from domain.ports import Ledger


class Down:
    """A ledger that takes gestures in, and answers nothing else."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:
        if name != "inbox":
            raise EvidenceUnavailable("ledger: connection refused")
        return self._ledger.inbox


class Inbox:
    """An inbox that can be slow to take in, and unable to let go; it tells when it was to let go."""

    def __init__(self, ledger: Ledger, *, is_slow: bool = False, clings: bool = False) -> None:
        self._ledger = ledger
        self._clings = clings
        self.answers = threading.Event()
        self.was_worked = threading.Event()
        if not is_slow:
            self.answers.set()

    def take_in(self, gesture: Any) -> Gesture:
        """Keep it, sooner or later."""
        self.answers.wait(10)
        return self._ledger.inbox.take_in(gesture)

    def worked(self, key: str, *, at: datetime) -> None:
        """Let go of it; or not, as if the process had died before."""
        if not self._clings:
            self._ledger.inbox.worked(key, at=at)
        self.was_worked.set()
        if self._clings:
            raise EvidenceUnavailable("ledger: connection refused")


class With:
    """A ledger with another inbox; its requests come when they are let go."""

    def __init__(self, ledger: Ledger, inbox: Inbox, *, gate: threading.Event | None = None) -> None:
        self._ledger = ledger
        self._gate = gate
        self.inbox = inbox

    def __getattr__(self, name: str) -> Any:
        if name == "requests" and self._gate is not None:
            self._gate.wait(10)
        return getattr(self._ledger, name)


class Deaf(Down):
    """A ledger that can be asked what waits, and nothing else."""

    def claim(self, *args: Any, **kwargs: Any) -> Any:
        """As ever."""
        return self._ledger.claim(*args, **kwargs)


class Moody:
    """A ledger that fails in every way first, and then answers; it tells when a gesture was let go of."""

    def __init__(self) -> None:
        self._ledger = MemoryLedger()
        self._moods = [EvidenceUnavailable("ledger: connection refused"), RuntimeError("a bug")]
        self.inbox = self
        self.take_in, self.waiting = self._ledger.inbox.take_in, self._ledger.inbox.waiting
        self.was_worked = threading.Event()

    def claim(self, *args: Any, **kwargs: Any) -> Any:
        """Not at first."""
        if self._moods:
            raise self._moods.pop(0)
        return self._ledger.claim(*args, **kwargs)

    def worked(self, key: str, *, at: datetime) -> None:
        """Let go of it, and say so."""
        self._ledger.inbox.worked(key, at=at)
        self.was_worked.set()
