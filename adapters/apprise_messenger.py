"""Brings notices to people by mail, webhooks and whatever else Apprise knows (https://github.com/caronc/apprise)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from adapters.apprise_refusals import Refused
from adapters.apprise_sending import can_be_read, scheme, send
from adapters.notices.linking import NOWHERE, linked
from adapters.plain_text import subject
from domain.digests import digest
from domain.errors import DeliveryFailed, InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adapters.notices.linking import Places
    from domain.notices import Notice

VARIABLE = "DRIFTWARDEN_APPRISE_URLS"
_RECEIPT = "apprise "
_NOTES = "taken"


class AppriseMessenger:
    """A `Messenger` to one or more Apprise addresses.

    What is sent cannot be changed, so `redraw` does nothing. A receipt carries the subject of the message, and what
    follows in its thread has the subject `Re: ...`; mails of one incident also refer to one id, by which mail programs
    thread them. An address is a secret: no text, no receipt and no log record holds any part of it but its scheme.
    """

    def __init__(self, addresses: Sequence[str], folder: Path, *, places: Places = NOWHERE) -> None:
        """`folder` is where it is noted which addresses took a message that others did not take yet.

        `places` are what messages link to.

        Raises InvalidDocument, naming each by its number, for addresses that Apprise cannot read.
        """
        self._addresses = tuple(addresses)
        self._places = places
        self._notes = folder / _NOTES
        unread = [number for number, address in enumerate(addresses, 1) if not can_be_read(address)]
        if unread:
            raise InvalidDocument([f"environment: {self._named(number)} {_UNREADABLE}" for number in unread])

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Send it to every address; one that took it is not sent it again while others have not.

        Raises DeliveryFailed, naming the addresses by number and scheme, when not all of them took it.
        """
        self._make_notes_possible()
        notice = linked(notice, self._places)
        title = _title(notice, thread)
        numbers = range(1, len(self._addresses) + 1)
        refusals = {n: refusal for n in numbers if (refusal := self._send_once(notice, title, n)) is not None}
        if refusals:
            raise self._failed(refusals)
        for number in numbers:
            self._note(notice, number).unlink(missing_ok=True)
        return _RECEIPT + quote(subject(notice), safe=" ")

    def redraw(self, notice: Notice, *, receipt: str, now_says: str, is_over: bool, with_buttons: bool) -> None:
        """Nothing: what was sent stays as it is, and what follows in the thread says how things stand."""

    def _send_once(self, notice: Notice, title: str, number: int) -> Refused | None:
        """What stood in the way; None when the address has the message."""
        note = self._note(notice, number)
        if note.exists():
            return None
        refused = send(notice, title, self._addresses[number - 1])
        if refused is None and self._needs_notes():
            note.touch()
        return refused

    def _failed(self, refusals: dict[int, Refused]) -> DeliveryFailed:
        may_pass = all(refusal.is_outage for refusal in refusals.values())
        return DeliveryFailed(
            "; ".join(f"{self._named(number)} {refusal.why}" for number, refusal in refusals.items()),
            outage=may_pass and len(refusals) == len(self._addresses),
            permanent=not may_pass,
        )

    def _needs_notes(self) -> bool:
        return len(self._addresses) > 1

    def _make_notes_possible(self) -> None:
        if not self._needs_notes():
            return
        try:
            self._notes.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DeliveryFailed(f"{self._notes}: {error.strerror}; make the folder writable") from error

    def _note(self, notice: Notice, number: int) -> Path:
        return self._notes / digest("taken", notice.key, str(number))

    def _named(self, number: int) -> str:
        """An address by its number and scheme: the rest may be a secret."""
        return f"address {number} of {VARIABLE} ({scheme(self._addresses[number - 1])})"


_UNREADABLE = (
    "is none that Apprise can read; write it as https://github.com/caronc/apprise/wiki says, with %20 for a blank"
)


def _title(notice: Notice, thread: str | None) -> str:
    """What the thread was opened with; another messenger's receipt, from before, names no subject."""
    if thread is None or not thread.startswith(_RECEIPT):
        return subject(notice)
    return f"Re: {unquote(thread.removeprefix(_RECEIPT))}"
