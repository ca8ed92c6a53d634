"""What `driftwarden approve` and `driftwarden reject` do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapters import answers
from domain.approvals import Answer, RequestState
from domain.errors import Unheard
from driftwarden.accounts import account_of_this_machine
from driftwarden.options import DOOR
from flows.worlds import opened

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.answers import Answered
    from domain.ports import Ledger


def answer_request(project: Path, request: str, *, approve: bool, by: str, why: str | None) -> str:
    """Answer a pending request; returns one sentence. Raises NotPending, NotAnApprover, Unheard."""
    with opened(project, needs_models=False) as (_, world):
        _must_be_there(world.ledger, request)
        answered = answers.answer_request(
            world.ledger,
            request,
            answer=Answer.APPROVE if approve else Answer.REJECT,
            by=by,
            why=why,
            door=DOOR,
            account=account_of_this_machine(),
            at=datetime.now(UTC),
        )
    return f"{answered.standing.request.model}: {_said(answered)}"


def _must_be_there(ledger: Ledger, request: str) -> None:
    """Raises Unheard for a request that the ledger does not hold, naming those that wait for an answer."""
    try:
        ledger.requests.get(request)
    except Unheard as error:
        waiting = [f"{each.id[:8]} ({each.model}, {each.challenger})" for each in ledger.requests.pending()]
        raise Unheard(f"{error}; what waits for an answer: {', '.join(waiting) or 'nothing'}") from error


def _said(answered: Answered) -> str:
    request, by = answered.standing.request, answered.approval.by
    if not answered.is_new:
        return f"{by} gave this answer already, {answered.approval.answered_at:%Y-%m-%d %H:%M} UTC; nothing changes"
    match answered.standing.state:
        case RequestState.REJECTED:
            return f"{by} rejected {request.challenger}; {request.champion} stays the champion"
        case RequestState.PENDING:
            return f"{by} approved {request.challenger}; {_more(answered)}, until then {request.champion} stays"
        case _:
            return f"{by} approved {request.challenger}; the next run replaces {request.champion} by it"


def _more(answered: Answered) -> str:
    request, approval, more = answered.standing.request, answered.approval, answered.standing.still_needed
    missing = f"{more} more approval{'s' * (more > 1)} needed"
    if not request.is_wished_by(approval.who):
        return missing
    where = "" if approval.by == request.wished_by else f" from the same account, {approval.account}"
    return f"{missing}, by somebody else, as {request.wished_by} asked for the training{where}"
