"""The answers that people gave, beside the requests they are about."""

from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection, Row, insert, select

from adapters.storage.database import table_of
from adapters.storage.mapping import noun_from
from adapters.storage.people_kinds import APPROVALS, REQUESTS
from domain.approvals import Approval, Question, RequestState
from domain.errors import EvidenceUnavailable

_APPROVALS = table_of(APPROVALS.row)
_REQUESTS = table_of(REQUESTS.row)


def keep(connection: Connection, approval: Approval) -> None:
    """Keep an answer, for good."""
    connection.execute(insert(_APPROVALS).values(APPROVALS.values(approval)))


def given_to(connection: Connection, request: str) -> tuple[Approval, ...]:
    """Every answer to a request, in the order in which they came."""
    statement = select(_APPROVALS.c.body).where(_APPROVALS.c.request_id == request).order_by(_APPROVALS.c.seq)
    return tuple(noun_from(body, Approval, _answer_to(request)) for body in connection.scalars(statement))


def questions(connection: Connection, model: str | None) -> tuple[Question, ...]:
    """Every request, or those of one model, with answers and state: in one statement, so that they belong together."""
    statement = (
        select(_REQUESTS, _APPROVALS.c.body.label("approval_body"))
        .outerjoin(_APPROVALS, _APPROVALS.c.request_id == _REQUESTS.c.id)
        .order_by(_REQUESTS.c.seq, _APPROVALS.c.seq)
    )
    statement = statement if model is None else statement.where(_REQUESTS.c.model == model)
    rows = connection.execute(statement).all()
    return tuple(_question(list(alike)) for _, alike in groupby(rows, key=attrgetter("seq")))


def _question(rows: list[Row[tuple[object, ...]]]) -> Question:
    bodies = (row.approval_body for row in rows if row.approval_body is not None)
    answers = tuple(noun_from(body, Approval, _answer_to(rows[0].id)) for body in bodies)
    return Question(request=REQUESTS.read(rows[0]), answers=answers, state=_state(rows[0]))


def _state(row: Row[tuple[object, ...]]) -> RequestState:
    try:
        return RequestState(row.status)
    except ValueError as error:
        raise EvidenceUnavailable(no_state(row.id, row.status)) from error


def no_state(request: str, status: str) -> str:
    """What is wrong with a request that stands nowhere."""
    known = ", ".join(RequestState)
    problem = f"{REQUESTS.name} {request} of the ledger: column status holds {status!r}, which is none of {known}"
    return f"{problem}; it was changed by hand: restore that row from a backup"


def _answer_to(request: str) -> str:
    return f"an answer to request {request}"
