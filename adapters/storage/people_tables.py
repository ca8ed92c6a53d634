"""The rows of what people are asked and answer, mute, and what is changed because of it.

No `from __future__ import annotations` here: SQLModel reads the annotations themselves.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from adapters.storage.moments import UtcDateTime
from adapters.storage.tables import Counter, Key, NounRow, Table


class RequestRow(NounRow, table=True):
    """An approval request; where it stands is in `status` alone, which leaves pending once.

    `overtaken_from` is the status that it left when it was overtaken, pending or approved; else null.
    """

    __tablename__ = "requests"
    __table_args__ = (Index("ix_requests_standing", "model", "status", "overtaken_from", "asked_at", "expires_at"),)
    verdict_id: str = Field(index=True)
    challenger: str
    champion: str
    bound_to: str
    status: str = Field(index=True)
    overtaken_from: str | None
    asked_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class ApprovalRow(Table, table=True):
    """A person's answer to a request, one for each; the one row that cannot be without its cause."""

    __tablename__ = "approvals"
    __table_args__ = (UniqueConstraint("request_id", "answered_by"),)
    seq: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    id: str = Field(sa_type=Key, unique=True)
    request_id: str = Field(sa_type=Key, foreign_key="requests.id")
    answer: str
    answered_by: str
    answered_at: datetime = Field(sa_type=UtcDateTime)
    body: str


class PromotionRow(NounRow, table=True):
    """A change of champion."""

    __tablename__ = "promotions"
    from_version: str | None
    to_version: str
    approval_id: str | None = Field(index=True)
    promised: float | None
    promoted_at: datetime = Field(sa_type=UtcDateTime)
    rolls_back_id: str | None


class ProbationRow(NounRow, table=True):
    """The end of a probation."""

    __tablename__ = "probations"
    promotion_id: str = Field(unique=True)
    state: str
    because: str
    ended_at: datetime = Field(sa_type=UtcDateTime)


class SilenceRow(NounRow, table=True):
    """A silence."""

    __tablename__ = "silences"
    signal: str | None
    silent_until: datetime = Field(sa_type=UtcDateTime)
    created_by: str
    why: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class LiftingRow(NounRow, table=True):
    """The end of a silence before its time, one for each."""

    __tablename__ = "liftings"
    silence_id: str = Field(sa_type=Key, unique=True)
    lifted_by: str
    lifted_at: datetime = Field(sa_type=UtcDateTime)


class AuditRow(Table, table=True):
    """A link of the audit's chain; rows are only ever added."""

    __tablename__ = "audit"
    number: int = Field(primary_key=True, sa_type=Counter, sa_column_kwargs={"autoincrement": False})
    entered_at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    door: str
    deed: str
    model: str = Field(index=True)
    about: str
    says: str
    before: str
