"""Approve and reject: an answer to a request, bound to exactly what the button showed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.answers import answer_request, standing
from adapters.notices.approvals import read_bound_value
from adapters.slack import replies
from adapters.slack.clicks import DOOR
from domain.approvals import Answer, RequestState
from domain.errors import AnswerNotBound, EvidenceUnavailable, NotAnApprover, NotPending, Unheard
from domain.people import known_as
from gateway.people.reading import read

if TYPE_CHECKING:
    from adapters.answers import Standing
    from adapters.slack.clicks import Where
    from gateway.people.desk import Desk


def answer(desk: Desk, value: str, answered: Answer, where: Where, *, why: str | None = None) -> str:
    """Answer the request that a button or form carried (`bound_value`); returns the sentence for who answered.

    Raises NotUnderstood for a value that is none, EvidenceUnavailable when the ledger cannot be reached.
    """
    request, bound_to = read(read_bound_value, value)
    return answer_bound(desk, request, bound_to, answered, where, why=why)


def answer_bound(
    desk: Desk, request: str, bound_to: str | None, answered: Answer, where: Where, *, why: str | None = None
) -> str:
    """Answer a request by its id (or the only one that begins so); without a digest, what stands now."""
    try:
        stands = standing(desk.ledger, request)
    except Unheard:
        return replies.UNKNOWN
    why_not = hindrance(desk, stands, where, bound_to=bound_to, repeats=answered)
    if why_not is not None:
        return why_not
    try:
        kept = answer_request(
            desk.ledger,
            stands.request.id,
            bound_to=bound_to,
            answer=answered,
            by=where.name,
            entitled_by=_entitling(desk, stands, where),
            why=why,
            door=DOOR,
            account=where.user,
            at=desk.clock(),
        )
    except NotAnApprover:
        return replies.not_asked(stands.request)
    except AnswerNotBound:
        return replies.NOT_BOUND
    except NotPending:
        return _too_late(desk, standing(desk.ledger, stands.request.id), where)
    return replies.taken(kept)


def hindrance(
    desk: Desk, stands: Standing, where: Where, *, bound_to: str | None, repeats: Answer | None = None
) -> str | None:
    """Why an answer of this person would not count; None where it may, or where it only `repeats` their own."""
    if bound_to is not None and bound_to != stands.request.bound_to:
        return replies.NOT_BOUND
    is_open = stands.state is RequestState.PENDING and desk.clock() < stands.request.expires_at
    own = _name_of(stands, where)
    before = next((answer.answer for answer in stands.answers if answer.by == own), None)
    if before is not None:
        return None if before is repeats else _too_late(desk, stands, where)
    return _not_entitled(desk, stands, where) if is_open else _too_late(desk, stands, where)


def _not_entitled(desk: Desk, stands: Standing, where: Where) -> str | None:
    asked_of = stands.request.asked_of
    try:
        may = not asked_of or _name_of(stands, where) in asked_of or _entitling(desk, stands, where)
    except EvidenceUnavailable as error:
        return replies.not_told(str(error))
    return None if may else replies.not_asked(stands.request)


def _entitling(desk: Desk, stands: Standing, where: Where) -> str | None:
    """The group or channel that makes the person an approver; None for those named themselves, and where none does."""
    asked_of = stands.request.asked_of
    is_named = _name_of(stands, where) in asked_of
    return None if is_named else desk.members.entitling(where.user, asked_of)


def _too_late(desk: Desk, stands: Standing, where: Where) -> str:
    return replies.too_late(stands, by=_name_of(stands, where), now=desk.clock())


def _name_of(stands: Standing, where: Where) -> str:
    """Under which name the person counts in this request."""
    own = next((answer.by for answer in stands.answers if answer.account == where.user), None)
    return own or known_as(where.name, (*stands.request.asked_of, *(answer.by for answer in stands.answers)))
