"""Where there is no Slack token: the same messages as lines of JSON, and as a page that shows them as Slack would."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from adapters.slack.blocks import to_message
from adapters.slack.page import Posted, draw
from domain.digests import digest
from domain.errors import DeliveryFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.notices import Notice

MESSAGES = "messages.jsonl"
PAGE = "slack.html"


class FileMessenger:
    """A `Messenger` into a folder. A notice posted again leaves one message and gives the same receipt."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Append the message and draw the page anew; raises DeliveryFailed when the folder cannot be written."""
        message = to_message(notice)
        posted = Posted(
            receipt=digest("message", notice.key),
            thread=thread,
            key=notice.key,
            at=notice.created_at,
            text=message.text,
            blocks=message.blocks,
        )
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._post(posted)
        except OSError as error:
            raise DeliveryFailed(f"{self._folder}: {error.strerror}; make the folder writable") from error
        return posted.receipt

    def _post(self, posted: Posted) -> None:
        with _locked(self._folder / MESSAGES) as file:
            earlier = _read(file)
            if all(message.receipt != posted.receipt for message in earlier):
                file.write(json.dumps(posted.as_json(), ensure_ascii=False) + "\n")
                file.flush()
                earlier.append(posted)
            self._draw(earlier)

    def _draw(self, messages: list[Posted]) -> None:
        page, fresh = self._folder / PAGE, self._folder / f".{PAGE}"
        fresh.write_text(draw(messages), encoding="utf-8")
        os.replace(fresh, page)


@contextmanager
def _locked(path: Path) -> Iterator[TextIO]:
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _read(file: TextIO) -> list[Posted]:
    """The messages so far; a last line that a killed writer left half written is cut off."""
    file.seek(0)
    text = file.read()
    whole, newline, torn = text.rpartition("\n")
    if torn:
        file.truncate(len((whole + newline).encode()))
    return [Posted.from_json(json.loads(line)) for line in whole.splitlines() if line]
