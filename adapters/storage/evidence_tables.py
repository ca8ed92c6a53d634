"""The rows of what was measured and of what was decided over it.

No `from __future__ import annotations` here: SQLModel reads the annotations themselves.
"""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from adapters.storage.moments import UtcDateTime
from adapters.storage.tables import Key, NounRow


class ProfileRow(NounRow, table=True):
    """A profile; its sketches lie beside the body."""

    __tablename__ = "profiles"
    __table_args__ = (Index("ix_profiles_origin_window", "model", "origin", "window_start", "window_end"),)
    origin: str
    window_start: datetime = Field(sa_type=UtcDateTime)
    window_end: datetime = Field(sa_type=UtcDateTime)
    segment: str | None
    rows: int
    labels: int | None
    engine: str
    revision: int
    payload: bytes = Field(sa_type=LargeBinary)


class SampleRow(NounRow, table=True):
    """A sample; its rows, as a Parquet file, lie beside the body."""

    __tablename__ = "samples"
    __table_args__ = (Index("ix_samples_origin_window", "model", "origin", "window_start", "window_end"),)
    origin: str
    window_start: datetime = Field(sa_type=UtcDateTime)
    window_end: datetime = Field(sa_type=UtcDateTime)
    rows: int
    of_rows: int
    revision: int
    payload: bytes = Field(sa_type=LargeBinary)


class SignalRow(NounRow, table=True):
    """A signal."""

    __tablename__ = "signals"
    __table_args__ = (Index("ix_signals_model_window", "model", "window_start", "window_end"),)
    name: str
    subject: str | None
    segment: str | None
    window_start: datetime = Field(sa_type=UtcDateTime)
    window_end: datetime = Field(sa_type=UtcDateTime)
    value: float | None
    baseline: float | None
    threshold: float | None
    low: float | None
    high: float | None
    state: str
    rows: int
    maturity: str
    revision: int
    note: str | None


class DecisionRow(NounRow, table=True):
    """A decision."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_window", "model", "window_end"),)
    policy: str
    window_start: datetime = Field(sa_type=UtcDateTime)
    window_end: datetime = Field(sa_type=UtcDateTime)
    action: str
    reason: str
    because: str
    decided_at: datetime = Field(sa_type=UtcDateTime)
    amends_id: str | None


class DeedRow(NounRow, table=True):
    """What became of a decision to roll back or to run a deployment."""

    __tablename__ = "deeds"
    decision_id: str = Field(sa_type=Key, unique=True)
    state: str
    because: str
    reference: str | None
    done_at: datetime = Field(sa_type=UtcDateTime)
