"""The outbox as a dictionary."""

from dataclasses import dataclass
from datetime import datetime
from threading import RLock

from domain.errors import Unheard
from domain.notices import Notice


@dataclass(slots=True, kw_only=True)
class _Entry:
    notice: Notice
    retry_at: datetime | None = None
    receipt: str | None = None
    failures: int = 0


class MemoryOutbox:
    """The outbox of domain.shelves, in memory."""

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

    def due(self, now: datetime) -> tuple[Notice, ...]:
        """Undelivered notices whose time to try has come, oldest first, none ahead of its thread."""
        waiting: set[str] = set()
        found = []
        with self._lock:
            for entry in self._entries.values():
                if entry.receipt is not None or entry.notice.thread in waiting:
                    continue
                if entry.retry_at is not None and entry.retry_at > now:
                    waiting.add(entry.notice.thread)
                else:
                    found.append(entry.notice)
        return tuple(found)

    def delivered(self, key: str, *, receipt: str, at: datetime) -> None:
        """Note that a notice arrived, once; raises Unheard for a key that was never queued."""
        with self._lock:
            entry = self._entry(key)
            if entry.receipt is None:
                entry.receipt = receipt

    def failed(self, key: str, *, why: str, retry_at: datetime) -> None:
        """Note a failure of a notice that has not arrived; raises Unheard for a key that was never queued."""
        with self._lock:
            entry = self._entry(key)
            if entry.receipt is None:
                entry.failures += 1
                entry.retry_at = retry_at

    def receipt(self, key: str) -> str | None:
        """The messenger's name for a delivered notice."""
        entry = self._entries.get(key)
        return entry.receipt if entry else None

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
