"""Ask people about every challenger that proved itself, and close the questions nobody answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from domain.approvals import Answer, Approval, ApprovalRequest
from domain.digests import digest
from flows.due.judging import order_behind
from flows.due.refitting import to_promote

if TYPE_CHECKING:
    from datetime import datetime

    from domain.notices import Notice
    from domain.training import Candidate
    from domain.verdicts import Verdict
    from flows.watch import Watch

UNASKED = "policy"


def ask(watch: Watch, now: datetime) -> None:
    """Put a question about every verdict to promote whose refit is done; unasked approval is answered at once.

    About a challenger that was tried in shadow only nobody is asked.
    """
    for verdict in watch.ledger.verdicts.unasked():
        if verdict.model == watch.model and not _is_shadow(watch, verdict):
            _ask(watch, verdict, now)
    if not watch.document.approval.required:
        _answer_unasked(watch, now)


def expire(watch: Watch, now: datetime) -> None:
    """Close, without approval, every question whose time is over."""
    for request in watch.ledger.requests.pending():
        if request.model == watch.model and request.expires_at <= now:
            watch.ledger.requests.expire(request, now=now, tell=_expired(watch, request, now))


def bound_to(verdict: Verdict, candidate: Candidate) -> str:
    """The digest of exactly what is approved: the verdict, the artifact's bytes, the champion it replaces."""
    return digest("approve", verdict.id, verdict.champion, candidate.version, candidate.artifact.sha256)


def _is_shadow(watch: Watch, verdict: Verdict) -> bool:
    return order_behind(watch, watch.ledger.candidates.get(verdict.candidate)).shadow_only


def _ask(watch: Watch, verdict: Verdict, now: datetime) -> None:
    candidate = to_promote(watch, verdict)
    if candidate is None:
        return
    spec = watch.document.approval
    request = ApprovalRequest(
        model=watch.model,
        verdict=verdict.id,
        candidate=candidate.id,
        challenger=candidate.version,
        champion=verdict.champion,
        bound_to=bound_to(verdict, candidate),
        asked_of=spec.approvers if spec.required else (),
        asked_at=now,
        expires_at=now + spec.expires_after,
    )
    thread = notices.incident_of(watch.ledger, candidate)
    asked = notices.approval_asked(request, verdict, candidate, thread=thread, unit=watch.document.unit)
    watch.ledger.requests.record(request, tell=asked if spec.required else None)


def _expired(watch: Watch, request: ApprovalRequest, now: datetime) -> Notice:
    candidate = watch.ledger.candidates.get(request.candidate)
    return notices.request_expired(request, thread=notices.incident_of(watch.ledger, candidate), at=now)


def _answer_unasked(watch: Watch, now: datetime) -> None:
    """Questions that were put to people by name, before the model's file stopped asking, stay theirs."""
    for request in watch.ledger.requests.pending():
        if request.model == watch.model and not request.asked_of:
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
