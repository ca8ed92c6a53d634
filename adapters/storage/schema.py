"""Which shape the tables have, and what happens at a ledger of another shape.

A new ledger is created whole, in one transaction, with its version in
`schema_version`; a ledger of another version is refused before anything is read from it. There are no migrations
yet, because nothing older has been released: Alembic comes with the first change of a table after a release, and
takes that version as its starting point.
"""

from sqlalchemy import Connection, inspect, select, text

import adapters.storage.derived_tables
import adapters.storage.evidence_tables
import adapters.storage.letter_tables
import adapters.storage.people_tables
import adapters.storage.training_tables  # noqa: F401 (every table is created with the others)
from adapters.storage.database import Database, insert_into, table_of
from adapters.storage.tables import SchemaVersionRow, Table
from domain.errors import InvalidDocument

SCHEMA_VERSION = 6
# Any number will do, as long as nobody else in the database locks on it: "drift" in ASCII.
_ADVISORY_LOCK = 0x6472696674


def prepare(database: Database) -> None:
    """Create the tables where there are none; raises InvalidDocument for tables of another version."""
    with database.reading() as connection:
        found = _version(connection)
    if found is None:
        found = _create(database)
    if found != SCHEMA_VERSION:
        raise InvalidDocument([_refusal(database.name, found)])


def _version(connection: Connection) -> int | None:
    if not inspect(connection).has_table("schema_version"):
        return None
    return connection.scalar(select(table_of(SchemaVersionRow).c.version))


def _create(database: Database) -> int | None:
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        Table.metadata.create_all(connection)
        if _version(connection) is None:
            connection.execute(insert_into(connection, SchemaVersionRow).values(version=SCHEMA_VERSION))
        return _version(connection)


def _refusal(name: str, found: int | None) -> str:
    remedy = "or set DRIFTWARDEN_LEDGER_URL to a new place and keep this one for reading"
    if found is not None and found > SCHEMA_VERSION:
        remedy = f"install the newer Driftwarden that wrote it, {remedy}"
    else:
        remedy = f"use the Driftwarden that wrote it, {remedy}"
    return f"ledger {name}: its tables have version {found}, this Driftwarden knows {SCHEMA_VERSION}; {remedy}"
