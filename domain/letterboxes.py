"""The ledger's two letterboxes: what is on its way to people, and what came in from them and is not worked yet."""

from datetime import datetime
from typing import Protocol

from domain.gestures import Gesture
from domain.notices import Notice, Undelivered


class Outbox(Protocol):
    """Notices on their way to people: queued with their cause, delivered at least once, never lost."""

    def queue(self, notice: Notice) -> bool:
        """Queue a notice that has no noun of its own; says whether its key was new."""
        ...

    def posted(self, key: str, *, receipt: str) -> None:
        """Note the messenger's own name for a notice that is posted, of which something is left to do (a redraw).

        It stays undelivered; who finds a `receipt` posts it no second time.
        """
        ...

    def delivered(self, key: str, *, receipt: str, at: datetime) -> None:
        """Note that a notice arrived, and the messenger's own name for it; the first name stays."""
        ...

    def failed(self, key: str, *, why: str, retry_at: datetime, is_outage: bool = False) -> None:
        """Note that a delivery failed, whether nothing else would get through either, and when to try again.

        Outages and refusals are counted apart: the first one of the other kind is counted as 1.
        """
        ...

    def receipt(self, key: str) -> str | None:
        """The messenger's name for a delivered notice."""
        ...

    def get(self, key: str) -> Notice | None:
        """The notice of that key, delivered or not."""
        ...

    def postpone(self, key: str, *, until: datetime) -> None:
        """Leave an undelivered notice for later on purpose; it is no failure."""
        ...

    def bury(self, key: str, *, why: str, at: datetime) -> None:
        """Give up on an undelivered notice, which no repetition can bring through; it no longer holds up its thread.

        It counts as one more failure.
        """
        ...

    def revive(self, key: str) -> bool:
        """Try a buried notice again from the start, without failures; says whether it was buried."""
        ...

    def undelivered(self) -> tuple[Undelivered, ...]:
        """Everything that has not arrived, buried letters too, oldest first."""
        ...

    def of(self, model: str) -> tuple[Notice, ...]:
        """All notices of a model, oldest first."""
        ...


class Inbox(Protocol):
    """What people did at a door: kept before it is acknowledged, until it is worked, so that no crash loses it."""

    def take_in(self, gesture: Gesture) -> Gesture:
        """Keep a gesture; returns what is kept under its key: of one that is sent again, worked or not, the first."""
        ...

    def waiting(self, *, before: datetime) -> tuple[Gesture, ...]:
        """The gestures that came in before a moment and are not worked, oldest first."""
        ...

    def worked(self, key: str, *, at: datetime) -> None:
        """Note that a gesture was worked: it waits no longer, and is known for `REMEMBERED` if it is sent again.

        Those worked longer ago are let go of. Of one that is not there nothing is said.
        """
        ...
