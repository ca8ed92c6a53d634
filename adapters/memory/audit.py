"""The audit's chain as a list."""

from threading import RLock

from domain.audit import Audited, AuditEntry, following


class MemoryAudit:
    """The audit of domain.people_shelves, in memory."""

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._entries: list[AuditEntry] = []

    def append(self, entered: Audited | None) -> None:
        """Append what is entered, if anything is."""
        if entered is not None:
            with self._lock:
                self._entries.append(following(self.head(), entered))

    def entries(self, model: str | None = None) -> tuple[AuditEntry, ...]:
        """All entries in order, or those about one model."""
        with self._lock:
            return tuple(entry for entry in self._entries if model in {None, entry.entered.model})

    def head(self) -> AuditEntry | None:
        """The newest entry."""
        return self._entries[-1] if self._entries else None

    def columns_otherwise(self) -> tuple[str, ...]:
        """Nothing: there are no columns."""
        return ()
