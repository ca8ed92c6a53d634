"""Where there is no Slack token: the same messages as lines of JSON, and as a page that shows them as Slack would."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.notices.linking import NOWHERE, Places, linked
from adapters.slack.blocks import Standing, to_message
from adapters.slack.charts import draw_png
from adapters.slack.naming import names_in
from adapters.slack.page import Posted, draw
from adapters.slack.sizes import escape
from domain.digests import digest
from domain.errors import DeliveryFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.slack.blocks import Block
    from domain.notices import Chart, Notice

MESSAGES = "messages.jsonl"
PAGE = "slack.html"
PICTURES = "pictures"
_LOCK = ".messages.lock"


class FileMessenger:
    """A `Messenger` into a folder. A notice posted again leaves one message and gives the same receipt.

    Charts lie beside the page, in `pictures`. A redrawn message takes the place of the one that was there.
    """

    def __init__(self, folder: Path, *, places: Places = NOWHERE) -> None:
        self._folder = folder
        self._places = places

    def deliver(self, notice: Notice, *, thread: str | None) -> str:
        """Append the message and draw the page anew; raises DeliveryFailed when the folder cannot be written."""
        receipt = digest("message", notice.key)
        with self._written():
            posted = self._drawn(notice, receipt, thread, standing=None)
            earlier = self._read()
            if all(message.receipt != receipt for message in earlier):
                with (self._folder / MESSAGES).open("a", encoding="utf-8") as file:
                    file.write(_line(posted))
                earlier.append(posted)
            self._replace(PAGE, draw(earlier))
        return receipt

    def redraw(self, notice: Notice, *, receipt: str, now_says: str, is_over: bool, with_buttons: bool) -> None:
        """Put the message as it reads now in the place of the earlier one; a receipt of no message changes nothing."""
        standing = Standing(says=now_says, is_over=is_over, with_buttons=with_buttons)
        with self._written():
            earlier = self._read()
            if all(message.receipt != receipt for message in earlier):
                return
            redrawn = self._drawn(notice, receipt, None, standing=standing)
            messages = [
                replace(redrawn, thread=message.thread, at=message.at) if message.receipt == receipt else message
                for message in earlier
            ]
            self._replace(MESSAGES, "".join(map(_line, messages)))
            self._replace(PAGE, draw(messages))

    def _drawn(self, notice: Notice, receipt: str, thread: str | None, *, standing: Standing | None) -> Posted:
        picture = self._picture(notice.chart) if notice.chart and notice.chart.points else None
        message = to_message(linked(notice, self._places), picture=picture, standing=standing)
        return Posted(
            receipt=receipt,
            thread=thread,
            key=notice.key,
            at=notice.created_at,
            text=message.text,
            blocks=_with_labels(message.blocks, notice),
        )

    def _picture(self, chart: Chart) -> Block:
        name = f"{digest('chart', chart)}.png"
        path = self._folder / PICTURES / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(draw_png(chart))
        return {"image_url": f"{PICTURES}/{name}"}

    def _read(self) -> list[Posted]:
        """The messages so far; a last line that a killed writer left half written is cut off."""
        path = self._folder / MESSAGES
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        whole, newline, torn = text.rpartition("\n")
        if torn:
            self._replace(MESSAGES, whole + newline)
        # Not splitlines(): JSON leaves U+2028, U+2029 and U+0085 as they are, and those end a line to it as well.
        return [Posted.from_json(json.loads(line)) for line in whole.split("\n") if line]

    def _replace(self, name: str, text: str) -> None:
        fresh = self._folder / f".{name}"
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, self._folder / name)

    @contextmanager
    def _written(self) -> Iterator[None]:
        """One writer at a time; raises DeliveryFailed for what the file system refuses."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / _LOCK).open("a", encoding="utf-8") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise DeliveryFailed(f"{self._folder}: {error.strerror}; make the folder writable") from error


def _with_labels(blocks: tuple[Block, ...], notice: Notice) -> tuple[Block, ...]:
    """The blocks with names in the mentions: Slack turns ids into names by itself, a page cannot."""
    told = json.dumps(blocks)
    for id_, name in names_in(" ".join((notice.owner or "", *(value for _, value in notice.facts)))).items():
        told = told.replace(f"<@{id_}>", f"<@{id_}|{json.dumps(escape(name))[1:-1]}>")
    labelled: list[Block] = json.loads(told)
    return tuple(labelled)


def _line(posted: Posted) -> str:
    return json.dumps(posted.as_json(), ensure_ascii=False) + "\n"
