"""What is told when people are asked, when somebody answers, and when nobody does."""

from datetime import datetime

from adapters.notices.trials import score
from adapters.notices.words import moment, sentence
from domain.approvals import Answer, Approval, ApprovalRequest
from domain.notices import Button, Notice, Severity
from domain.training import Candidate
from domain.verdicts import Verdict

_BOUND = "|"


def approval_asked(
    request: ApprovalRequest, verdict: Verdict, candidate: Candidate, *, thread: str, unit: str = ""
) -> Notice:
    """May the challenger replace the champion? With a button for each answer."""
    return Notice(
        key=f"request {request.id}",
        model=request.model,
        thread=thread,
        severity=Severity.WARNING,
        title=f"{request.model}: approve {request.challenger} in place of {request.champion}?",
        paragraphs=(*(sentence(reason) for reason in verdict.reasons), _without_answer(request)),
        facts=(
            *score(verdict, unit),
            ("Trained on", str(candidate.trained_on)),
            ("Artifact", f"SHA-256 {candidate.artifact.sha256[:12]}, {candidate.artifact.rows:,} training rows"),
            ("Who may answer", ", ".join(request.asked_of) or "anyone"),
        ),
        buttons=(
            Button(action=Answer.APPROVE, label="Approve", value=bound_value(request), style="primary"),
            Button(action=Answer.REJECT, label="Reject", value=bound_value(request), style="danger"),
        ),
        created_at=request.asked_at,
    )


def answered(request: ApprovalRequest, approval: Approval, *, thread: str) -> Notice:
    """Who answered what, and what follows."""
    yes = approval.answer is Answer.APPROVE
    verb, then = (
        ("approved", f"{request.challenger} replaces {request.champion} at the next run.")
        if yes
        else ("rejected", f"{request.champion} stays the champion.")
    )
    return Notice(
        key=f"answer {request.id}",
        model=request.model,
        thread=thread,
        severity=Severity.INFO,
        title=f"{request.model}: {approval.by} {verb} {request.challenger}",
        paragraphs=((sentence(approval.why),) if approval.why else ()) + (then,),
        facts=(("Answered", moment(approval.answered_at)), ("By way of", approval.door)),
        created_at=approval.answered_at,
    )


def request_expired(request: ApprovalRequest, *, thread: str, at: datetime) -> Notice:
    """Nobody answered in time; nothing changes."""
    return Notice(
        key=f"expired {request.id}",
        model=request.model,
        thread=thread,
        severity=Severity.WARNING,
        title=f"{request.model}: nobody answered about {request.challenger}, {request.champion} stays",
        paragraphs=("The buttons of that question no longer count; a later retraining asks anew.",),
        facts=(("Asked", moment(request.asked_at)), ("Expired", moment(request.expires_at))),
        created_at=at,
    )


def bound_value(request: ApprovalRequest) -> str:
    """What a button carries: the request's id and the digest of exactly what would be approved."""
    return f"{request.id}{_BOUND}{request.bound_to}"


def read_bound_value(value: str) -> tuple[str, str]:
    """The request's id and the digest that a button carried; raises ValueError for anything else."""
    request, mark, bound_to = value.partition(_BOUND)
    if not (request and mark and bound_to):
        raise ValueError(f"{value!r} is no request with the digest it is bound to")
    return request, bound_to


def _without_answer(request: ApprovalRequest) -> str:
    return f"Without an answer by {moment(request.expires_at)} the champion {request.champion} stays."
