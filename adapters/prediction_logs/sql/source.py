"""A log in tables of one database, or in what a SELECT makes of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from adapters.prediction_logs.files import cause
from adapters.prediction_logs.rows import Choose, Rows, Source, Within
from adapters.prediction_logs.spec import LogSpec
from adapters.prediction_logs.sql.address import Address, address_of
from adapters.prediction_logs.sql.query import Only, Origin, Road, Semijoin, Span
from adapters.prediction_logs.wanted import Wanted, label_columns, prediction_columns
from domain.columns import ID, TIME
from domain.errors import EvidenceUnavailable
from domain.windows import Window

Connect = Callable[[], tuple[Address, Road]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """The rows of one table, or SELECT, that belong to a window."""

    connect: Connect
    origin: Origin
    only: Only
    keys: frozenset[str]
    day: date | None = None

    @property
    def name(self) -> str:
        """The database without its secrets, and the table."""
        return f"{self.connect()[0].name}: {self.origin.text}"

    def batches(self, choose: Choose, *, within: Within | None) -> Iterator[Any]:
        """Its rows; raises EvidenceUnavailable naming the database, without a secret."""
        del within
        address, road = self.connect()
        try:
            yield from self._read(road, choose)
        except road.errors as error:
            refusal = address.refusal(f"{self.origin.text} cannot be read", error)
            raise refusal from (cause(error) if address.keeps_secret(error) else None)

    def _read(self, road: Road, choose: Choose) -> Iterator[Any]:
        with road.connected() as connection:
            known = road.schema(connection, self.origin, self.only, keys=self.keys)
            schema = pa.schema([known.field(name) for name in choose(known)])
            yield pa.RecordBatch.from_pylist([], schema=schema)
            yield from road.batches(connection, self.origin, self.only, schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Predictions: `only` says which rows belong to a window. A table has no order."""

    connect: Connect
    wanted: Wanted
    origin: Origin
    only: Callable[[Window], Only]
    in_order: bool = False

    def rows(self, window: Window) -> list[Rows]:
        """The one query."""
        keys = frozenset({self.wanted.roles[ID][0]})
        return [TableRows(connect=self.connect, origin=self.origin, only=self.only(window), keys=keys)]

    def sample(self) -> Rows | None:
        """None: a table knows its columns without a row."""
        return None


def open_tables(
    spec: LogSpec, root: Path, environment: Mapping[str, str], *, features_only: bool = False
) -> tuple[Source, Source | None]:
    """Predictions and labels; the database is dialled when they are read, and not before."""
    connect = _connecting(spec, root, environment)
    wanted = replace(prediction_columns(spec, features_only=features_only), holder="table")
    origin = Origin(text=spec.predictions)

    def of(window: Window) -> Span:
        return Span(time=wanted.roles[TIME][0], start=window.start, end=window.end)

    predictions = Table(connect=connect, wanted=wanted, origin=origin, only=of)
    if spec.labels is None:
        return predictions, None
    theirs = replace(label_columns(spec), holder="table")
    id_ = wanted.roles[ID][0]
    labels = Table(
        connect=connect,
        wanted=theirs,
        origin=Origin(text=spec.labels),
        only=lambda window: Semijoin(id=id_, origin=origin, their_id=id_, span=of(window)),
    )
    return predictions, labels


def _connecting(spec: LogSpec, root: Path, environment: Mapping[str, str]) -> Connect:
    known: list[tuple[Address, Road]] = []

    def connect() -> tuple[Address, Road]:
        if not known:
            address = address_of(spec.database or "", root, environment)
            known.append((address, _road(address)))
        return known[0]

    return connect


def _road(address: Address) -> Road:
    from sqlalchemy.exc import NoSuchModuleError

    try:
        return _ROADS.get(address.url.drivername, _by_alchemy)(address)
    except (ImportError, NoSuchModuleError) as error:
        remedy = _EXTRAS.get(address.url.drivername, "install the driver that the URL names")
        raise EvidenceUnavailable(f"{address.name}: the driver is not installed ({error}); {remedy}") from error


def _by_postgres(address: Address) -> Road:
    from adapters.prediction_logs.sql.postgres import PostgresRoad

    return PostgresRoad(address)


def _by_sqlite(address: Address) -> Road:
    from adapters.prediction_logs.sql.sqlite import SqliteRoad

    return SqliteRoad(address)


def _by_alchemy(address: Address) -> Road:
    from adapters.prediction_logs.sql.alchemy import AlchemyRoad

    return AlchemyRoad(address)


_ROADS = {"postgresql": _by_postgres, "postgres": _by_postgres, "sqlite": _by_sqlite}
_EXTRAS = {
    "postgresql": "pip install 'driftwarden[sql]'",
    "postgres": "pip install 'driftwarden[sql]'",
    "sqlite": "pip install 'driftwarden[sql]'",
    "postgresql+psycopg": "pip install 'driftwarden[postgres]'",
}
