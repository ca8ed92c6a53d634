"""The rows that are kept so that a scrape need not read all history.

They could be made again from the rows of nouns, but for `beats`: when a flow ran, nothing else says.
No `from __future__ import annotations` here: SQLModel reads the annotations themselves.
"""

from datetime import datetime

from sqlmodel import Field

from adapters.storage.moments import UtcDateTime
from adapters.storage.tables import Key, Table


class NewestSignalRow(Table, table=True):
    """The newest signal of each question, kept beside `signals` in the transaction that records one there."""

    __tablename__ = "newest_signals"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (SQLAlchemy reads it, nobody changes it)
    model: str = Field(sa_type=Key, primary_key=True)
    name: str = Field(sa_type=Key, primary_key=True)
    subject: str = Field(sa_type=Key, primary_key=True)
    segment: str = Field(sa_type=Key, primary_key=True)
    window_start: datetime = Field(sa_type=UtcDateTime)
    window_end: datetime = Field(sa_type=UtcDateTime)
    revision: int
    value: float | None
    threshold: float | None
    low: float | None
    high: float | None
    side: str
    state: str


class SignalChangesRow(Table, table=True):
    """How often a model's rows in `newest_signals` were changed, so that whoever read them knows when to read again."""

    __tablename__ = "signal_changes"
    model: str = Field(sa_type=Key, primary_key=True)
    changes: int


class DecisionTallyRow(Table, table=True):
    """How often each action was decided for each reason, kept in the transactions that record decisions."""

    __tablename__ = "decision_tallies"
    model: str = Field(sa_type=Key, primary_key=True)
    action: str = Field(sa_type=Key, primary_key=True)
    reason: str = Field(sa_type=Key, primary_key=True)
    times: int
    decided_at: datetime = Field(sa_type=UtcDateTime)
    window_start: datetime = Field(sa_type=UtcDateTime)
    window_end: datetime = Field(sa_type=UtcDateTime)


class BeatRow(Table, table=True):
    """When a flow last ran to its end."""

    __tablename__ = "beats"
    flow: str = Field(sa_type=Key, primary_key=True)
    ran_at: datetime = Field(sa_type=UtcDateTime)
    troubles: int
