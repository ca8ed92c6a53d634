"""The outbox as a dictionary."""

from dataclasses import dataclass
from datetime import datetime
from threading import RLock

from domain.errors import Unheard
from domain.notices import Notice, Undelivered


@dataclass(slots=True, kw_only=True)
class _Entry:
    notice: Notice
    retry_at: datetime | None = None
    postponed_until: datetime | None = None
    buried_at: datetime | None = None
    delivered_at: datetime | None = None
    receipt: str | None = None
    failures: int = 0
    last_failure: str | None = None
    is_outage: bool = False

    @property
    def is_on_its_way(self) -> bool:
        return self.delivered_at is None and self.buried_at is None

    def fail(self, why: str, *, is_outage: bool) -> None:
        self.failures = 1 + (self.failures if self.is_outage == is_outage else 0)
        self.last_failure, self.is_outage = why, is_outage

    def as_undelivered(self) -> Undelivered:
        waits = [until for until in (self.retry_at, self.postponed_until) if until is not None]
        return Undelivered(
            notice=self.notice,
            failures=self.failures,
            last_failure=self.last_failure,
            is_outage=self.is_outage,
            retry_at=max(waits, default=None),
            buried_at=self.buried_at,
            postponed_until=self.postponed_until,
        )


class MemoryOutbox:
    """The outbox of domain.letterboxes, in memory."""

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._entries: dict[str, _Entry] = {}

    def queue(self, notice: Notice) -> bool:
        """Queue a notice that has no noun of its own; says whether its key was new."""
        with self._lock:
            is_new = notice.key not in self._entries
            if is_new:
                self._entries[notice.key] = _Entry(notice=notice)
            return is_new

    def posted(self, key: str, *, receipt: str) -> None:
        """Note the receipt of a notice of which something is left to do; raises Unheard for a key never queued."""
        with self._lock:
            entry = self._entry(key)
            if entry.delivered_at is None and entry.receipt is None:
                entry.receipt = receipt

    def delivered(self, key: str, *, receipt: str, at: datetime) -> None:
        """Note that a notice arrived, once; raises Unheard for a key that was never queued."""
        with self._lock:
            self.posted(key, receipt=receipt)
            entry = self._entry(key)
            entry.delivered_at = entry.delivered_at or at

    def failed(self, key: str, *, why: str, retry_at: datetime, is_outage: bool = False) -> None:
        """Note a failure of a notice that has not arrived; raises Unheard for a key that was never queued."""
        with self._lock:
            entry = self._entry(key)
            if entry.is_on_its_way:
                entry.fail(why, is_outage=is_outage)
                entry.retry_at = retry_at

    def postpone(self, key: str, *, until: datetime) -> None:
        """Leave an undelivered notice for later on purpose; raises Unheard for a key that was never queued."""
        with self._lock:
            entry = self._entry(key)
            if entry.is_on_its_way:
                entry.postponed_until = until

    def bury(self, key: str, *, why: str, at: datetime) -> None:
        """Give up on an undelivered notice, once; raises Unheard for a key that was never queued."""
        with self._lock:
            entry = self._entry(key)
            if entry.is_on_its_way:
                entry.fail(why, is_outage=False)
                entry.buried_at = at

    def revive(self, key: str) -> bool:
        """Try a buried notice again from the start; says whether it was buried. Raises Unheard as the others do."""
        with self._lock:
            entry = self._entry(key)
            was_buried = entry.buried_at is not None and entry.delivered_at is None
            if was_buried:
                self._entries[key] = _Entry(notice=entry.notice, receipt=entry.receipt)
            return was_buried

    def receipt(self, key: str) -> str | None:
        """The messenger's name for a notice that was delivered, or posted at least."""
        entry = self._entries.get(key)
        return entry.receipt if entry else None

    def get(self, key: str) -> Notice | None:
        """The notice of that key, delivered or not."""
        entry = self._entries.get(key)
        return entry.notice if entry else None

    def undelivered(self) -> tuple[Undelivered, ...]:
        """Everything that has not arrived, buried letters too, oldest first."""
        with self._lock:
            waiting = (entry for entry in self._entries.values() if entry.delivered_at is None)
            return tuple(entry.as_undelivered() for entry in waiting)

    def of(self, model: str) -> tuple[Notice, ...]:
        """All notices of a model, oldest first."""
        with self._lock:
            return tuple(entry.notice for entry in self._entries.values() if entry.notice.model == model)

    def models(self) -> set[str]:
        """The models that notices are about."""
        with self._lock:
            return {entry.notice.model for entry in self._entries.values()}

    def _entry(self, key: str) -> _Entry:
        if key not in self._entries:
            raise Unheard(f"the outbox holds no notice {key}")
        return self._entries[key]
