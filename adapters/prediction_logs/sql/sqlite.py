"""SQLite through ADBC. A cell of SQLite has a type of its own, so what a column holds is asked before it is read."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from adapters.prediction_logs.kinds import mixed
from adapters.prediction_logs.rows import BATCH_ROWS
from adapters.prediction_logs.sql.address import Address
from adapters.prediction_logs.sql.query import CAST, Only, Origin, Span, cast_to, quoted

_DATED = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"
_DAY = "%Y-%m-%d"
# What `typeof` says, the kind that it is, the Arrow type, and a literal: the driver takes a column's type from the rows
# that come first, so before all others stands one that shows each.
_TYPES = {
    "integer": ("number", pa.int64(), "0"),
    "real": ("number", pa.float64(), "0.0"),
    "text": ("text", pa.string(), "''"),
    "blob": ("bytes", pa.binary(), "x''"),
}


class SqliteRoad:
    """One SQLite file; implements `Road`."""

    def __init__(self, address: Address) -> None:
        import adbc_driver_sqlite.dbapi as driver

        self._driver, self._address = driver, address

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What the driver raises."""
        return (self._driver.Error, pa.ArrowException, OSError)

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A connection that only reads."""
        file = Path(self._address.url.database or "")
        if not file.is_file():
            raise FileNotFoundError(f"no such file: {file}")
        with self._driver.connect(f"{file.as_uri()}?mode=ro") as connection:
            yield connection

    def schema(self, connection: Any, origin: Origin, only: Only, *, keys: frozenset[str]) -> Any:
        """The columns with the type that holds all their cells: whole numbers among others as floats, else text."""
        del keys
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {origin.sql} LIMIT 0")
            names = [column[0] for column in cursor.description]
        asked = ", ".join(f"max(typeof({quoted(name)}) = '{kind}')" for name in names for kind in _TYPES)
        condition, bounds = _condition(only)
        answers = iter(_row(connection, f"SELECT {asked} FROM {origin.sql} WHERE {condition}", bounds))
        return pa.schema([_read_as(name, [kind for kind in _TYPES if next(answers)]) for name in names])

    def batches(self, connection: Any, origin: Origin, only: Only, schema: Any) -> Iterator[Any]:
        """Batches of the size that is asked for elsewhere too."""
        first = ", ".join(_literal(field) for field in schema)
        columns = ", ".join(_expression(field) for field in schema)
        condition, bounds = _condition(only)
        with connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BATCH_ROWS)})
            cursor.execute(
                f"SELECT {first} UNION ALL SELECT {columns} FROM {origin.sql} WHERE {condition}", bounds or None
            )
            with closing(cursor.fetch_record_batch()) as reader:
                for number, batch in enumerate(reader):
                    yield _typed(batch.slice(1) if number == 0 else batch, schema)


def _row(connection: Any, sql: str, bounds: tuple[str, ...]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, bounds or None)
        return tuple(cursor.fetchone())


def _read_as(name: str, held: list[str]) -> Any:
    """The field of a column whose cells have these types."""
    kinds = frozenset(_TYPES[type_][0] for type_ in held)
    if not held:
        return pa.field(name, pa.null())
    if len(kinds) > 1:
        field = mixed(name, kinds)
        return field.with_metadata({**field.metadata, CAST: b"text"})
    widest = held[-1]
    return pa.field(name, _TYPES[widest][1], metadata={CAST: widest.encode()})


def _literal(field: Any) -> str:
    cast = cast_to(field)
    return f"{_TYPES[cast][2] if cast else 'NULL'} AS {quoted(field.name)}"


def _expression(field: Any) -> str:
    cast = cast_to(field)
    return f"CAST({quoted(field.name)} AS {cast})" if cast else "NULL"


def _typed(batch: Any, schema: Any) -> Any:
    columns = [batch.column(i) if cast_to(field) else pa.nulls(len(batch)) for i, field in enumerate(schema)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _condition(only: Only) -> tuple[str, tuple[str, ...]]:
    """The rows of a span, and those that nobody can place; text begins with its local day, so days are compared."""
    if isinstance(only, Span):
        column, days = quoted(only.time), only.wider
        inside = f"{column} >= ? AND {column} < ?"
        bounds: tuple[str, ...] = (days.start.strftime(_DAY), days.end.strftime(_DAY))
        return f"({inside} OR {column} IS NULL OR NOT {column} GLOB '{_DATED}')", bounds
    condition, bounds = _condition(only.span)
    theirs = f"SELECT {quoted(only.their_id)} FROM {only.origin.sql} WHERE {condition}"
    return f"{quoted(only.id)} IN ({theirs})", bounds
