"""Silences, and how some of them were lifted before their time."""

from sqlalchemy import select

from adapters.storage.database import Database
from adapters.storage.people_kinds import LIFTINGS, SILENCES
from adapters.storage.shelf import TableShelf
from domain.errors import Unheard
from domain.notices import Notice
from domain.silences import Lifting, Silence


class SilenceTable(TableShelf[Silence]):
    """Muted models and signals, as they were asked for; people may lift them before their time."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, SILENCES)
        self._liftings = TableShelf(database, LIFTINGS)

    def lift(self, lifting: Lifting, *, tell: Notice | None = None) -> Lifting:
        """End a silence before its time, once: the first lifting is kept, told and entered, and returned.

        Raises Unheard for a silence that the ledger does not hold.
        """
        held = select(self._table.c.seq).where(self._table.c.id == lifting.silence)
        with self._database.reading() as connection:
            if connection.scalar(held) is None:
                raise Unheard(f"the ledger holds no silence {lifting.silence}")
        return self._liftings.record(lifting, tell=tell)

    def liftings(self, model: str | None = None) -> tuple[Lifting, ...]:
        """Every lifting in the order in which they came about, or those of one model's silences."""
        return self._liftings.all() if model is None else self._liftings.of(model)
