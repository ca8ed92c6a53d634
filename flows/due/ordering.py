"""Turn decisions to retrain into training orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from domain.training import TrainingOrder
from flows.due.spans import labelled_from, labelled_until
from flows.due.stretches import stretches
from trials.hold_out import TooShort, split

if TYPE_CHECKING:
    from datetime import datetime

    from domain.decisions import Decision
    from flows.watch import Watch


def order_trainings(watch: Watch, now: datetime) -> None:
    """Order a training for every decision to retrain that has none; where time is too short, say so and wait.

    A decision that was amended before its training was ordered asks for none any more.
    """
    amended = {decision.amends for decision in watch.ledger.decisions.of(watch.model)}
    for decision in watch.ledger.decisions.unordered():
        if decision.model == watch.model and decision.id not in amended:
            _order(watch, decision, now)


def _order(watch: Watch, decision: Decision, now: datetime) -> None:
    plan = split(
        labelled_from=labelled_from(watch),
        as_of=labelled_until(watch, now),
        champion_trained_until=watch.champion(now).trained_on.end,
        spec=watch.document.trial,
    )
    if isinstance(plan, TooShort):
        return _put_off(watch, decision, plan, now)
    learned = stretches(watch, decision, before_trial=plan.train_on, now=now)
    if isinstance(learned, TooShort):
        return _put_off(watch, decision, learned, now)
    order = TrainingOrder(
        model=watch.model,
        decision=decision.id,
        attempt=1,
        train_on=learned.train_on,
        alternatives=learned.alternatives,
        hold_out=plan.hold_out,
        ordered_at=now,
        shadow_only=watch.policy.shadow_only,
    )
    left_out = notices.stretches_left_out(order, learned.left_out) if learned.left_out else None
    watch.ledger.orders.record(order, tell=left_out)
    return None


def _put_off(watch: Watch, decision: Decision, short: TooShort, now: datetime) -> None:
    watch.ledger.outbox.queue(notices.training_put_off(decision, short.because, at=now))
