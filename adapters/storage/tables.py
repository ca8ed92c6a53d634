"""The rows, and nothing but the rows: they validate nothing, and no other room sees them.

`seq` is the order in which rows came about. Columns are what people query (Grafana reads `signals` directly) and
what statements join on; `body` is the noun itself in canonical JSON, and what is read back. Columns ending in
`_id` name a cause; they are no foreign keys, because old evidence may be pruned while its consequences stay.
No `from __future__ import annotations` here: SQLModel reads the annotations themselves.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, UniqueConstraint
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


class RequestRow(NounRow, table=True):
    """An approval request; where it stands is in `status` alone, which changes once."""

    __tablename__ = "requests"
    __table_args__ = (Index("ix_requests_standing", "model", "status", "asked_at"),)
    verdict_id: str = Field(index=True)
    challenger: str
    champion: str
    bound_to: str
    status: str = Field(index=True)
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
    retry_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    postponed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    buried_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    receipt: str | None = None


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
