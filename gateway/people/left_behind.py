"""What was acknowledged and never worked, because a gateway died or its ledger did not answer, is worked later.

Everything that is done is named by the moment that Slack gave it and kept by the ledger's own constraints, so what had
been done already is found done, and a button that is out of date by now says so as it would to anybody.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.slack import replies
from adapters.slack.clicks import DOOR
from adapters.slack.kept import kept
from domain.errors import DriftwardenError, EvidenceUnavailable, InvalidDocument
from gateway.people.doing import done, understood

if TYPE_CHECKING:
    from datetime import datetime

    from domain.gestures import Gesture
    from gateway.people.desk import Desk
    from gateway.people.doing import Doing
    from gateway.people.intake import Intake

EVERY = timedelta(minutes=1)
# Another gateway may be at it still; after this nobody is.
_ABANDONED_AFTER = timedelta(minutes=1)
_TOO_OLD_AFTER = timedelta(days=1)
ERRAND = "gestures left behind"
_LEASE = timedelta(minutes=2)
_log = logging.getLogger(__name__)


class LeftBehind:
    """Looks at what was left behind: at the start at all of it, then every so often at what is older than a minute."""

    def __init__(self, desk: Desk, intake: Intake, *, every: timedelta = EVERY) -> None:
        self._desk = desk
        self._intake = intake
        self._every = every
        self._opened_at = desk.clock()
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="slack-left-behind", daemon=True)

    def open(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Finish the gesture at hand, and stop."""
        self._is_closing.set()
        self._thread.join()

    def work_off(self, *, before: datetime) -> None:
        """Work what came in before a moment, oldest first, unless another gateway is at it.

        Raises EvidenceUnavailable when the ledger cannot be reached.
        """
        ledger = self._desk.ledger
        with ledger.claim(ERRAND, now=self._desk.clock(), lease=_LEASE) as is_mine:
            for gesture in ledger.inbox.waiting(before=before) if is_mine else ():
                if self._is_closing.is_set():
                    return
                if gesture.door == DOOR and not self._intake.has(gesture.key):
                    self._work(gesture)

    def _look_on(self) -> None:
        before = self._opened_at
        while not self._is_closing.is_set():
            self._look(before)
            self._is_closing.wait(self._every.total_seconds())
            before = self._desk.clock() - _ABANDONED_AFTER

    def _look(self, before: datetime) -> None:
        try:
            self.work_off(before=before)
        except DriftwardenError as error:
            _log.warning("what was left behind stays so for now: %s", error)
        except Exception:  # noqa: BLE001 - the outermost line of a round: the next one is tried, whatever went wrong.
            _log.exception("what was left behind stays so for now")

    def _work(self, gesture: Gesture) -> None:
        try:
            doing = _read(gesture)
            said = self._said(gesture, doing)
        except InvalidDocument as error:
            _log.warning("let go of, and nothing was done: %s", error)
        except EvidenceUnavailable as error:
            _log.warning("a gesture of %s waits on: %s", _day(gesture), error)
            return
        else:
            if said is not None:
                self._desk.teller.tell(doing.where, said)
        self._desk.ledger.inbox.worked(gesture.key, at=self._desk.clock())

    def _said(self, gesture: Gesture, doing: Doing) -> str | None:
        """Do it, unless it is too old to be still wanted."""
        if self._desk.clock() - gesture.received_at > _TOO_OLD_AFTER:
            _log.warning("a gesture of %s at %s is let go of, undone", doing.where.user, _day(gesture))
            return replies.too_old(gesture.received_at)
        said = done(self._desk, doing)
        return None if said is None else replies.belated(said, at=gesture.received_at)


def _read(gesture: Gesture) -> Doing:
    kind, was = kept(gesture)
    return understood(kind, was.said, signed_at=was.sent_at, received_at=gesture.received_at)


def _day(gesture: Gesture) -> str:
    return f"{gesture.received_at:%Y-%m-%d %H:%M} UTC"
