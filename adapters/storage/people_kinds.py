"""What people are asked and mute, what is changed because of it, and the columns of each kind."""

from typing import Any

from adapters.storage.mapping import Kind
from adapters.storage.people_tables import ApprovalRow, LiftingRow, ProbationRow, PromotionRow, RequestRow, SilenceRow
from domain.approvals import Approval, ApprovalRequest, Probation, Promotion, RequestState
from domain.silences import Lifting, Silence

_Columns = dict[str, Any]


def _of_request(request: ApprovalRequest) -> _Columns:
    return {
        "id": request.id,
        "model": request.model,
        "verdict_id": request.verdict,
        "challenger": request.challenger,
        "champion": request.champion,
        "bound_to": request.bound_to,
        "status": RequestState.PENDING.value,
        "overtaken_from": None,
        "asked_at": request.asked_at,
        "expires_at": request.expires_at,
    }


def _of_approval(approval: Approval) -> _Columns:
    return {
        "id": approval.id,
        "request_id": approval.request,
        "answer": approval.answer.value,
        "answered_by": approval.by,
        "answered_at": approval.answered_at,
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


def _of_lifting(lifting: Lifting) -> _Columns:
    return {
        "id": lifting.id,
        "model": lifting.model,
        "silence_id": lifting.silence,
        "lifted_by": lifting.by,
        "lifted_at": lifting.lifted_at,
    }


REQUESTS = Kind(name="approval request", noun=ApprovalRequest, row=RequestRow, columns=_of_request)
APPROVALS = Kind(name="answer", noun=Approval, row=ApprovalRow, columns=_of_approval)
PROMOTIONS = Kind(name="promotion", noun=Promotion, row=PromotionRow, columns=_of_promotion)
PROBATIONS = Kind(name="probation", noun=Probation, row=ProbationRow, columns=_of_probation)
SILENCES = Kind(name="silence", noun=Silence, row=SilenceRow, columns=_of_silence)
LIFTINGS = Kind(name="lifted silence", noun=Lifting, row=LiftingRow, columns=_of_lifting)
