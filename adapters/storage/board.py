"""The ledger at a glance: one statement for each question of `domain.board`, none of them over history."""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    case,
    distinct,
    func,
    literal_column,
    select,
)

from adapters.storage.database import Database, insert_into, table_of
from adapters.storage.derived_tables import BeatRow, DecisionTallyRow
from adapters.storage.letter_tables import NoticeRow
from adapters.storage.newest import NewestSignals
from adapters.storage.people_tables import LiftingRow, ProbationRow, PromotionRow, RequestRow, SilenceRow
from adapters.storage.training_kinds import VERDICTS
from adapters.storage.training_tables import RunRow, VerdictRow
from domain.approvals import RequestState
from domain.board import (
    Beat,
    ChangeKind,
    Counted,
    DecisionsMade,
    InForce,
    OutboxDepth,
    Standing,
    Waiting,
)
from domain.endings import settled
from domain.training import RunState
from domain.verdicts import Verdict
from domain.windows import Window

_BEATS = table_of(BeatRow)
_DECISIONS = table_of(DecisionTallyRow)
_LIFTINGS = table_of(LiftingRow)
_NOTICES = table_of(NoticeRow)
_PROBATIONS = table_of(ProbationRow)
_PROMOTIONS = table_of(PromotionRow)
_REQUESTS = table_of(RequestRow)
_RUNS = table_of(RunRow)
_SILENCES = table_of(SilenceRow)
_VERDICTS = table_of(VerdictRow)


