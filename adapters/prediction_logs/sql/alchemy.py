"""Any other database, through SQLAlchemy: row by row through Python, and so the slow road."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from adapters.prediction_logs.objects import column_of
from adapters.prediction_logs.rows import BATCH_ROWS
from adapters.prediction_logs.sql.address import Address
from adapters.prediction_logs.sql.query import Only, Origin, Span

# What SQLAlchemy would take for a parameter in the user's own SELECT.
_PARAMETER = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")


class AlchemyRoad:
    """One database by its SQLAlchemy URL; implements `Road`."""

    def __init__(self, address: Address) -> None:
        self._engine = sa.create_engine(address.url, poolclass=sa.NullPool, hide_parameters=True)

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What SQLAlchemy raises; drivers' own errors are wrapped in its own."""
        return (sa.exc.SQLAlchemyError, pa.ArrowException, OSError)

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A connection whose answers are not held in memory, where the driver knows how."""
        with self._engine.connect() as connection:
            yield connection.execution_options(stream_results=True, yield_per=BATCH_ROWS)

    def schema(self, connection: Any, origin: Origin, only: Only, *, keys: frozenset[str]) -> Any:
        """The columns, all of a type that is not known before they are read."""
        del only, keys
        with connection.execute(sa.select(sa.text("*")).select_from(_from(origin)).where(sa.false())) as result:
            return pa.schema([(name, pa.null()) for name in result.keys()])  # noqa: SIM118

    def batches(self, connection: Any, origin: Origin, only: Only, schema: Any) -> Iterator[Any]:
        """Batches whose types are those of the values in them; a column with two kinds of values becomes text."""
        query = sa.select(*(sa.column(name) for name in schema.names)).select_from(_from(origin))
        with connection.execute(query.where(_condition(connection, origin, only))) as result:
            for rows in result.partitions(BATCH_ROWS):
                cells = zip(*rows, strict=True)
                columns = [column_of(name, list(column)) for name, column in zip(schema.names, cells, strict=True)]
                fields = pa.schema([field for field, _ in columns])
                yield pa.RecordBatch.from_arrays([values for _, values in columns], schema=fields)


def _from(origin: Origin) -> Any:
    if origin.is_select:
        escaped = _PARAMETER.sub(r"\\:\1", origin.select)
        return sa.text(f"({escaped}) AS log")
    *schema, table = origin.text.split(".")
    return sa.table(table, schema=".".join(schema) or None)


def _condition(connection: Any, origin: Origin, only: Only) -> Any:
    if isinstance(only, Span):
        return _inside(connection, origin, only)
    theirs: Any = sa.select(sa.column(only.their_id)).select_from(_from(only.origin))
    return sa.column(only.id).in_(theirs.where(_inside(connection, only.origin, only.span)))


def _inside(connection: Any, origin: Origin, span: Span) -> Any:
    """The rows of a span and those without a time; all rows where times are text: dialects differ there."""
    column: Any = sa.column(span.time)
    asked = sa.select(column).select_from(_from(origin)).where(column.is_not(None)).limit(1)
    seen = connection.execute(asked).scalar()
    if not isinstance(seen, date):
        return sa.true()
    if isinstance(seen, datetime) and seen.tzinfo is not None:
        return sa.or_(sa.and_(column >= span.start, column < span.end), column.is_(None))
    local = (moment.replace(tzinfo=None) for moment in (span.wider.start, span.wider.end))
    start, end = local if isinstance(seen, datetime) else (moment.date() for moment in local)
    return sa.or_(sa.and_(column >= start, column <= end), column.is_(None))
