"""The rows of trainings, of what they made and of what it was worth.

No `from __future__ import annotations` here: SQLModel reads the annotations themselves.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from adapters.storage.moments import UtcDateTime
from adapters.storage.tables import NounRow


class OrderRow(NounRow, table=True):
    """A training order."""

    __tablename__ = "orders"
    decision_id: str = Field(index=True)
    attempt: int
    ordered_at: datetime = Field(sa_type=UtcDateTime)


class RunRow(NounRow, table=True):
    """A training run."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_ended", "model", "state", "cost"),)
    order_id: str = Field(unique=True)
    state: str
    reference: str
    launched_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(sa_type=UtcDateTime)
    cost: float
    message: str | None


class CandidateRow(NounRow, table=True):
    """A candidate."""

    __tablename__ = "candidates"
    version: str
    run_id: str | None
    refits_id: str | None
    artifact_uri: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class VerdictRow(NounRow, table=True):
    """A verdict."""

    __tablename__ = "verdicts"
    __table_args__ = (Index("ix_verdicts_outcome", "model", "outcome"),)
    candidate_id: str = Field(index=True)
    challenger: str
    champion: str
    outcome: str
    judged_at: datetime = Field(sa_type=UtcDateTime)
