"""Nobody approves what they were not shown: a question about what has changed since is closed, and put anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from flows.due.asking import bound_to, put, question, questions_about
from flows.due.refitting import to_promote
from policies.grammar import policy_digest

if TYPE_CHECKING:
    from datetime import datetime

    from domain.approvals import ApprovalRequest
    from flows.watch import Watch


def ask_anew(watch: Watch, now: datetime) -> None:
    """Close every open question that is not about what would be promoted now, and put it as things stand."""
    for request in watch.ledger.requests.pending(watch.model):
        if request.expires_at > now:
            overtaken(watch, request, now)


def overtaken(watch: Watch, request: ApprovalRequest, now: datetime) -> bool:
    """Whether something changed since the question was put; if so it is closed, with what people are told.

    The question as things stand is recorded first: whoever is killed in between closes the old one the next time. About
    a challenger that was tried against a champion that is gone nobody is asked again.
    """
    thread = notices.incident_of(watch.ledger, watch.ledger.candidates.get(request.candidate))
    champion = watch.in_force(now).to_version
    if champion != request.champion:
        told = notices.question_overtaken(request, champion, thread=thread, at=now)
        return watch.ledger.requests.overtake(request, now=now, tell=told)
    if _is_as_shown(watch, request):
        return False
    anew = _in_its_place(watch, request, now)
    if anew is None:
        return False
    put(watch, anew)
    told = notices.asked_anew(request, _changed(request, anew), thread=thread, at=now)
    watch.ledger.requests.overtake(request, now=now, tell=told)
    return True


def _in_its_place(watch: Watch, request: ApprovalRequest, now: datetime) -> ApprovalRequest | None:
    """The question as things stand: one that another worker has put already, or else a new one.

    What was asked is read before what is open: a question that is put in between has the number of the new one, and
    so the two are one.
    """
    asked = questions_about(watch, request.verdict)
    is_open = {pending.id for pending in watch.ledger.requests.pending(watch.model)}
    others = [other for other in asked if other.id in is_open - {request.id}]
    put_already = next((other for other in others if _is_as_shown(watch, other)), None)
    return put_already or question(watch, watch.ledger.verdicts.get(request.verdict), now, number=len(asked))


def _is_as_shown(watch: Watch, request: ApprovalRequest) -> bool:
    """Where the model's file has stopped asking, questions that were put to people stay theirs, as they were put."""
    verdict, spec = watch.ledger.verdicts.get(request.verdict), watch.document.approval
    candidate = to_promote(watch, verdict)
    if candidate is None:
        return True
    asked_of, needs = (spec.approvers, spec.needs) if spec.required else (request.asked_of, request.needs)
    number = [other.id for other in questions_about(watch, verdict.id)].index(request.id)
    policy = policy_digest(watch.policy)
    as_it_stands = bound_to(verdict, candidate, policy=policy, asked_of=asked_of, needs=needs, number=number)
    return as_it_stands == request.bound_to


def _changed(request: ApprovalRequest, anew: ApprovalRequest) -> str:
    if anew.candidate != request.candidate:
        return f"What would be promoted is {anew.challenger} by now, no longer {request.challenger}"
    if (set(anew.asked_of), anew.needs) != (set(request.asked_of), request.needs):
        return "The model's file was changed, and asks other people"
    return "The model's policy was changed"
