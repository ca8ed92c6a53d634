"""Where a notice goes, and who is mentioned in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.notices import Severity
from flows.due.holding import people_of

if TYPE_CHECKING:
    from domain.notices import Notice
    from flows.due.holding import People


def channel_of(notice: Notice, people: People) -> str | None:
    """The notice's own channel, or its model's; None for the usual one."""
    return notice.channel or people_of(notice, people).channel


def addressed(notice: Notice, people: People) -> Notice:
    """The notice with its model's channel and owner, where it names none; nobody is mentioned for what is only news."""
    is_loud = notice.severity is not Severity.INFO
    owner = people_of(notice, people).owner if is_loud else None
    return replace(notice, channel=channel_of(notice, people), owner=notice.owner or owner)


def in_the_usual_channel(notice: Notice) -> Notice:
    """The notice for everybody, with a word on whom it was meant for; its own channel cannot be reached."""
    meant_for = ("Meant for", f"{notice.channel}, which cannot be reached")
    return replace(notice, channel=None, facts=(*notice.facts, meant_for))
