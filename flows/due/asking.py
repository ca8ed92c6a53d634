"""Ask people about every challenger that proved itself, and close the questions that nobody answered in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from adapters.answers import SLACK
from adapters.behind import behind
from domain import binding
from domain.approvals import Answer, Approval, ApprovalRequest
from domain.people import known_as
from flows.due.judging import order_behind
from flows.due.refitting import to_promote
from policies.grammar import policy_digest

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from domain.decisions import Ask
    from domain.notices import Notice
    from domain.training import Candidate
    from domain.verdicts import Verdict
    from flows.watch import Watch

UNASKED = "policy"


def ask(watch: Watch, now: datetime) -> None:
    """Put a question about every verdict to promote whose refit is done; unasked approval is answered at once.

    About a challenger that was tried in shadow only nobody is asked.
    """
    for verdict in watch.ledger.verdicts.unasked(watch.model):
        if not _is_shadow(watch, verdict):
            put(watch, question(watch, verdict, now, number=0))
    if not watch.document.approval.required:
        _answer_unasked(watch, now)


def expire(watch: Watch, now: datetime) -> None:
    """Close, without approval, every question whose time is over."""
    for request in watch.ledger.requests.pending(watch.model):
        if request.expires_at <= now:
            watch.ledger.requests.expire(request, now=now, tell=_expired(watch, request, now))


def bound_to(
    verdict: Verdict,
    candidate: Candidate,
    *,
    policy: str,
    asked_of: Collection[str] = (),
    needs: int = 1,
    number: int = 0,
) -> str:
    """The digest of exactly what is approved, and by whom it has to be, as `domain.binding` makes it."""
    return binding.bound_to(
        verdict=verdict.id,
        champion=verdict.champion,
        challenger=candidate.version,
        artifact=candidate.artifact.sha256,
        policy=policy,
        asked_of=asked_of,
        needs=needs,
        number=number,
    )


def question(watch: Watch, verdict: Verdict, now: datetime, *, number: int) -> ApprovalRequest | None:
    """What people are asked about a verdict, as the model's file and policy read now; None while a refit trains.

    `number` is how many questions about the verdict there were when it was found that one is due. Read any later it
    would count that of a worker who found the same, and the same would be asked twice.
    """
    candidate = to_promote(watch, verdict)
    if candidate is None:
        return None
    spec, wish = watch.document.approval, _wish_behind(watch, candidate)
    asked_of, needs = (spec.approvers, spec.needs) if spec.required else ((), 1)
    policy = policy_digest(watch.policy)
    return ApprovalRequest(
        model=watch.model,
        verdict=verdict.id,
        candidate=candidate.id,
        challenger=candidate.version,
        champion=verdict.champion,
        bound_to=bound_to(verdict, candidate, policy=policy, asked_of=asked_of, needs=needs, number=number),
        asked_of=asked_of,
        asked_at=now,
        expires_at=now + spec.expires_after,
        needs=needs,
        wished_by=_name_of(watch, wish) if wish else None,
        wished_from=wish.account if wish else None,
        policy=policy,
        rests_on=behind(watch.ledger, verdict, candidate),
    )


def questions_about(watch: Watch, verdict: str) -> tuple[ApprovalRequest, ...]:
    """Every question put about a verdict, oldest first."""
    return tuple(request for request in watch.ledger.requests.of(watch.model) if request.verdict == verdict)


def put(watch: Watch, request: ApprovalRequest | None) -> None:
    """Record a question and show it to people, where there are any to ask."""
    if request is None:
        return
    verdict = watch.ledger.verdicts.get(request.verdict)
    candidate = watch.ledger.candidates.get(request.candidate)
    thread = notices.incident_of(watch.ledger, candidate)
    asked = notices.approval_asked(request, verdict, candidate, thread=thread, unit=watch.document.unit)
    watch.ledger.requests.record(request, tell=asked if watch.document.approval.required else None)


def _is_shadow(watch: Watch, verdict: Verdict) -> bool:
    return order_behind(watch, watch.ledger.candidates.get(verdict.candidate)).shadow_only


def _wish_behind(watch: Watch, candidate: Candidate) -> Ask | None:
    """Who asked for the training; None where a policy decided it."""
    return watch.ledger.decisions.get(order_behind(watch, candidate).decision).asked


def _name_of(watch: Watch, wish: Ask) -> str:
    """Who asked for the training, as the model's file names them."""
    return known_as(wish.by, watch.document.approval.approvers, by_handle=wish.door != SLACK)


def _expired(watch: Watch, request: ApprovalRequest, now: datetime) -> Notice:
    candidate = watch.ledger.candidates.get(request.candidate)
    return notices.request_expired(request, thread=notices.incident_of(watch.ledger, candidate), at=now)


def _answer_unasked(watch: Watch, now: datetime) -> None:
    """Questions that were put to people by name, before the model's file stopped asking, stay theirs."""
    for request in watch.ledger.requests.pending(watch.model):
        if not request.asked_of:
            watch.ledger.requests.answer(_unasked_approval(request, now))


def _unasked_approval(request: ApprovalRequest, now: datetime) -> Approval:
    return Approval(
        request=request.id,
        bound_to=request.bound_to,
        answer=Answer.APPROVE,
        by=UNASKED,
        answered_at=now,
        door="model file: approval.required is false",
    )
