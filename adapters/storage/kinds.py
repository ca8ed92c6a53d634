"""Every kind of noun and its columns, in the order of the story."""

from typing import Any

from adapters.storage.mapping import Kind
from adapters.storage.tables import (
    CandidateRow,
    DecisionRow,
    DeedRow,
    OrderRow,
    ProbationRow,
    ProfileRow,
    PromotionRow,
    RequestRow,
    RunRow,
    SampleRow,
    SignalRow,
    SilenceRow,
    VerdictRow,
)
from domain.approvals import ApprovalRequest, Probation, Promotion, RequestState, Silence
from domain.decisions import Decision
from domain.deeds import Deed
from domain.models import Segment
from domain.profiles import Profile
from domain.samples import Sample
from domain.signals import Signal
from domain.training import Candidate, TrainingOrder, TrainingRun
from domain.verdicts import Verdict
from domain.windows import Window

_Columns = dict[str, Any]


def _of_window(window: Window) -> _Columns:
    return {"window_start": window.start, "window_end": window.end}


def _text(segment: Segment | None) -> str | None:
    return str(segment) if segment else None


def _of_profile(profile: Profile) -> _Columns:
    return _of_window(profile.window) | {
        "id": profile.id,
        "model": profile.model,
        "origin": profile.origin,
        "segment": _text(profile.segment),
        "rows": profile.rows,
        "labels": profile.labels,
        "revision": profile.revision,
        "engine": profile.engine,
        "payload": profile.payload,
    }


def _of_sample(sample: Sample) -> _Columns:
    return _of_window(sample.window) | {
        "id": sample.id,
        "model": sample.model,
        "origin": sample.origin,
        "rows": sample.rows,
        "of_rows": sample.of_rows,
        "revision": sample.revision,
        "payload": sample.payload,
    }


def _of_signal(signal: Signal) -> _Columns:
    return _of_window(signal.window) | {
        "id": signal.id,
        "model": signal.model,
        "name": signal.name,
        "subject": signal.subject,
        "segment": _text(signal.segment),
        "value": signal.value,
        "baseline": signal.baseline,
        "threshold": signal.threshold,
        "low": signal.interval[0] if signal.interval else None,
        "high": signal.interval[1] if signal.interval else None,
        "state": signal.state.value,
        "rows": signal.rows,
        "maturity": signal.maturity.value,
        "revision": signal.revision,
        "note": signal.note,
    }


def _of_decision(decision: Decision) -> _Columns:
    return _of_window(decision.window) | {
        "id": decision.id,
        "model": decision.model,
        "policy": decision.policy,
        "action": decision.action.value,
        "reason": decision.reason.value,
        "because": decision.because,
        "decided_at": decision.decided_at,
        "amends_id": decision.amends,
    }


def _of_deed(deed: Deed) -> _Columns:
    return {
        "id": deed.id,
        "model": deed.model,
        "decision_id": deed.decision,
        "state": deed.state.value,
        "because": deed.because,
        "reference": deed.reference,
        "done_at": deed.done_at,
    }


def _of_order(order: TrainingOrder) -> _Columns:
    return {
        "id": order.id,
        "model": order.model,
        "decision_id": order.decision,
        "attempt": order.attempt,
        "ordered_at": order.ordered_at,
    }


def _of_run(run: TrainingRun) -> _Columns:
    return {
        "id": run.id,
        "model": run.model,
        "order_id": run.order,
        "state": run.state.value,
        "reference": run.reference,
        "launched_at": run.launched_at,
        "ended_at": run.ended_at,
        "cost": run.cost,
        "message": run.message,
    }


def _of_candidate(candidate: Candidate) -> _Columns:
    return {
        "id": candidate.id,
        "model": candidate.model,
        "version": candidate.version,
        "run_id": candidate.training_run,
        "refits_id": candidate.refits,
        "artifact_uri": candidate.artifact.uri,
        "created_at": candidate.created_at,
    }


def _of_verdict(verdict: Verdict) -> _Columns:
    return {
        "id": verdict.id,
        "model": verdict.model,
        "candidate_id": verdict.candidate,
        "challenger": verdict.challenger,
        "champion": verdict.champion,
        "outcome": verdict.outcome.value,
        "judged_at": verdict.judged_at,
    }


def _of_request(request: ApprovalRequest) -> _Columns:
    return {
        "id": request.id,
        "model": request.model,
        "verdict_id": request.verdict,
        "challenger": request.challenger,
        "champion": request.champion,
        "bound_to": request.bound_to,
        "status": RequestState.PENDING.value,
        "asked_at": request.asked_at,
        "expires_at": request.expires_at,
    }


def _of_promotion(promotion: Promotion) -> _Columns:
    return {
        "id": promotion.id,
        "model": promotion.model,
        "from_version": promotion.from_version,
        "to_version": promotion.to_version,
        "approval_id": promotion.approval,
        "promised": promotion.promised,
        "promoted_at": promotion.promoted_at,
        "rolls_back_id": promotion.rolls_back,
    }


def _of_probation(probation: Probation) -> _Columns:
    return {
        "id": probation.id,
        "model": probation.model,
        "promotion_id": probation.promotion,
        "state": probation.state.value,
        "because": probation.because,
        "ended_at": probation.ended_at,
    }


def _of_silence(silence: Silence) -> _Columns:
    return {
        "id": silence.id,
        "model": silence.model,
        "signal": silence.signal,
        "silent_until": silence.until,
        "created_by": silence.by,
        "why": silence.why,
        "created_at": silence.created_at,
    }


PROFILES = Kind(name="profile", noun=Profile, row=ProfileRow, columns=_of_profile, apart=("payload",))
SAMPLES = Kind(name="sample", noun=Sample, row=SampleRow, columns=_of_sample, apart=("payload",))
SIGNALS = Kind(name="signal", noun=Signal, row=SignalRow, columns=_of_signal)
DECISIONS = Kind(name="decision", noun=Decision, row=DecisionRow, columns=_of_decision)
DEEDS = Kind(name="deed", noun=Deed, row=DeedRow, columns=_of_deed)
ORDERS = Kind(name="training order", noun=TrainingOrder, row=OrderRow, columns=_of_order)
RUNS = Kind(name="training run", noun=TrainingRun, row=RunRow, columns=_of_run)
CANDIDATES = Kind(name="candidate", noun=Candidate, row=CandidateRow, columns=_of_candidate)
VERDICTS = Kind(name="verdict", noun=Verdict, row=VerdictRow, columns=_of_verdict)
REQUESTS = Kind(name="approval request", noun=ApprovalRequest, row=RequestRow, columns=_of_request)
PROMOTIONS = Kind(name="promotion", noun=Promotion, row=PromotionRow, columns=_of_promotion)
PROBATIONS = Kind(name="probation", noun=Probation, row=ProbationRow, columns=_of_probation)
SILENCES = Kind(name="silence", noun=Silence, row=SilenceRow, columns=_of_silence)