class BoardTable:
    """The board of `domain.board`, read in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._newest = NewestSignals()

    def standing(self, at: datetime) -> Standing:
        """How everything stands."""
        with self._database.reading() as connection:
            return Standing(
                signals=self._newest.all(connection),
                decisions=_decisions(connection),
                trainings=_trainings(connection),
                costs=_costs(connection),
                promotions=_counted(connection, _PROMOTIONS, _kind()),
                champions=_champions(connection),
                waiting=_waiting(connection),
                answers=settled(_counted(connection, _REQUESTS, _settled_as())),
                judged=_counted(connection, _VERDICTS, _VERDICTS.c.outcome),
                verdicts=_verdicts(connection),
                silences=_silences(connection, at),
                outbox=_outbox(connection, at),
                beats=_beats(connection),
            )

    def beat(self, flow: str, *, ran_at: datetime, troubles: int) -> None:
        """Note that a flow ran to its end; of one flow the latest `ran_at` stays."""
        with self._database.writing() as connection:
            noting = insert_into(connection, BeatRow).values(flow=flow, ran_at=ran_at, troubles=troubles)
            newer = {"ran_at": noting.excluded.ran_at, "troubles": noting.excluded.troubles}
            is_no_older = noting.excluded.ran_at >= _BEATS.c.ran_at
            connection.execute(noting.on_conflict_do_update(index_elements=["flow"], set_=newer, where=is_no_older))


def _decisions(connection: Connection) -> tuple[DecisionsMade, ...]:
    columns = _DECISIONS.c
    of = (columns.model, columns.action, columns.reason)
    asked = select(*of, columns.times, columns.decided_at, columns.window_start, columns.window_end).order_by(*of)
    rows = connection.execute(asked).all()
    return tuple(DecisionsMade._make((*row[:-2], Window(start=row[-2], end=row[-1]))) for row in rows)


def _counted(connection: Connection, table: Table, what: ColumnElement[str]) -> tuple[Counted, ...]:
    asked = select(table.c.model, what, func.count()).group_by(table.c.model, what).order_by(table.c.model, what)
    return tuple(Counted(*row) for row in connection.execute(asked))


def _trainings(connection: Connection) -> tuple[Counted, ...]:
    return tuple(run for run in _counted(connection, _RUNS, _RUNS.c.state) if run.what != RunState.LAUNCHED)


def _costs(connection: Connection) -> tuple[Counted, ...]:
    asked = select(_RUNS.c.model, func.sum(_RUNS.c.cost)).group_by(_RUNS.c.model).order_by(_RUNS.c.model)
    return tuple(Counted(model, "cost", cost) for model, cost in connection.execute(asked))


def _kind() -> ColumnElement[str]:
    # Spelt out, not bound: PostgreSQL takes two parameters for two different things to group by.
    spelt: dict[ChangeKind, ColumnElement[str]] = {kind: literal_column(f"'{kind.value}'") for kind in ChangeKind}
    columns = _PROMOTIONS.c
    return case(
        (columns.rolls_back_id.is_not(None), spelt[ChangeKind.ROLLED_BACK]),
        (columns.from_version.is_(None), spelt[ChangeKind.ADOPTED]),
        else_=spelt[ChangeKind.PROMOTED],
    )


def _settled_as() -> ColumnElement[str]:
    """As `domain.endings.settled_as`: the status, but of what was overtaken after people approved it, approved."""
    approved: ColumnElement[str] = literal_column(f"'{RequestState.APPROVED.value}'")
    return case((_REQUESTS.c.overtaken_from == approved, approved), else_=_REQUESTS.c.status)


def _champions(connection: Connection) -> tuple[InForce, ...]:
    columns = _PROMOTIONS.c
    ended = select(_PROBATIONS.c.seq).where(_PROBATIONS.c.promotion_id == columns.id).exists()
    is_on_probation = columns.from_version.is_not(None) & columns.rolls_back_id.is_(None) & ~ended
    asked = select(columns.model, columns.to_version, columns.promoted_at, is_on_probation)
    asked = asked.where(columns.seq.in_(_newest_of_each(_PROMOTIONS))).order_by(columns.model)
    return tuple(InForce._make((*row[:-1], bool(row[-1]))) for row in connection.execute(asked).all())


def _waiting(connection: Connection) -> tuple[Waiting, ...]:
    columns = _REQUESTS.c
    first = func.min(columns.asked_at), func.min(columns.expires_at)
    asked = select(columns.model, func.count(), *first).group_by(columns.model)
    asked = asked.where(columns.status == RequestState.PENDING.value).order_by(columns.model)
    return tuple(Waiting(*row) for row in connection.execute(asked))


def _verdicts(connection: Connection) -> tuple[Verdict, ...]:
    asked = select(_VERDICTS).where(_VERDICTS.c.seq.in_(_newest_of_each(_VERDICTS))).order_by(_VERDICTS.c.model)
    return tuple(VERDICTS.read(row) for row in connection.execute(asked))


def _silences(connection: Connection, at: datetime) -> tuple[Counted, ...]:
    columns = _SILENCES.c
    muted = func.count(distinct(func.coalesce(columns.signal, "")))
    lifted = select(_LIFTINGS.c.seq).where(_LIFTINGS.c.silence_id == columns.id, _LIFTINGS.c.lifted_at <= at).exists()
    asked = select(columns.model, muted).where(columns.created_at <= at, columns.silent_until > at, ~lifted)
    asked = asked.group_by(columns.model).order_by(columns.model)
    return tuple(Counted(model, "active", times) for model, times in connection.execute(asked))


def _outbox(connection: Connection, at: datetime) -> OutboxDepth:
    """As `Undelivered` has it: what waits on purpose is on its way, but it is not stuck, and late only from then on."""
    columns = _NOTICES.c
    is_due = columns.postponed_until.is_(None) | (columns.postponed_until <= at) | (columns.failures > 0)
    due_since = case((columns.postponed_until <= at, columns.postponed_until), else_=columns.created_at)
    oldest = func.min(due_since).filter(columns.buried_at.is_(None), is_due)
    asked = select(func.count(), func.count(columns.buried_at), oldest).where(columns.delivered_at.is_(None))
    undelivered, dead_letters, oldest_at = connection.execute(asked).one()
    return OutboxDepth(undelivered=undelivered, dead_letters=dead_letters, oldest_at=oldest_at)


def _beats(connection: Connection) -> tuple[Beat, ...]:
    return tuple(Beat(*row) for row in connection.execute(select(_BEATS).order_by(_BEATS.c.flow)))


def _newest_of_each(table: Table) -> Select[tuple[int]]:
    return select(func.max(table.c.seq)).group_by(table.c.model)
