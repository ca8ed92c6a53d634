"""Decisions, orders, runs, candidates and verdicts: each knows those that still lack their consequence."""

from sqlalchemy import ColumnElement, Connection, select, update

from adapters.storage.database import Database, table_of
from adapters.storage.evidence_kinds import DECISIONS
from adapters.storage.evidence_tables import DeedRow
from adapters.storage.newest import tally_decision
from adapters.storage.outbox import enqueue
from adapters.storage.people_tables import RequestRow
from adapters.storage.shelf import TableShelf
from adapters.storage.training_kinds import CANDIDATES, ORDERS, RUNS, VERDICTS
from adapters.storage.training_tables import OrderRow, RunRow, VerdictRow
from domain.decisions import AT_ONCE, Action, Decision, Reason
from domain.errors import Unheard
from domain.notices import Notice
from domain.training import Candidate, RunState, TrainingOrder, TrainingRun
from domain.verdicts import Outcome, Verdict

_DEEDS = table_of(DeedRow)
_ORDERS = table_of(OrderRow)
_RUNS = table_of(RunRow)
_VERDICTS = table_of(VerdictRow)
_REQUESTS = table_of(RequestRow)


class DecisionTable(TableShelf[Decision]):
    """Decisions, and those that still lack their consequence."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, DECISIONS)

    def newest(self, model: str) -> Decision | None:
        """The one whose window ends last, of several the one that came about first."""
        columns = self._table.c
        last = select(columns.seq).where(columns.model == model).order_by(columns.window_end.desc(), columns.seq)
        found = self._all(select(self._table).where(columns.seq == last.limit(1).scalar_subquery()))
        return found[0] if found else None

    def unordered(self, model: str | None = None) -> tuple[Decision, ...]:
        """Decisions to retrain for which no training has been ordered yet and that none has amended."""
        columns = self._table.c
        ordered = select(_ORDERS.c.seq).where(_ORDERS.c.decision_id == columns.id).exists()
        return self._all(self._rows(model).where(columns.action == Action.RETRAIN.value, ~ordered, self._stands(model)))

    def undone(self, model: str | None = None) -> tuple[Decision, ...]:
        """Decisions to roll back or to run a deployment that have no deed yet and that none has amended."""
        columns = self._table.c
        done = select(_DEEDS.c.seq).where(_DEEDS.c.decision_id == columns.id).exists()
        wanted = columns.action.in_([action.value for action in AT_ONCE])
        return self._all(self._rows(model).where(wanted, ~done, self._stands(model)))

    def wished(self) -> tuple[Decision, ...]:
        """What people asked for, done or not, of every model, in the order in which they did."""
        return self._all(select(self._table).where(self._table.c.reason == Reason.ASKED.value))

    def _stands(self, model: str | None) -> ColumnElement[bool]:
        """That no later decision amends this one."""
        later = self._table.alias("later").c
        # Not a correlated question: of many decisions each would look through all the others.
        amended = select(later.amends_id).where(later.amends_id.is_not(None))
        return self._table.c.id.not_in(amended if model is None else amended.where(later.model == model))

    def _insert(self, connection: Connection, values: dict[str, object]) -> bool:
        is_new = super()._insert(connection, values)
        if is_new:
            tally_decision(connection, values)
        return is_new


class OrderTable(TableShelf[TrainingOrder]):
    """Training orders, and those that still lack an end."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, ORDERS)

    def open(self, model: str | None = None) -> tuple[TrainingOrder, ...]:
        """Orders without a run, or with a run that has not ended."""
        of_this = _RUNS.c.order_id == self._table.c.id
        ended = select(_RUNS.c.seq).where(of_this, _RUNS.c.state != RunState.LAUNCHED.value).exists()
        return self._all(self._rows(model).where(~ended))


class RunTable(TableShelf[TrainingRun]):
    """Training runs: launched once, settled once."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, RUNS)

    def of_order(self, order: str) -> TrainingRun | None:
        """The run of an order, if it was launched."""
        found = self._all(select(self._table).where(self._table.c.order_id == order))
        return found[0] if found else None

    def settle(self, run: TrainingRun, *, tell: Notice | None = None) -> TrainingRun:
        """Replace a launched run by its end, and queue the notice; raises Unheard for one never launched."""
        columns = self._table.c
        launched = (columns.id == run.id) & (columns.state == RunState.LAUNCHED.value)
        settling = update(self._table).where(launched).values(self._kind.values(run)).returning(columns.seq)
        with self._database.writing() as connection:
            if connection.execute(settling).first() and tell:
                enqueue(connection, tell)
            if connection.scalar(select(columns.seq).where(columns.id == run.id)) is None:
                raise Unheard(f"order {run.order} has no run to settle; record its launch first")
            return self._exactly(connection, run.id)


class CandidateTable(TableShelf[Candidate]):
    """Trained versions."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, CANDIDATES)

    def of_version(self, model: str, version: str) -> Candidate:
        """The candidate of that version; raises Unheard."""
        columns = self._table.c
        found = self._all(select(self._table).where(columns.model == model, columns.version == version))
        if not found:
            raise Unheard(f"the ledger holds no version {version} of {model}")
        return found[0]

    def unjudged(self, model: str | None = None) -> tuple[Candidate, ...]:
        """Challengers on which there is no verdict yet: made by a training run, and no refit of one that won.

        One whose run has not been settled yet is left out: what people are shown may not change any more.
        """
        columns = self._table.c
        judged = select(_VERDICTS.c.seq).where(_VERDICTS.c.candidate_id == columns.id).exists()
        made_by = _RUNS.c.id == columns.run_id
        unsettled = select(_RUNS.c.seq).where(made_by, _RUNS.c.state == RunState.LAUNCHED.value).exists()
        challengers = self._rows(model).where(columns.run_id.is_not(None), columns.refits_id.is_(None))
        return self._all(challengers.where(~judged, ~unsettled))


class VerdictTable(TableShelf[Verdict]):
    """Verdicts, and those that still lack their consequence."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, VERDICTS)

    def unasked(self, model: str | None = None) -> tuple[Verdict, ...]:
        """Verdicts to promote about which nobody has been asked yet."""
        columns = self._table.c
        asked = select(_REQUESTS.c.seq).where(_REQUESTS.c.verdict_id == columns.id).exists()
        return self._all(self._rows(model).where(columns.outcome == Outcome.PROMOTE.value, ~asked))
