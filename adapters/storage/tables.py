"""The rows, and nothing but the rows: they validate nothing, and no other room sees them.

`seq` is the order in which rows came about. Columns are what people query (Grafana reads `signals` directly) and
what statements join on; `body` is the noun itself in canonical JSON, and what is read back. Columns ending in
`_id` name a cause, which need not be kept: what people and models did stays readable where the evidence for it is gone.
Only an answer cannot be without its question: `approvals.request_id` is a foreign key.
No `from __future__ import annotations` here: SQLModel reads the annotations themselves.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from adapters.storage.moments import UtcDateTime

# SQLite counts by itself only in a column whose type is spelt INTEGER.
Counter = BigInteger().with_variant(Integer(), "sqlite")
# Prefixes of ids are compared byte by byte, whatever the locale of the database.
Key = String().with_variant(String(collation="C"), "postgresql")


class Table(SQLModel, registry=registry()):
    """A list of tables of our own, so that creating them never creates anybody else's."""


class NounRow(Table):
    """What the rows of all nouns have."""

    seq: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    id: str = Field(sa_type=Key, unique=True)
    model: str = Field(index=True)
    body: str


class ClaimRow(Table, table=True):
    """An errand that somebody runs, until a moment; free when that is null or past."""

    __tablename__ = "claims"
    errand: str = Field(primary_key=True)
    token: int
    held_until: datetime | None = Field(sa_type=UtcDateTime)


class SchemaVersionRow(Table, table=True):
    """The one row that says which shape the other tables have."""

    __tablename__ = "schema_version"
    version: int = Field(primary_key=True, sa_type=Integer)
