"""The recipe that won its trial, trained once more on all rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.auditing import verify_ledger
from adapters.memory import StillTrainer
from domain.training import RunState
from domain.verdicts import Outcome
from domain.windows import Window
from flows.due.asking import ask
from flows.due.judging import judge_candidates
from flows.due.refitting import order_refits, to_promote
from flows.due.training import carry_out_orders
from tests.builders import a_week, an_artifact
from tests.flows.builders import HISTORY, SHIFT, a_challenger, decided, keep, noon, ordered, run_of, told, watched

if TYPE_CHECKING:
    from domain.training import TrainingOrder
    from flows.watch import Watch

NOW = noon(weeks=3)


def judged(*, bias: float = SHIFT, refit: bool = True) -> tuple[Watch, StillTrainer]:
    """A watch whose challenger has its verdict, and the trainer that will be asked for the refit."""
    trainer = StillTrainer()
    watch = watched(trainer=trainer, training={"callable": "training:train", "refit": refit})
    a_challenger(watch, bias=bias)
    judge_candidates(watch, NOW)
    return watch, trainer


def refits(watch: Watch) -> list[TrainingOrder]:
    return [order for order in watch.ledger.orders.of(watch.model) if order.refits]


def test_what_won_is_trained_once_more_on_the_held_out_rows_as_well() -> None:
    watch, trainer = judged()
    for _ in range(2):
        order_refits(watch, NOW)
        carry_out_orders(watch, NOW)
    (order,) = refits(watch)
    tested = watch.ledger.candidates.of_version(watch.model, "v2")
    assert order.train_on == Window(start=HISTORY.start, end=order.hold_out.end)
    assert (order.refits, order.attempt) == (tested.id, 1)
    assert trainer.launched == [order]


def test_where_several_stretches_were_tried_the_refit_begins_where_the_best_of_them_does() -> None:
    watch = watched(trainer=StillTrainer())
    order = ordered(watch, decided(watch), alternatives=(a_week(0),))
    a_challenger(watch, week=1, training_run=run_of(watch, order).id, trained_on=a_week(0))
    judge_candidates(watch, NOW)
    order_refits(watch, NOW)
    (refit,) = refits(watch)
    assert refit.train_on == Window(start=a_week(0).start, end=order.hold_out.end)
    assert refit.alternatives == ()


def test_while_the_refit_is_in_training_nobody_is_asked() -> None:
    watch, _ = judged()
    order_refits(watch, NOW)
    carry_out_orders(watch, NOW)
    ask(watch, NOW)
    assert to_promote(watch, watch.ledger.verdicts.of(watch.model)[0]) is None
    assert watch.ledger.requests.of(watch.model) == ()


def test_the_refit_is_what_people_are_asked_about_and_needs_no_trial_of_its_own() -> None:
    watch, trainer = judged()
    order_refits(watch, NOW)
    trainer.finish(refits(watch)[0], an_artifact(uri="memory://v2.1", sha256="ef" * 32))
    carry_out_orders(watch, NOW)
    judge_candidates(watch, NOW)
    ask(watch, NOW)
    (request,) = watch.ledger.requests.of(watch.model)
    assert (request.challenger, request.champion) == ("v2.1", "v1")
    assert len(watch.ledger.verdicts.of(watch.model)) == 1
    order_refits(watch, NOW)
    assert len(refits(watch)) == 1


@pytest.mark.parametrize("refit", [False, True], ids=["what is tried", "the refit"])
def test_whoever_is_killed_before_the_run_is_settled_has_nobody_shown_what_the_audit_would_call_changed(
    refit: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = StillTrainer()
    watch = watched(trainer=trainer, training={"callable": "training:train", "refit": refit})
    first = ordered(watch, decided(watch))
    keep(watch, "v2", SHIFT)
    carry_out_orders(watch, NOW)
    if refit:
        trainer.finish(first, an_artifact())
        for errand in (carry_out_orders, judge_candidates, order_refits, carry_out_orders):
            errand(watch, NOW)
    last = watch.ledger.orders.of(watch.model)[-1]
    trainer.finish(last, an_artifact())
    with monkeypatch.context() as killed:
        killed.setattr(watch.ledger.runs, "settle", _is_killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out_orders(watch, NOW)
    for errand in (judge_candidates, ask):
        errand(watch, NOW)
    assert watch.ledger.requests.of(watch.model) == ()
    for errand in (carry_out_orders, judge_candidates, ask):
        errand(watch, NOW)
    assert len(watch.ledger.requests.of(watch.model)) == 1
    assert verify_ledger(watch.ledger) == ()


def _is_killed(*_args: object, **_known: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("by_then", [2, 5], ids=["as before", "more attempts by then"])
def test_a_refit_that_fails_for_good_leaves_what_was_tried(by_then: int) -> None:
    watch, trainer = judged()
    order_refits(watch, NOW)
    for attempt in (1, 2):
        assert to_promote(watch, watch.ledger.verdicts.of(watch.model)[0]) is None
        trainer.refuse(next(order for order in refits(watch) if order.attempt == attempt), "out of memory")
        carry_out_orders(watch, NOW)
        order_refits(watch, NOW)
    training = watch.document.training.model_copy(update={"attempts": by_then})
    ask(replace(watch, document=watch.document.model_copy(update={"training": training})), NOW)
    assert [watch.ledger.runs.of_order(order.id).state for order in refits(watch)] == [  # type: ignore[union-attr]
        RunState.FAILED,
        RunState.FAILED,
    ]
    (request,) = watch.ledger.requests.of(watch.model)
    assert request.challenger == "v2"
    assert told(watch) == ["verdict", "training failed", "request"]


def test_without_refits_what_was_tried_is_asked_about_at_once() -> None:
    watch, trainer = judged(refit=False)
    order_refits(watch, NOW)
    ask(watch, NOW)
    assert refits(watch) == []
    assert trainer.launched == []
    assert [request.challenger for request in watch.ledger.requests.of(watch.model)] == ["v2"]


@pytest.mark.parametrize("refit", [True, False])
def test_what_did_not_win_is_neither_refitted_nor_asked_about(refit: bool) -> None:
    watch, _ = judged(bias=-SHIFT, refit=refit)
    order_refits(watch, NOW)
    ask(watch, NOW)
    assert [verdict.outcome for verdict in watch.ledger.verdicts.of(watch.model)] == [Outcome.REJECT]
    assert refits(watch) == []
    assert watch.ledger.requests.of(watch.model) == ()
