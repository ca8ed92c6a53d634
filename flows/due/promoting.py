"""Carry out what people approved: change the registry, record the promotion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from domain.approvals import Promotion
from domain.verdicts import Role
from flows.due.asking_anew import overtaken

if TYPE_CHECKING:
    from datetime import datetime

    from domain.approvals import Approval, ApprovalRequest
    from domain.notices import Notice
    from domain.training import Candidate
    from domain.verdicts import Verdict
    from flows.watch import Watch


def carry_out_approvals(watch: Watch, now: datetime) -> None:
    """Promote every approved challenger for which all is still as it was approved; otherwise people are asked anew."""
    for request, approval in watch.ledger.requests.unfulfilled(watch.model):
        _promote(watch, request, approval, now)


def _promote(watch: Watch, request: ApprovalRequest, approval: Approval, now: datetime) -> None:
    """The registry is changed first: doing it again is harmless, and a crash leaves the promotion still due."""
    champion = _in_force_by(watch, now)
    if champion != request.champion:
        watch.ledger.requests.overtake(request, now=now, tell=_too_late(watch, request, champion, now))
        return
    if overtaken(watch, request, now):
        return
    candidate = watch.ledger.candidates.get(request.candidate)
    verdict = watch.ledger.verdicts.get(request.verdict)
    watch.world.registry.put_in_force(watch.model, candidate.version, candidate.artifact)
    promotion = Promotion(
        model=watch.model,
        from_version=champion,
        to_version=candidate.version,
        approval=approval.id,
        promised=promised_error(verdict),
        promoted_at=now,
    )
    watch.ledger.promotions.record(promotion, tell=_told(watch, promotion, verdict, candidate))


def _in_force_by(watch: Watch, now: datetime) -> str:
    """The version in force there, after what another worker did since our clock was read."""
    latest = watch.ledger.promotions.latest(watch.model)
    return watch.in_force(max(now, latest.promoted_at) if latest else now).to_version


def _told(watch: Watch, promotion: Promotion, verdict: Verdict, candidate: Candidate) -> Notice:
    thread = notices.incident_of(watch.ledger, candidate)
    replaces = watch.in_force(promotion.promoted_at)
    run = notices.run_behind(watch.ledger, candidate)
    return notices.promoted(promotion, verdict, thread=thread, unit=watch.document.unit, replaces=replaces, run=run)


def _too_late(watch: Watch, request: ApprovalRequest, champion: str, now: datetime) -> Notice:
    candidate = watch.ledger.candidates.get(request.candidate)
    thread = notices.incident_of(watch.ledger, candidate)
    return notices.promotion_overtaken(request, champion, thread=thread, at=now)


def promised_error(verdict: Verdict) -> float | None:
    """The challenger's own error on the hold-out's whole traffic: what it promises for its time in service."""
    goals = (c.challenger for c in verdict.comparisons if c.role is Role.GOAL and c.segment is None)
    return next(goals, None)
