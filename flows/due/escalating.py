"""Nobody has answered: remind those who were asked before a question expires, and tell somebody else in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from adapters import notices
from domain.notices import Severity, decision_key, request_key
from domain.wishes import A_PERSON
from flows.due.asking import UNASKED
from flows.due.threads import incidents_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from domain.approvals import ApprovalRequest
    from domain.notices import Notice
    from flows.watch import Watch

# What lies further back was there before anybody wanted to hear of it.
_STILL_NEWS = timedelta(days=7)


def remind(watch: Watch, now: datetime) -> None:
    """Mention everybody who was asked, once, when a question is about to expire."""
    lead = watch.document.approval.reminds_before
    for request in _open_questions(watch, now) if lead else ():
        if lead and request.expires_at - lead <= now:
            thread = notices.incident_of(watch.ledger, watch.ledger.candidates.get(request.candidate))
            watch.ledger.outbox.queue(notices.approval_reminder(request, thread=thread, at=now))


def escalate(watch: Watch, now: datetime) -> None:
    """Tell whom the model's file names of every question and critical incident that nobody reacted to, once each."""
    spec = watch.document.people.escalate
    if spec is None:
        return
    for notice in (*_unanswered(watch, now), *_critical(watch, now)):
        waits = now - notice.created_at
        if spec.after <= waits < spec.after + _STILL_NEWS and not _is_heeded(watch, notice):
            watch.ledger.outbox.queue(notices.escalated(notice, to=spec.to, at=now))


def _open_questions(watch: Watch, now: datetime) -> tuple[ApprovalRequest, ...]:
    return tuple(r for r in watch.ledger.requests.pending(watch.model) if now < r.expires_at)


def _unanswered(watch: Watch, now: datetime) -> Iterator[Notice]:
    """The questions as they were put; one that the model's file answers was put to nobody."""
    for request in _open_questions(watch, now):
        asked = watch.ledger.outbox.get(request_key(request.id))
        if asked is not None:
            yield asked


def _critical(watch: Watch, now: datetime) -> Iterator[Notice]:
    """What opened an incident and was critical."""
    for decision in watch.ledger.decisions.of(watch.model):
        is_recent = _is_recent(watch, decision.decided_at, now)
        opened = watch.ledger.outbox.get(decision_key(decision.id)) if is_recent else None
        if opened is not None and opened.severity is Severity.CRITICAL:
            yield opened


def _is_recent(watch: Watch, moment: datetime, now: datetime) -> bool:
    spec = watch.document.people.escalate
    return spec is not None and spec.after <= now - moment < spec.after + _STILL_NEWS


def _is_heeded(watch: Watch, notice: Notice) -> bool:
    """Whether a person did anything about the model since, or the incident is over.

    Who muted it has seen it, even if somebody lifted that at once; so has who lifted what was muted before.
    """
    ledger, since = watch.ledger, notice.created_at
    muted = any(each.created_at >= since for each in ledger.silences.of(watch.model))
    lifted = any(each.lifted_at >= since for each in ledger.silences.liftings(watch.model))
    wished = any(d.policy == A_PERSON and d.decided_at >= since for d in ledger.decisions.of(watch.model))
    if muted or lifted or wished or _is_answered(watch, since):
        return True
    told = ledger.outbox.of(watch.model)
    lies_in = incidents_of(told)
    return any(each.resolves and lies_in[each.key] == lies_in[notice.key] for each in told)


def _is_answered(watch: Watch, since: datetime) -> bool:
    """Whether a person answered any of the model's questions since."""
    requests = (request for request in watch.ledger.requests.of(watch.model) if request.expires_at >= since)
    answers = (answer for request in requests for answer in watch.ledger.requests.answers(request.id))
    return any(answer.answered_at >= since and answer.by != UNASKED for answer in answers)
