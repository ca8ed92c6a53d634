"""Answering an approval request, by whatever door: the command line and the gateway both call `answer_request`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters import notices
from domain.answers import approvers, outcome
from domain.approvals import Approval, ApprovalRequest, RequestState
from domain.people import known_as

if TYPE_CHECKING:
    from datetime import datetime

    from domain.approvals import Answer
    from domain.notices import Notice
    from domain.ports import Ledger

# The door at which nobody says themselves who they are.
SLACK = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a request stands: every answer in the order in which they came, and how many approvals it still lacks."""

    request: ApprovalRequest
    state: RequestState
    answers: tuple[Approval, ...]
    still_needed: int

    @property
    def settled_by(self) -> Approval | None:
        """The answer that decided the request; None while it is open, and where nobody's answer decided it."""
        is_settled = outcome(self.request, self.answers) is not RequestState.PENDING
        return self.answers[-1] if is_settled else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of an answer: as it is kept, and where the request stands with it.

    `is_new` is false where the same person had given the very same answer before.
    """

    approval: Approval
    standing: Standing
    is_new: bool


def answer_request(
    ledger: Ledger,
    request_id: str,
    *,
    bound_to: str | None = None,
    answer: Answer,
    by: str,
    entitled_by: str | None = None,
    why: str | None = None,
    door: str,
    account: str | None = None,
    at: datetime,
) -> Answered:
    """Record one person's answer to the request with this id (or the only one that begins so), and tell people of it.

    `bound_to` is the digest that the button carried; None takes what would be approved now, for a door that has just
    shown it. `by` is Slack's id of the person with the handle (`U07ADA (ada)`), or a plain name; it is kept as the
    model's file names the person. `entitled_by` is the group or channel of `asked_of` of which the caller has found the
    person to be a member, `account` what the door vouches for by itself. Raises Unheard for a request that there is
    not, NotPending when it was decided, has expired (`standing` says by whom) or the account has answered as somebody
    else, AnswerNotBound when the button is an old one, NotAnApprover when others were asked.
    """
    asked = ledger.requests.get(request_id)
    earlier = ledger.requests.answers(asked.id)
    approval = Approval(
        request=asked.id,
        bound_to=bound_to or asked.bound_to,
        answer=answer,
        by=_known_as(by, asked, earlier, door=door),
        answered_at=at,
        door=door,
        why=why,
        entitled_by=entitled_by,
        account=account,
    )
    kept = ledger.requests.answer(approval, tell=_told(ledger, asked, approval, (*earlier, approval)))
    now_stands = standing(ledger, asked.id)
    is_new = kept.id not in {answer.id for answer in earlier} and kept.answered_at == at
    if now_stands.settled_by == kept:
        ledger.outbox.queue(_told(ledger, asked, kept, now_stands.answers))
    return Answered(approval=kept, standing=now_stands, is_new=is_new)


def standing(ledger: Ledger, request_id: str) -> Standing:
    """Where the request stands now; raises Unheard."""
    request = ledger.requests.get(request_id)
    # In this order: whoever answers in between is seen in the answers, and those also tell the state.
    state = ledger.requests.state(request.id)
    answers = ledger.requests.answers(request.id)
    if state is RequestState.PENDING:
        state = outcome(request, answers)
    return Standing(request=request, state=state, answers=answers, still_needed=still_needed(request, answers))


def still_needed(request: ApprovalRequest, answers: tuple[Approval, ...]) -> int:
    """How many more approvals it takes; whoever wished for the training is never enough alone."""
    if outcome(request, answers) is not RequestState.PENDING:
        return 0
    return max(request.needs - len(approvers(request, answers)), 1)


def _told(ledger: Ledger, asked: ApprovalRequest, approval: Approval, answers: tuple[Approval, ...]) -> Notice:
    """Of two people who answer in the same moment each may be told to be the first of two; what settles is told again.

    What settles a request has one key, however often it is said.
    """
    thread = notices.incident_of(ledger, ledger.candidates.get(asked.candidate))
    return notices.answered(asked, approval, thread=thread, missing=still_needed(asked, answers))


def _known_as(by: str, asked: ApprovalRequest, earlier: tuple[Approval, ...], *, door: str) -> str:
    """One person counts once, whatever their handle is by now, and by whichever door they come in."""
    wished_by = (asked.wished_by,) if asked.wished_by else ()
    others = (answer.by for answer in earlier)
    return known_as(by, (*asked.asked_of, *wished_by, *others), by_handle=door != SLACK)
