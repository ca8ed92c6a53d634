"""Approval requests and their answers. However many doors an answer comes in by, one UPDATE decides."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, update

from adapters.storage.audit import append
from adapters.storage.database import Database, table_of
from adapters.storage.given_answers import given_to, keep, questions
from adapters.storage.mapping import noun_from
from adapters.storage.outbox import enqueue
from adapters.storage.people_kinds import REQUESTS
from adapters.storage.people_tables import ApprovalRow, PromotionRow
from adapters.storage.shelf import TableShelf
from domain.answers import outcome, why_not_another, why_not_asked
from domain.approvals import Approval, ApprovalRequest, Closing, Question, RequestState
from domain.audit import audited
from domain.errors import AnswerNotBound, NotAnApprover, NotPending, Unheard
from domain.notices import Notice

_APPROVALS = table_of(ApprovalRow)
_PROMOTIONS = table_of(PromotionRow)


class RequestTable(TableShelf[ApprovalRequest]):
    """Approval requests and their answers. A request leaves pending once and for good."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, REQUESTS)

    def state(self, request: str) -> RequestState:
        """Where the request stands; raises Unheard."""
        with self._database.reading() as connection:
            return self._state(connection, request)

    def answer(self, approval: Approval, *, tell: Notice | None = None) -> Approval:
        """Keep a person's answer to a request that is pending and unexpired at `answered_at`, and decide it with it.

        Raises NotPending, AnswerNotBound and NotAnApprover as domain.people_shelves says. The same person's same answer
        given again, whenever and by whatever door, returns the one that is kept.
        """
        with self._database.writing() as connection:
            request = self._asked(connection, approval)
            given = given_to(connection, request.id)
            for kept in given:
                if kept.by == approval.by:
                    return _same_again(kept, approval)
            if not self._decide(connection, approval, outcome(request, (*given, approval))):
                raise self._refusal(connection, request, approval)
            why_not = why_not_another(approval, given)
            if why_not:
                raise NotPending(why_not)
            keep(connection, approval)
            if tell:
                enqueue(connection, tell)
            append(connection, audited(approval, model=request.model))
            return approval

    def answers(self, request: str) -> tuple[Approval, ...]:
        """Every answer to a request, in the order in which they came."""
        with self._database.reading() as connection:
            return given_to(connection, request)

    def questions(self, model: str | None = None) -> tuple[Question, ...]:
        """Every request with its answers and its state, in one statement, so that they belong together."""
        with self._database.reading() as connection:
            return questions(connection, model)

    def answer_to(self, request: str) -> Approval | None:
        """The answer that decided a request, if one did: the last one that it takes."""
        with self._database.reading() as connection:
            row = connection.execute(select(self._table).where(self._table.c.id == request)).first()
            given = given_to(connection, request)
        is_decided = row is not None and outcome(self._kind.read(row), given) is not RequestState.PENDING
        return given[-1] if is_decided else None

    def pending(self, model: str | None = None) -> tuple[ApprovalRequest, ...]:
        """The requests that wait for an answer, those whose time is over but which nobody closed included."""
        return self._all(self._rows(model).where(self._table.c.status == RequestState.PENDING.value))

    def expire(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending request whose time is over; says whether this call closed it."""
        columns = self._table.c
        stale = (columns.status == RequestState.PENDING.value) & (columns.expires_at <= now)
        return self._close(request, stale, RequestState.EXPIRED, now=now, tell=tell)

    def overtake(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending or approved request whose promotion was not carried out; says whether this call closed it."""
        columns = self._table.c
        alive = columns.status.in_([RequestState.PENDING.value, RequestState.APPROVED.value])
        done = select(_PROMOTIONS.c.seq).join(_APPROVALS, _APPROVALS.c.id == _PROMOTIONS.c.approval_id)
        is_done = done.where(_APPROVALS.c.request_id == columns.id).exists()
        return self._close(request, alive & ~is_done, RequestState.OVERTAKEN, now=now, tell=tell)

    def unfulfilled(self, model: str | None = None) -> tuple[tuple[ApprovalRequest, Approval], ...]:
        """Approved requests, not overtaken, whose promotion has not been carried out, with the answer that decided."""
        columns = self._table.c
        done = select(_PROMOTIONS.c.seq).where(_PROMOTIONS.c.approval_id == _APPROVALS.c.id).exists()
        every = _APPROVALS.alias("every")
        last = select(func.max(every.c.seq)).where(every.c.request_id == columns.id).scalar_subquery()
        statement = (
            self._rows(model)
            .add_columns(_APPROVALS.c.body.label("approval_body"))
            .join(_APPROVALS, _APPROVALS.c.request_id == columns.id)
            .where(columns.status == RequestState.APPROVED.value, _APPROVALS.c.seq == last, ~done)
            .order_by(_APPROVALS.c.seq)
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple((self._kind.read(row), noun_from(row.approval_body, Approval)) for row in rows)

    def _asked(self, connection: Connection, approval: Approval) -> ApprovalRequest:
        """The request, locked: who answers next sees this answer, or none."""
        asked = select(self._table).where(self._table.c.id == approval.request).with_for_update()
        row = connection.execute(asked).first()
        if row is None:
            raise NotPending(f"request {approval.request} was never asked; answer one of those that are open")
        request = self._kind.read(row)
        why_not = why_not_asked(request, approval)
        if why_not:
            raise NotAnApprover(why_not)
        return request

    def _decide(self, connection: Connection, approval: Approval, after: RequestState) -> bool:
        columns = self._table.c
        deciding = (
            update(self._table)
            .where(columns.id == approval.request, columns.bound_to == approval.bound_to)
            .where(columns.status == RequestState.PENDING.value, columns.expires_at > approval.answered_at)
            .values(status=after.value)
        )
        return connection.execute(deciding.returning(columns.seq)).first() is not None

    def _refusal(
        self, connection: Connection, request: ApprovalRequest, approval: Approval
    ) -> NotPending | AnswerNotBound:
        state = self._state(connection, request.id)
        given = given_to(connection, request.id)
        if state in {RequestState.APPROVED, RequestState.REJECTED}:
            return NotPending(f"request {request.id} was answered: {_told(given[-1])}")
        if state is RequestState.OVERTAKEN:
            return NotPending(f"request {request.id} was overtaken: what it asked about is no more; see the newest one")
        if state is RequestState.EXPIRED or approval.answered_at >= request.expires_at:
            expired_at = request.expires_at.isoformat()
            return NotPending(f"request {request.id} expired at {expired_at}; a new one must be asked")
        return AnswerNotBound(
            f"the answer to {request.id} is bound to {approval.bound_to}, but what would be approved is now "
            f"{request.bound_to}; answer its newest message"
        )

    def _close(
        self,
        request: ApprovalRequest,
        while_: ColumnElement[bool],
        state: RequestState,
        *,
        now: datetime,
        tell: Notice | None,
    ) -> bool:
        columns = self._table.c
        values = {"status": state.value}
        # In the statement that changes it the old status is still read.
        overtaken = {"overtaken_from": columns.status} if state is RequestState.OVERTAKEN else {}
        closing = update(self._table).where(columns.id == request.id, while_).values(values | overtaken)
        with self._database.writing() as connection:
            if connection.execute(closing.returning(columns.seq)).first() is None:
                return False
            if tell:
                enqueue(connection, tell)
            closed = Closing(request=request.id, model=request.model, state=state, closed_at=now)
            append(connection, audited(closed))
            return True

    def _state(self, connection: Connection, request: str) -> RequestState:
        status = connection.scalar(select(self._table.c.status).where(self._table.c.id == request))
        if status is None:
            raise Unheard(f"the ledger holds no approval request {request}")
        return RequestState(status)


def _same_again(kept: Approval, again: Approval) -> Approval:
    if (kept.answer, kept.bound_to) == (again.answer, again.bound_to):
        return kept
    raise NotPending(
        f"request {kept.request} was answered: {_told(kept)}; an answer stands: who regrets an approval asks "
        "somebody else to reject while the request is open, or rolls back after the promotion"
    )


def _told(answer: Approval) -> str:
    return f"{answer.answer} by {answer.by} at {answer.answered_at.isoformat()}"
