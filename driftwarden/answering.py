"""What `driftwarden approve` and `driftwarden reject` do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapters import answers
from domain.approvals import Answer, RequestState
from domain.errors import Unheard
from driftwarden.options import DOOR
from flows.worlds import opened

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.answers import Answered
    from domain.ports import Ledger


def answer_request(project: Path, request: str, *, approve: bool, by: str, why: str | None) -> str:
    """Answer a pending request; returns one sentence. Raises NotPending, NotAnApprover, Unheard."""
    with opened(project) as (_, world):
        _must_be_there(world.ledger, request)
        answered = answers.answer_request(
            world.ledger,
            request,
            answer=Answer.APPROVE if approve else Answer.REJECT,
            by=by,
            why=why,
            door=DOOR,
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
    stands = answered.standing
    missing = f"{stands.still_needed} more approval{'s' * (stands.still_needed > 1)} needed"
    lone = answered.approval.by == stands.request.wished_by
    return f"{missing}, by somebody else, as {answered.approval.by} asked for the training" if lone else missing
