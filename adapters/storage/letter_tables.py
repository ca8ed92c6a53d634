"""The rows of what is on its way to people, and of what comes in from them.

No `from __future__ import annotations` here: SQLModel reads the annotations themselves.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from adapters.storage.moments import UtcDateTime
from adapters.storage.tables import Counter, Table


class NoticeRow(Table, table=True):
    """A notice in the outbox; it is undelivered while `delivered_at` is null, given up once `buried_at` is not.

    It waits until `retry_at` after a failure, until `postponed_until` on purpose. A receipt without `delivered_at` is
    that of a posted notice of which something is left to do.
    """

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_undelivered", "delivered_at", "thread"),)
    seq: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    key: str = Field(unique=True)
    model: str = Field(index=True)
    thread: str
    severity: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    body: str
    failures: int = 0
    last_failure: str | None = None
    is_outage: bool = False
    retry_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    postponed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    buried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    receipt: str | None = None


class GestureRow(Table, table=True):
    """What somebody did at a door; it waits while `worked_at` is null.

    An hour after that the row goes: what came of it is kept elsewhere.
    """

    __tablename__ = "gestures"
    seq: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    key: str = Field(unique=True)
    received_at: datetime = Field(sa_type=UtcDateTime)
    worked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    body: str
