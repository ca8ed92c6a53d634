"""Turn decisions to retrain into training orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from domain.training import TrainingOrder
from domain.windows import Window
from flows.due.spans import labelled_from, labelled_until
from policies.grammar import Sliding
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
        watch.ledger.outbox.queue(notices.training_put_off(decision, plan.because, at=now))
        return
    order = TrainingOrder(
        model=watch.model,
        decision=decision.id,
        attempt=1,
        train_on=_training_window(watch, plan.train_on),
        hold_out=plan.hold_out,
        ordered_at=now,
    )
    watch.ledger.orders.record(order)


def _training_window(watch: Watch, all_of_it: Window) -> Window:
    """The part of the labelled time that the policy wants to train on."""
    wanted = watch.policy.training_window
    if isinstance(wanted, Sliding):
        return Window(start=max(all_of_it.start, all_of_it.end - wanted.length), end=all_of_it.end)
    return all_of_it
