"""Approval requests and their answers. However many doors an answer comes in by, one UPDATE decides."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from adapters.storage.database import Database, insert_into, table_of
from adapters.storage.kinds import REQUESTS
from adapters.storage.mapping import body_of, noun_from
from adapters.storage.outbox import enqueue
from adapters.storage.shelf import TableShelf
from adapters.storage.tables import ApprovalRow, PromotionRow
from domain.approvals import Answer, Approval, ApprovalRequest, RequestState
from domain.errors import AnswerNotBound, NotAnApprover, NotPending, Unheard
from domain.notices import Notice

_APPROVALS = table_of(ApprovalRow)
_PROMOTIONS = table_of(PromotionRow)
_STATE_AFTER = {Answer.APPROVE: RequestState.APPROVED, Answer.REJECT: RequestState.REJECTED}


class RequestTable(TableShelf[ApprovalRequest]):
    """Approval requests and their answers. A request leaves pending once and for good."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, REQUESTS)

    def state(self, request: str) -> RequestState:
        """Where the request stands; raises Unheard."""
        with self._database.reading() as connection:
            return self._state(connection, request)

    def answer(self, approval: Approval, *, tell: Notice | None = None) -> Approval:
        """Decide a request that is pending and unexpired at `answered_at`, in one step, and keep the answer.

        Raises NotPending, AnswerNotBound and NotAnApprover as domain.shelves says. The same person's same answer
        given again, whenever and by whatever door, returns the one that is kept.
        """
        with self._database.writing() as connection:
            request = self._asked(connection, approval)
            if not self._decide(connection, approval):
                return self._repeated(connection, request, approval)
            _keep(connection, approval)
            if tell:
                enqueue(connection, tell)
            return approval

    def answer_to(self, request: str) -> Approval | None:
        """The answer that decided a request, if one did."""
        with self._database.reading() as connection:
            return _kept(connection, request)

    def pending(self) -> tuple[ApprovalRequest, ...]:
        """The requests that wait for an answer, those whose time is over but which nobody closed included."""
        return self._all(select(self._table).where(self._table.c.status == RequestState.PENDING.value))

    def expire(self, request: ApprovalRequest, *, now: datetime, tell: Notice | None = None) -> bool:
        """Close a pending request whose time is over; says whether this call closed it."""
        columns = self._table.c
        stale = (columns.id == request.id) & (columns.expires_at <= now)
        closing = update(self._table).where(stale, columns.status == RequestState.PENDING.value)
        closing = closing.values(status=RequestState.EXPIRED.value)
        with self._database.writing() as connection:
            closed = connection.execute(closing.returning(columns.seq)).first() is not None
            if closed and tell:
                enqueue(connection, tell)
            return closed

    def overtake(self, request: ApprovalRequest, *, tell: Notice | None = None) -> bool:
        """Close an approved request whose champion is gone, for good; says whether this call closed it."""
        columns = self._table.c
        approved = (columns.id == request.id) & (columns.status == RequestState.APPROVED.value)
        closing = update(self._table).where(approved).values(status=RequestState.OVERTAKEN.value)
        with self._database.writing() as connection:
            closed = connection.execute(closing.returning(columns.seq)).first() is not None
            if closed and tell:
                enqueue(connection, tell)
            return closed

    def unfulfilled(self) -> tuple[tuple[ApprovalRequest, Approval], ...]:
        """Approved requests, not overtaken, whose promotion has not been carried out."""
        columns = self._table.c
        done = select(_PROMOTIONS.c.seq).where(_PROMOTIONS.c.approval_id == _APPROVALS.c.id).exists()
        statement = (
            select(self._table, _APPROVALS.c.body.label("approval_body"))
            .join(_APPROVALS, _APPROVALS.c.request_id == columns.id)
            .where(columns.status == RequestState.APPROVED.value, ~done)
            .order_by(_APPROVALS.c.seq)
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple((self._kind.read(row), noun_from(row.approval_body, Approval)) for row in rows)

    def _asked(self, connection: Connection, approval: Approval) -> ApprovalRequest:
        row = connection.execute(select(self._table).where(self._table.c.id == approval.request)).first()
        if row is None:
            raise NotPending(f"request {approval.request} was never asked; answer one of those that are open")
        request = self._kind.read(row)
        if request.asked_of and approval.by not in request.asked_of:
            raise NotAnApprover(
                f"{approval.by} was not asked about {request.id}; {_any_of(request.asked_of)} may answer"
            )
        return request

    def _decide(self, connection: Connection, approval: Approval) -> bool:
        columns = self._table.c
        deciding = (
            update(self._table)
            .where(columns.id == approval.request, columns.bound_to == approval.bound_to)
            .where(columns.status == RequestState.PENDING.value, columns.expires_at > approval.answered_at)
            .values(status=_STATE_AFTER[approval.answer].value)
        )
        return connection.execute(deciding.returning(columns.seq)).first() is not None

    def _repeated(self, connection: Connection, request: ApprovalRequest, approval: Approval) -> Approval:
        kept = _kept(connection, request.id)
        if kept is not None:
            return _same_again(kept, approval)
        state = self._state(connection, request.id)
        if state is RequestState.EXPIRED or approval.answered_at >= request.expires_at:
            raise NotPending(
                f"request {request.id} expired at {request.expires_at.isoformat()}; a new one must be asked"
            )
        raise AnswerNotBound(
            f"the answer to {request.id} is bound to {approval.bound_to}, but what would be approved is now "
            f"{request.bound_to}; answer its newest message"
        )

    def _state(self, connection: Connection, request: str) -> RequestState:
        status = connection.scalar(select(self._table.c.status).where(self._table.c.id == request))
        if status is None:
            raise Unheard(f"the ledger holds no approval request {request}")
        return RequestState(status)


def _keep(connection: Connection, approval: Approval) -> None:
    values = {
        "id": approval.id,
        "request_id": approval.request,
        "answer": approval.answer.value,
        "answered_by": approval.by,
        "answered_at": approval.answered_at,
        "body": body_of(approval),
    }
    connection.execute(insert_into(connection, ApprovalRow).values(values))


def _kept(connection: Connection, request: str) -> Approval | None:
    body = connection.scalar(select(_APPROVALS.c.body).where(_APPROVALS.c.request_id == request))
    return None if body is None else noun_from(body, Approval)


def _same_again(kept: Approval, again: Approval) -> Approval:
    if (kept.by, kept.answer, kept.bound_to) == (again.by, again.answer, again.bound_to):
        return kept
    raise NotPending(
        f"request {kept.request} was answered: {kept.answer} by {kept.by} at {kept.answered_at.isoformat()}"
    )


def _any_of(people: tuple[str, ...]) -> str:
    return " or ".join(people)
