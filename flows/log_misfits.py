"""What a model's file asks of its log that the log does not have, found by a glance at its newest file or table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.wiring import glance_at
from policies.documents import locate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.prediction_logs.glancing import Glance
    from flows.documents import ModelDocument
    from flows.projects import WatchedModel
    from policies.complaints import Location


def log_misfits(watched: WatchedModel, root: Path) -> tuple[str, ...]:
    """Everything that does not fit, each "FILE:LINE:COL: field: what is wrong; remedy"; a log that does not open too.

    Relative paths of the log start at `root`.
    """
    glance = glance_at(watched.document.log, root=root)
    flaws = tuple((("log", *flaw.at), flaw.told) for flaw in glance.flaws)
    return _placed(watched, (*flaws, *_strangers(watched.document, glance)))


def strangers(watched: WatchedModel, root: Path) -> tuple[str, ...]:
    """Of these only columns that segments and monitors name and that the log lacks: rows are read all the same.

    None where the log does not open, which whoever reads it says.
    """
    if not any(_asked(watched.document)):
        return ()
    return _placed(watched, tuple(_strangers(watched.document, glance_at(watched.document.log, root=root))))


def opened(watched: WatchedModel, root: Path) -> tuple[str, tuple[str, ...]]:
    """The newest file or the table of the predictions, and of these only what stands in the way of reading the log."""
    glance = glance_at(watched.document.log, root=root)
    return glance.name, _placed(watched, tuple((("log", *flaw.at), flaw.told) for flaw in glance.flaws))


def _strangers(document: ModelDocument, glance: Glance) -> Iterator[tuple[Location, str]]:
    for place, column in _asked(document):
        told = glance.stranger(column)
        if told is not None:
            yield place, told


def _asked(document: ModelDocument) -> Iterator[tuple[Location, str]]:
    """The columns that the file names besides those with a role, and where."""
    spec = document.monitoring
    for number, slicing in enumerate(spec.segments):
        place = ("monitoring", "segments", number)
        if isinstance(slicing, str):
            yield place, slicing
        else:
            yield from (((*place, at), column) for at, column in enumerate(slicing))
    for number, entry in enumerate(spec.monitors):
        for at, column in enumerate(getattr(entry, "columns", None) or ()):
            yield ("monitoring", "monitors", number, "columns", at), column


def _placed(watched: WatchedModel, found: tuple[tuple[Location, str], ...]) -> tuple[str, ...]:
    if not found:
        return ()
    text = watched.file.read_text(encoding="utf-8")
    return tuple(locate(text, at, source=str(watched.file)) + told for at, told in found)
