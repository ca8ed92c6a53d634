"""What is told when people are asked, when somebody answers, and when nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.trials import in_a_sentence
from adapters.notices.words import called, days_of, deadline, moment, sentence
from domain.approvals import Answer, Approval, ApprovalRequest
from domain.notices import Button, Notice, Press, Severity, request_key

if TYPE_CHECKING:
    from datetime import datetime

    from domain.training import Candidate
    from domain.verdicts import Verdict

WHO_MAY_ANSWER = "Who may answer"
ANSWERED_BY = "Answered by"
_BOUND = "|"
_COUNTED = ("no", "one", "two", "three", "four", "five")


def approval_asked(
    request: ApprovalRequest, verdict: Verdict, candidate: Candidate, *, thread: str, unit: str = ""
) -> Notice:
    """May the challenger replace the champion? With a button for each answer, and what whoever answers has to know."""
    return Notice(
        key=request_key(request.id),
        model=request.model,
        thread=thread,
        severity=Severity.WARNING,
        title=f"{request.model}: approve {request.challenger} in place of {request.champion}?",
        paragraphs=(
            *in_a_sentence(verdict, unit),
            *_wished(request),
            _without_answer(request),
        ),
        facts=((WHO_MAY_ANSWER, _asked_of(request)),),
        asides=(
            *(
                (f"{request.challenger} is {verdict.challenger}, trained on the held-out rows as well",)
                if candidate.refits
                else ()
            ),
            f"held out {days_of(verdict.hold_out)}",
            f"trained on {days_of(candidate.trained_on)}, {candidate.artifact.rows:,} rows",
            f"SHA-256 {candidate.artifact.sha256[:12]}",
        ),
        buttons=answer_buttons(request),
        created_at=request.asked_at,
        status=f"Waiting for an answer about {request.challenger} until {deadline(request.expires_at)}",
    )


def answer_buttons(request: ApprovalRequest) -> tuple[Button, Button]:
    """Yes and no, bound to exactly what was asked."""
    value = bound_value(request)
    return (
        Button(action=Press.APPROVE, label="Approve", value=value, style="primary"),
        Button(action=Press.REJECT, label="Reject", value=value, style="danger"),
    )


def answered(request: ApprovalRequest, approval: Approval, *, thread: str, missing: int = 0) -> Notice:
    """Who answered what, and what follows. `missing` is how many more people have to approve before it counts."""
    if approval.answer is Answer.APPROVE and missing:
        return _one_of_several(request, approval, thread=thread, missing=missing)
    is_yes = approval.answer is Answer.APPROVE
    verb, then = (
        ("approved", f"{request.challenger} replaces {request.champion} at the next run.")
        if is_yes
        else ("rejected", f"{request.champion} stays the champion.")
    )
    return Notice(
        key=f"answer {request.id}",
        model=request.model,
        thread=thread,
        severity=Severity.INFO,
        title=f"{request.model}: {_done(approval, verb, request)}",
        paragraphs=((sentence(approval.why),) if approval.why else ()) + (then,),
        facts=((ANSWERED_BY, f"{approval.by}; by way of {approval.way}"),),
        created_at=approval.answered_at,
        status=f"{_done(approval, verb, request)}; {then}",
        resolves=not is_yes,
        closes=request_key(request.id),
    )


def _one_of_several(request: ApprovalRequest, approval: Approval, *, thread: str, missing: int) -> Notice:
    """An approval that counts, and is not enough yet; the question keeps its buttons."""
    more = _COUNTED[missing] if missing < len(_COUNTED) else str(missing)
    needed = f"{more} more approval{'' if missing == 1 else 's'} needed"
    is_wishers = request.is_wished_by(approval.who)
    by_another = " by somebody else than who asked for the training" if is_wishers else ""
    return Notice(
        key=f"answer {approval.id}",
        model=request.model,
        thread=thread,
        severity=Severity.INFO,
        title=f"{request.model}: {_done(approval, 'approved', request)}, {needed}",
        paragraphs=(
            *((sentence(approval.why),) if approval.why else ()),
            f"Until then {request.champion} stays the champion; the question above waits for it{by_another}.",
        ),
        facts=((ANSWERED_BY, f"{approval.by}; by way of {approval.way}"),),
        created_at=approval.answered_at,
        status=f"{_done(approval, 'approved', request)}, {needed} until {deadline(request.expires_at)}",
    )


def approval_reminder(request: ApprovalRequest, *, thread: str, at: datetime) -> Notice:
    """Nobody has answered, and the time runs out: said once, and whoever is asked is mentioned."""
    return Notice(
        key=f"reminder {request.id}",
        model=request.model,
        thread=thread,
        severity=Severity.WARNING,
        title=f"{request.model}: {request.challenger} still waits for an answer",
        paragraphs=(_without_answer(request),),
        facts=((WHO_MAY_ANSWER, _asked_of(request)),),
        asides=(f"asked {moment(request.asked_at)}",),
        buttons=answer_buttons(request),
        created_at=at,
        owner=", ".join(request.asked_of) or None,
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
        asides=(f"asked {moment(request.asked_at)}", f"expired {moment(request.expires_at)}"),
        created_at=at,
        status=f"Nobody answered about {request.challenger}; {request.champion} stays the champion",
        resolves=True,
        closes=request_key(request.id),
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


def _asked_of(request: ApprovalRequest) -> str:
    whom = ", ".join(request.asked_of) or "anyone"
    return whom if request.needs == 1 else f"{whom}; {request.needs} different people have to approve"


def _wished(request: ApprovalRequest) -> tuple[str, ...]:
    if request.wished_by is None:
        return ()
    who = called(request.wished_by) or "One of you"
    return (f"{who} asked for this training, so somebody else has to approve as well.",)


def _without_answer(request: ApprovalRequest) -> str:
    return f"Without an answer by {deadline(request.expires_at)} the champion {request.champion} stays."


def _done(approval: Approval, verb: str, request: ApprovalRequest) -> str:
    """Who answered, by name; whom only Slack can name is mentioned below."""
    who = called(approval.by)
    return f"{who} {verb} {request.challenger}" if who else f"{request.challenger} was {verb}"
