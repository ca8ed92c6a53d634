"""Transactions on SQLite and PostgreSQL, and the border at which a driver's complaint becomes ours."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import SQLModel

from adapters.storage.address import make_room, name_of, parse_address, without_secrets
from domain.errors import EvidenceUnavailable, InvalidDocument

# So many ids or rows go into one statement: a row has fewer than thirty columns, and of parameters SQLite takes 32,766
# (since 3.32) and PostgreSQL 65,535.
AT_ONCE = 500
_BUSY_SECONDS = 30
_CONNECT_SECONDS = 10


class Database:
    """One database; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Raises InvalidDocument for a URL that cannot be, EvidenceUnavailable where its folder cannot be made."""
        self._address = parse_address(url)
        self.name = name_of(self._address)
        make_room(self._address)
        self._engine = _engine_at(self._address)
        # SQLite must take the write lock before it reads, or two writers refuse each other at the upgrade.
        self._writer = self._engine.execution_options(driftwarden_writes=True)
        # The driver's own too: rows that are fetched straight from it, SQLAlchemy does not see fail.
        self._complaints = (DBAPIError, PoolTimeout, self._engine.dialect.loaded_dbapi.Error)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only looks."""
        with self._border(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that changes all or nothing."""
        with self._border(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _border(self) -> Iterator[None]:
        try:
            yield
        except self._complaints as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            why = without_secrets(" ".join(str(cause).split()), self._address)
            remedy = "the next run tries again; if it stays so, look at the database or at DRIFTWARDEN_LEDGER_URL"
            raise EvidenceUnavailable(f"ledger {self.name}: {why}; {remedy}") from error


def table_of(row: type[SQLModel]) -> Table:
    """The table behind a row class, for statements that name columns."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table classes only.
    return table


def insert_into(connection: Connection, row: type[SQLModel]) -> Any:
    """An INSERT that knows ON CONFLICT, which both dialects spell alike and neither types alike."""
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name]
    return insert(table_of(row))


def _engine_at(address: URL) -> Engine:
    if address.drivername.startswith("sqlite"):
        engine = create_engine(address, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # Whoever has waited for a lock must see what its last holder wrote, whatever the database's own default is.
    as_we_need_it = {"isolation_level": "READ COMMITTED", "connect_args": {"connect_timeout": _CONNECT_SECONDS}}
    try:
        return create_engine(address, hide_parameters=True, pool_pre_ping=True, **as_we_need_it)
    except ImportError as error:
        raise InvalidDocument(
            [f"environment: DRIFTWARDEN_LEDGER_URL: PostgreSQL needs the extra `postgres` installed ({error})"]
        ) from error


def _prepare_sqlite(connection: Any, _: object) -> None:
    # Python's driver would open transactions at moments of its own choice; we say BEGIN ourselves.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    # The mode belongs to the file, and the switch does not wait for locks: if another worker is at the file just
    # now, that one or the next connection switches it, and this one follows.
    with suppress(OperationalError):
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("driftwarden_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
