"""PostgreSQL through ADBC: rows come as Arrow, by COPY, batch by batch.

COPY takes no parameters, and with parameters the driver holds the whole answer in memory, so the window is written
into the query: as two literals made from datetimes, never from text.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pyarrow as pa

from adapters.prediction_logs.sql.address import Address
from adapters.prediction_logs.sql.query import CAST, Only, Origin, Span, cast_to, quoted
from adapters.prediction_logs.times import is_text

# How the ends of a span are written: as moments, as local times, and as the days that text begins with.
_MOMENT, _LOCAL, _DAY = "TIMESTAMPTZ '%Y-%m-%d %H:%M:%S.%f+00'", "TIMESTAMP '%Y-%m-%d %H:%M:%S.%f'", "'%Y-%m-%d'"
_DATED = r"^\d{4}-\d{2}-\d{2}"


class PostgresRoad:
    """One PostgreSQL database; implements `Road`."""

    def __init__(self, address: Address) -> None:
        import adbc_driver_postgresql.dbapi as driver

        self._driver, self._address = driver, address

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What the driver raises."""
        return (self._driver.Error, pa.ArrowException, OSError)

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A connection; nothing that is done on it is kept."""
        with self._driver.connect(self._address.dialled) as connection:
            yield connection

    def schema(self, connection: Any, origin: Origin, only: Only, *, keys: frozenset[str]) -> Any:
        """The columns as they are read: exact numbers as floats, or as text where they are keys; the exotic as text."""
        del only
        return pa.schema([_read_as(field, keys) for field in _declared(connection, origin)])

    def batches(self, connection: Any, origin: Origin, only: Only, schema: Any) -> Iterator[Any]:
        """Batches of a few megabytes."""
        columns = ", ".join(_expression(field) for field in schema)
        yield from _asked(
            connection, f"SELECT {columns} FROM {origin.sql} WHERE {_condition(connection, origin, only)}"
        )


def _asked(connection: Any, sql: str) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        with closing(cursor.fetch_record_batch()) as reader:
            yield from reader


def _declared(connection: Any, origin: Origin) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {origin.sql} LIMIT 0")
        with closing(cursor.fetch_record_batch()) as reader:
            return reader.schema


def _read_as(field: Any, keys: frozenset[str]) -> Any:
    is_number = _type_name(field) == "numeric"
    if is_number and field.name not in keys:
        return pa.field(field.name, pa.float64(), metadata={CAST: b"double precision"})
    if is_number or isinstance(field.type, pa.BaseExtensionType) or pa.types.is_interval(field.type):
        return pa.field(field.name, pa.string(), metadata={CAST: b"text"})
    return pa.field(field.name, field.type)


def _type_name(field: Any) -> str:
    return str((field.metadata or {}).get(b"ADBC:postgresql:typname", b"").decode())


def _expression(field: Any) -> str:
    name, cast = quoted(field.name), cast_to(field)
    return f"CAST({name} AS {cast}) AS {name}" if cast else name


def _condition(connection: Any, origin: Origin, only: Only) -> str:
    if isinstance(only, Span):
        return _inside(only, _declared(connection, origin))
    inside = _inside(only.span, _declared(connection, only.origin))
    return f"{quoted(only.id)} IN (SELECT {quoted(only.their_id)} FROM {only.origin.sql} WHERE {inside})"


def _inside(span: Span, declared: Any) -> str:
    """The rows of a span, and those that nobody can place; local times are looked for in a wider one."""
    column, kind = quoted(span.time), dict(zip(declared.names, declared.types, strict=True)).get(span.time, pa.null())
    if is_text(kind):
        return f"({_between(column, span.wider, _DAY)} OR {column} IS NULL OR {column} !~ '{_DATED}')"
    if pa.types.is_timestamp(kind) and kind.tz:
        return f"({_between(column, span, _MOMENT)} OR {column} IS NULL)"
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return f"({_between(column, span.wider, _LOCAL)} OR {column} IS NULL)"
    return "TRUE"


def _between(column: str, span: Span, literal: str) -> str:
    return f"{column} >= {span.start:{literal}} AND {column} < {span.end:{literal}}"
