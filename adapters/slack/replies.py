"""What only the clicker is told: what became of the click, one sentence for each outcome; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.words import moment
from domain.approvals import Answer, RequestState

if TYPE_CHECKING:
    from datetime import datetime

    from domain.approvals import Approval, ApprovalRequest

NO_CLICK = "This button is not one that Driftwarden understands; nothing was changed."
UNKNOWN = "This question is not in the ledger any more; nothing was changed."
NOT_BOUND = (
    "What this button would approve has changed since the question was put; nothing was changed. "
    "Answer the newest question in this thread."
)
UNAVAILABLE = "The ledger cannot be reached now; your answer was not taken. Press the button again in a minute."

_VERBS = {Answer.APPROVE: "approved", Answer.REJECT: "rejected"}


def taken(request: ApprovalRequest, approval: Approval) -> str:
    """The click counted."""
    then = (
        f"It replaces {request.champion} at the next run."
        if approval.answer is Answer.APPROVE
        else f"{request.champion} stays the champion."
    )
    return f"You {_VERBS[approval.answer]} {request.model} {request.challenger}. {then}"


def too_late(request: ApprovalRequest, *, state: RequestState, first: Approval | None, by: str, now: datetime) -> str:
    """Somebody was faster, or time was."""
    if first is not None:
        who = "You" if first.by == by else first.by
        return f"{who} already {_VERBS[first.answer]} {request.challenger} on {moment(first.answered_at)}."
    if state is RequestState.EXPIRED or now >= request.expires_at:
        return f"This question expired on {moment(request.expires_at)}; {request.champion} stays the champion."
    return f"This question is closed ({state}); nothing was changed."


def not_asked(request: ApprovalRequest) -> str:
    """Others were asked."""
    return f"Only {', '.join(request.asked_of)} may answer this question; nothing was changed."
