"""Train the recipe that won its trial once more, on all rows: what people approve is what will serve."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.training import RunState
from domain.windows import Window
from flows.due.judging import order_behind

if TYPE_CHECKING:
    from datetime import datetime

    from domain.training import Candidate, TrainingOrder
    from domain.verdicts import Verdict
    from flows.watch import Watch


def order_refits(watch: Watch, now: datetime) -> None:
    """Order a refit for every verdict to promote that lacks one, where the model's file asks for refits.

    A challenger that was tried in shadow only is not refitted, because nobody is going to be asked about it.
    """
    if not watch.document.training.refit:
        return
    for verdict in watch.ledger.verdicts.unasked(watch.model):
        tested = watch.ledger.candidates.get(verdict.candidate)
        order = order_behind(watch, tested)
        if not order.shadow_only:
            watch.ledger.orders.record(_refit_of(tested, order))


def to_promote(watch: Watch, verdict: Verdict) -> Candidate | None:
    """What a verdict to promote puts forward: the refit, or what was tried itself where there is no refit.

    None while the refit is in training, or its run not settled yet: people are shown what changes no more. A refit that
    failed for good leaves what was tried.
    """
    tested = watch.ledger.candidates.get(verdict.candidate)
    if not watch.document.training.refit:
        return tested
    refits = [c for c in watch.ledger.candidates.of(watch.model) if c.refits == tested.id]
    if refits:
        run = watch.ledger.runs.get(str(refits[-1].training_run))
        return None if run.state is RunState.LAUNCHED else refits[-1]
    return tested if _failed_for_good(watch, tested) else None


def _refit_of(tested: Candidate, order: TrainingOrder) -> TrainingOrder:
    """Where several stretches were tried, the refit begins where the best of them does."""
    everything = Window(start=tested.trained_on.start, end=order.hold_out.end)
    return replace(order, attempt=1, train_on=everything, alternatives=(), refits=tested.id)


def _failed_for_good(watch: Watch, tested: Candidate) -> bool:
    """A further attempt is ordered before one is settled as failed, so that the last one failed says that none comes.

    How many attempts the model's file allows by now does not matter: nobody orders another after the last.
    """
    orders = [order for order in watch.ledger.orders.of(watch.model) if order.refits == tested.id]
    last = max(orders, key=lambda order: order.attempt, default=None)
    run = watch.ledger.runs.of_order(last.id) if last else None
    return run is not None and run.state is RunState.FAILED
