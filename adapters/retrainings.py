"""How far a model's retrainings have come, from the ledger alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.approvals import RequestState
from domain.decisions import Action
from domain.history import Ending
from domain.training import RunState
from domain.verdicts import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from domain.decisions import Decision
    from domain.ports import Ledger
    from domain.training import TrainingOrder

_OPEN = {Ending.RUNNING, Ending.WAITING}


def last_attempts(ledger: Ledger, model: str, *, now: datetime | None = None) -> dict[str, TrainingOrder]:
    """The newest order of each decision, refits aside, as of `now` if that is given."""
    orders = (order for order in ledger.orders.of(model) if order.refits is None)
    return {order.decision: order for order in orders if now is None or order.ordered_at <= now}


def ending_of(ledger: Ledger, order: TrainingOrder) -> Ending:
    """How the training that was ordered ended, as far as it has."""
    run = ledger.runs.of_order(order.id)
    if run is None or run.state is RunState.LAUNCHED:
        return Ending.RUNNING
    if run.state is RunState.FAILED:
        return Ending.FAILED
    candidates = [c.id for c in ledger.candidates.of(order.model) if c.training_run == run.id]
    verdicts = [v for v in ledger.verdicts.of(order.model) if v.candidate in candidates]
    if not verdicts:
        return Ending.RUNNING
    if verdicts[-1].outcome is not Outcome.PROMOTE:
        return Ending.REFUSED
    return Ending.SHADOWED if order.shadow_only else _asked(ledger, order.model, verdicts[-1].id)


def in_flight(ledger: Ledger, model: str, *, besides: str | None = None) -> tuple[Decision, Ending] | None:
    """The newest retraining that has not ended and how far it is, that of the decision `besides` aside; None: none."""
    orders = last_attempts(ledger, model)
    for decision in reversed(retrainings_decided(ledger, model)):
        order = orders.get(decision.id)
        ending = ending_of(ledger, order) if order else Ending.RUNNING
        if decision.id != besides and ending in _OPEN:
            return decision, ending
    return None


def retrainings_decided(ledger: Ledger, model: str, *, now: datetime | None = None) -> tuple[Decision, ...]:
    """The decisions to retrain, as of `now` if that is given, that were ordered or still will be.

    One that was amended before its training was ordered asks for none any more.
    """
    ordered = last_attempts(ledger, model, now=now)
    decided = [d for d in ledger.decisions.of(model) if now is None or d.decided_at <= now]
    amended = {decision.amends for decision in decided}
    return tuple(d for d in decided if d.action is Action.RETRAIN and (d.id in ordered or d.id not in amended))


def _asked(ledger: Ledger, model: str, verdict: str) -> Ending:
    requests = [r for r in ledger.requests.of(model) if r.verdict == verdict]
    if not requests:
        return Ending.RUNNING
    state = ledger.requests.state(requests[-1].id)
    answer = ledger.requests.answer_to(requests[-1].id)
    promoted = {p.approval for p in ledger.promotions.of(model)}
    if answer is not None and answer.id in promoted:
        return Ending.PROMOTED
    return Ending.WAITING if state in {RequestState.PENDING, RequestState.APPROVED} else Ending.REFUSED
