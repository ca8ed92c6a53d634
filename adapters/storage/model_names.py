"""Which models there are, asked of indexes: the price grows with how many there are, not with what is kept of each."""

from collections.abc import Iterator

from sqlalchemy import Connection, Select, Table, func, select

from adapters.storage.tables import Table as Tables


def named_tables() -> tuple[Table, ...]:
    """Every table whose rows name a model."""
    return tuple(table for table in Tables.metadata.sorted_tables if "model" in table.c)


def names_in(connection: Connection) -> Iterator[str]:
    """The names of all models in each table in turn; one that several tables name comes several times."""
    for table in named_tables():
        yield from connection.scalars(_distinct(table))


def _distinct(table: Table) -> Select[tuple[str]]:
    """The distinct names of a table: from each the index leads to the next one, past all rows in between.

    `SELECT DISTINCT` would walk through every row of millions. Reference: https://wiki.postgresql.org/wiki/Loose_indexscan
    """
    found = select(func.min(table.c.model).label("model")).cte("found", recursive=True)
    following = select(func.min(table.c.model)).where(table.c.model > found.c.model).scalar_subquery()
    found = found.union_all(select(following).where(found.c.model.is_not(None)))
    return select(found.c.model).where(found.c.model.is_not(None))
