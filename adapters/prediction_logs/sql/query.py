"""What is asked of a database, in the SQL that PostgreSQL and SQLite share."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

_SELECT = re.compile(r"\s*(select|with)\b", re.IGNORECASE)
# No offset from UTC is as large, so a window that is so much wider holds all local times that may belong to it.
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A table, as `schema.table`, or a SELECT, as the model's file names it."""

    text: str

    @property
    def is_select(self) -> bool:
        """Whether it is a SELECT."""
        return _SELECT.match(self.text) is not None

    @property
    def select(self) -> str:
        """The SELECT, without what ends it."""
        return self.text.strip().rstrip(";").rstrip()

    @property
    def sql(self) -> str:
        """What stands behind FROM."""
        return f"({self.select}) AS log" if self.is_select else ".".join(quoted(part) for part in self.text.split("."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Only rows whose column `time` lies in [start, end), or may lie there, or is empty."""

    time: str
    start: datetime
    end: datetime

    @property
    def wider(self) -> "Span":
        """A day more at both ends."""
        return Span(time=self.time, start=self.start - _DAY, end=self.end + _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Semijoin:
    """Only rows whose column `id` is that of a row of another origin, within a span."""

    id: str
    origin: Origin
    their_id: str
    span: Span


Only = Span | Semijoin


class Road(Protocol):
    """A way into one kind of database. What it raises is a subclass of one of `errors`."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What its driver raises."""
        ...

    def connected(self) -> AbstractContextManager[Any]:
        """A connection, closed at the end."""
        ...

    def schema(self, connection: Any, origin: Origin, only: Only, *, keys: frozenset[str]) -> Any:
        """The columns that there are, as an Arrow schema; those in `keys` are told apart, not reckoned with.

        A field's type is null where the road cannot tell it before the rows are read.
        """
        ...

    def batches(self, connection: Any, origin: Origin, only: Only, schema: Any) -> Iterator[Any]:
        """Arrow record batches with the columns of a schema that `schema` gave, or of some of them."""
        ...


CAST = b"cast"


def cast_to(field: Any) -> str | None:
    """The SQL type that a column is cast to where it is read, as the field of its schema says."""
    return field.metadata[CAST].decode() if field.metadata and CAST in field.metadata else None


def quoted(name: str) -> str:
    """A name that SQL takes for nothing else.

    >>> print(quoted('the "real" id'))
    "the ""real"" id"
    """
    return '"' + name.replace('"', '""') + '"'
