"""Turn decisions to retrain into training orders, be they a policy's or a person's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters import notices
from adapters.wishes import why_not_retrain
from domain.decisions import Action, Reason
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

    What a person asked for while another retraining had just begun is refused, and they are told why.
    """
    for decision in watch.ledger.decisions.unordered(watch.model):
        in_the_way = why_not_retrain(watch.ledger, watch.model, besides=decision.id) if decision.asked else None
        if in_the_way:
            _refuse(watch, decision, in_the_way, now)
        else:
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


def _refuse(watch: Watch, wished: Decision, because: str, now: datetime) -> None:
    """The wish gives way to a decision to do nothing, as one does that late data amend."""
    refusal = replace(
        wished,
        action=Action.NOTHING,
        reason=Reason.HELD_BACK,
        because=f"{wished.because}; held back: {because}",
        held_back_by=(f"in flight: {because}",),
        decided_at=now,
        amends=wished.id,
        asked=None,
    )
    told = notices.wish_refused(wished, because[:1].upper() + because[1:], at=now)
    watch.ledger.decisions.record(refusal, tell=told)


def _put_off(watch: Watch, decision: Decision, short: TooShort, now: datetime) -> None:
    watch.ledger.outbox.queue(notices.training_put_off(decision, short.because, at=now))
