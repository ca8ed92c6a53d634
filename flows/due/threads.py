"""In whose thread a decision is told: in its own, or in that of the decision that it amends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.notices import decision_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.letterboxes import Outbox
    from domain.notices import Notice


def incident_of(outbox: Outbox, thread: str) -> str:
    """The thread in which the decision that a thread is called after was told; the thread itself for any other."""
    told = outbox.get(decision_key(thread))
    return told.thread if told else thread


def incidents_of(notices: Iterable[Notice]) -> dict[str, str]:
    """For each notice, by its key, the thread that it lies in, as far as these notices say."""
    known = tuple(notices)
    told_in = {notice.key: notice.thread for notice in known}
    return {notice.key: told_in.get(decision_key(notice.thread), notice.thread) for notice in known}
