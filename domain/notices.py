"""What people are told, before any messenger gives it a shape."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How loud a notice is."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something a person may press; `value` carries the request's id and the digest it is bound to."""

    action: str
    label: str
    value: str
    style: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to people. `key` makes it unique, so it is queued once however often it is said.

    `thread` is the incident it belongs to (the decision's id); `facts` are label and value pairs; `paragraphs`
    and `title` are plain text without markup. `channel` is where it goes instead of the usual place, `owner` who is
    asked to look at it.
    """

    key: str
    model: str
    thread: str
    severity: Severity
    title: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    created_at: datetime
    channel: str | None = None
    owner: str | None = None
