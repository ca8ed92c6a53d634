"""The shelf that all shelves are: record once, get by the start of an id, list by model."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any, Generic

from sqlalchemy import Connection, Select, Table, select

from adapters.storage.audit import append
from adapters.storage.database import AT_ONCE, Database, insert_into, table_of
from adapters.storage.mapping import Kind, Noun
from adapters.storage.outbox import enqueue
from adapters.storage.prefixes import SHOWN, the_only
from domain.audit import audited
from domain.notices import Notice

# Sorts after every character that an id may have.
_AFTER_ALL = "~"


class TableShelf(Generic[Noun]):
    """One kind of noun in one table; subclasses add the questions that only their kind is asked."""

    def __init__(self, database: Database, kind: Kind[Noun]) -> None:
        self._database = database
        self._kind = kind
        self._table: Table = table_of(kind.row)

    def record(self, noun: Noun, *, tell: Notice | None = None) -> Noun:
        """Keep the noun, queue the notice and enter the deed, in one transaction, unless its id is kept.

        Returns what is kept.
        """
        values = self._kind.values(noun)
        with self._database.writing() as connection:
            if self._insert(connection, values):
                self._say(connection, noun, tell)
            return self._exactly(connection, values["id"])

    def get(self, id_: str) -> Noun:
        """The noun with this id, or with the only id that starts so; raises Unheard."""
        ids = self._table.c.id
        statement = select(ids).where(ids >= id_, ids < id_ + _AFTER_ALL).order_by(ids).limit(SHOWN + 1)
        with self._database.reading() as connection:
            found = list(connection.scalars(statement)) if id_ else []
            return self._exactly(connection, the_only(id_, found, kind=self._kind.name))

    def of(self, model: str) -> tuple[Noun, ...]:
        """All nouns of a model, in the order in which they came about."""
        return self._all(select(self._table).where(self._table.c.model == model))

    def all(self) -> tuple[Noun, ...]:
        """Those of every model, in the order in which they came about; for kinds of which people make the nouns."""
        return self._all(select(self._table))

    def fingerprints(self, ids: Collection[str]) -> Mapping[str, str]:
        """The SHA-256 of each body of these, as far as they are kept."""
        columns, in_order = self._table.c, sorted(ids)
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for first in range(0, len(in_order), AT_ONCE):
                asked = select(columns.id, columns.body).where(columns.id.in_(in_order[first : first + AT_ONCE]))
                found |= {id_: hashlib.sha256(body.encode()).hexdigest() for id_, body in connection.execute(asked)}
        return found

    def _insert(self, connection: Connection, values: dict[str, object]) -> bool:
        statement = insert_into(connection, self._kind.row).values(values)
        statement = statement.on_conflict_do_nothing().returning(self._table.c.seq)
        return connection.execute(statement).first() is not None

    def _say(self, connection: Connection, noun: Noun, tell: Notice | None) -> None:
        if tell:
            enqueue(connection, tell)
        append(connection, audited(noun))

    def _exactly(self, connection: Connection, id_: str) -> Noun:
        row = connection.execute(select(self._table).where(self._table.c.id == id_)).one()
        return self._kind.read(row)

    def _rows(self, model: str | None) -> Select[Any]:
        """The rows of one model, or of all."""
        rows = select(self._table)
        return rows if model is None else rows.where(self._table.c.model == model)

    def _all(self, statement: Select[tuple[object, ...]]) -> tuple[Noun, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(self._table.c.seq)).all()
        return tuple(self._kind.read(row) for row in rows)
