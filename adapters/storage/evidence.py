"""Profiles and signals: what was measured."""

from sqlalchemy import select, update

from adapters.storage.database import Database
from adapters.storage.kinds import PROFILES, SIGNALS
from adapters.storage.outbox import enqueue
from adapters.storage.shelf import TableShelf
from domain.notices import Notice
from domain.profiles import Profile
from domain.signals import Maturity, Signal
from domain.windows import Window


class ProfileTable(TableShelf[Profile]):
    """Profiles, by whose rows they are."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, PROFILES)

    def from_origin(self, model: str, origin: str) -> tuple[Profile, ...]:
        """The profiles of one origin, by window, whole traffic before segments."""
        columns = self._table.c
        found = self._all(select(self._table).where(columns.model == model, columns.origin == origin))
        return tuple(sorted(found, key=lambda p: (p.window, str(p.segment or ""))))


class SignalTable(TableShelf[Signal]):
    """Signals; a provisional one gives way to a later one of the same question, a final one stays."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, SIGNALS)

    def record(self, noun: Signal, *, tell: Notice | None = None) -> Signal:
        """Keep the signal in place of none or of a provisional one; only the very first is told."""
        values = self._kind.values(noun)
        columns = self._table.c
        gives_way = (columns.id == noun.id) & (columns.maturity == Maturity.PROVISIONAL.value)
        with self._database.writing() as connection:
            is_new = self._insert(connection, values)
            if is_new and tell:
                enqueue(connection, tell)
            if not is_new:
                connection.execute(update(self._table).where(gives_way).values(values))
            return self._exactly(connection, noun.id)

    def within(self, model: str, window: Window) -> tuple[Signal, ...]:
        """The signals whose window lies inside this one, by window, name and subject."""
        columns = self._table.c
        inside = (columns.window_start >= window.start) & (columns.window_end <= window.end)
        found = self._all(select(self._table).where(columns.model == model, inside))
        return tuple(sorted(found, key=lambda s: (s.window, s.name, s.subject or "", str(s.segment or ""))))
