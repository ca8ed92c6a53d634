"""Lines of YAML as a person would write them, with a comment beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH, _COMMENT_AT = 120, 38


def scalar(text: str) -> str:
    """Text as YAML writes it in one line, quoted where it has to be.

    >>> scalar("event time"), scalar("on"), scalar("a: b")
    ('event time', "'on'", "'a: b'")
    """
    return str(yaml.safe_dump([text], width=10_000, default_flow_style=True, allow_unicode=True)).strip()[1:-1]


def commented(key: str, value: str, comment: str) -> Iterator[str]:
    """One line with its comment beside it, or above it where it would get too long."""
    line = f"{key}: {value}"
    beside = f"{line:<{_COMMENT_AT - 2}}  # {comment}"
    if len(beside) <= _WIDTH:
        yield beside
        return
    yield f"{' ' * (len(key) - len(key.lstrip()))}# {comment}"
    yield line


def wrapped(items: list[str]) -> Iterator[str]:
    """Comments that list the items, as many a line as fit."""
    line = "  #   "
    for number, item in enumerate(items, start=1):
        piece = item + (", " if number < len(items) else "")
        if len(line) + len(piece) > _WIDTH and line.strip() != "#":
            yield line.rstrip()
            line = "  #   "
        line += piece
    yield line.rstrip() if items else "  #   there is none, so there is nothing to train on"
