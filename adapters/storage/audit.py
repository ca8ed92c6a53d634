"""The audit's chain as a table. Whoever appends holds a lock until the end of the transaction: one chain, no forks."""

from sqlalchemy import Connection, Row, insert, select, text

from adapters.storage.columns import columns_otherwise
from adapters.storage.database import Database, table_of
from adapters.storage.people_tables import AuditRow
from domain.audit import Audited, AuditEntry, following

_AUDIT = table_of(AuditRow)
# Any number will do, as long as nobody else in the database locks on it: "audit" in ASCII.
_ADVISORY_LOCK = 0x6175646974


def append(connection: Connection, entered: Audited | None) -> None:
    """Append what is entered, if anything is, in the transaction that keeps its noun.

    It is the last thing that a transaction does: no other lock is waited for while this one is held.
    """
    if entered is None:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    entry = following(_head(connection), entered)
    values = {
        "number": entry.number,
        "entered_at": entered.at,
        "actor": entered.actor,
        "door": entered.door,
        "deed": entered.deed,
        "model": entered.model,
        "about": entered.about,
        "says": entered.says,
        "before": entry.before,
    }
    connection.execute(insert(_AUDIT).values(values))


class AuditTable:
    """The audit of domain.people_shelves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, model: str | None = None) -> tuple[AuditEntry, ...]:
        """All entries in order, or those about one model."""
        statement = select(_AUDIT).order_by(_AUDIT.c.number)
        statement = statement if model is None else statement.where(_AUDIT.c.model == model)
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(statement))

    def head(self) -> AuditEntry | None:
        """The newest entry."""
        with self._database.reading() as connection:
            return _head(connection)

    def columns_otherwise(self) -> tuple[str, ...]:
        """A sentence for every column beside a noun of a person's or of a training that says otherwise than that."""
        with self._database.reading() as connection:
            return tuple(columns_otherwise(connection))


def _head(connection: Connection) -> AuditEntry | None:
    row = connection.execute(select(_AUDIT).order_by(_AUDIT.c.number.desc()).limit(1)).first()
    return None if row is None else _entry(row)


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    entered = Audited(
        at=row.entered_at,
        actor=row.actor,
        door=row.door,
        deed=row.deed,
        model=row.model,
        about=row.about,
        says=row.says,
    )
    return AuditEntry(number=row.number, entered=entered, before=row.before)
