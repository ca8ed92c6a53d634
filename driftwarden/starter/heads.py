"""The beginning of a text file, so that a draft reads no more of a large one."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from adapters.prediction_logs.text_blocks import blocks
from domain.errors import EvidenceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.prediction_logs.places import LogFile, Place

_HEAD_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of one text file, in whole lines, as a place of its own."""

    text: bytes

    def files(self) -> list[LogFile]:
        return []

    @contextmanager
    def open(self, file: LogFile) -> Iterator[Any]:
        del file
        yield BytesIO(self.text)

    def on_disk(self, file: LogFile) -> Path | None:
        del file
        return None


def head_of(file: LogFile, place: Place) -> tuple[Head, bool]:
    """The first whole lines of a text file, and whether others follow; raises EvidenceUnavailable."""
    try:
        with place.open(file) as stream:
            text = next(blocks(stream, quoted=file.suffix == ".csv", size=_HEAD_BYTES), b"")
            return Head(text), bool(stream.read(1)) or len(text) == _HEAD_BYTES
    except OSError as error:
        raise EvidenceUnavailable(f"{file.name}: cannot be read ({error})") from error
