"""Trainings, what they made and what it was worth, and the columns of each kind."""

from typing import Any

from adapters.storage.mapping import Kind
from adapters.storage.training_tables import CandidateRow, OrderRow, RunRow, VerdictRow
from domain.training import Candidate, TrainingOrder, TrainingRun
from domain.verdicts import Verdict

_Columns = dict[str, Any]


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


ORDERS = Kind(name="training order", noun=TrainingOrder, row=OrderRow, columns=_of_order)
RUNS = Kind(name="training run", noun=TrainingRun, row=RunRow, columns=_of_run)
CANDIDATES = Kind(name="candidate", noun=Candidate, row=CandidateRow, columns=_of_candidate)
VERDICTS = Kind(name="verdict", noun=Verdict, row=VerdictRow, columns=_of_verdict)
