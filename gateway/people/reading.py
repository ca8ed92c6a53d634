"""What a button or a form carries, read: whatever is none of ours is said to be so, and is no fault inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from domain.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Callable

_Read = TypeVar("_Read")


def read(reader: Callable[[str], _Read], text: str) -> _Read:
    """What `reader` makes of a text from Slack; raises NotUnderstood where it raises ValueError."""
    try:
        return reader(text)
    except ValueError as error:
        raise NotUnderstood(str(error).partition("\n")[0]) from error
