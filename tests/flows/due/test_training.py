"""From an order to a candidate, or to a failure that people hear of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.memory import StillTrainer
from adapters.trainers.python_callable import CallableTrainer
from domain.columns import LABEL
from domain.errors import EvidenceUnavailable
from domain.notices import Severity
from domain.training import RunState, Tried
from flows.due.training import carry_out_orders
from flows.troubles import attempt
from tests.builders import a_week, an_artifact
from tests.flows.builders import decided, noon, ordered, told, watched

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from domain.training import TrainingOrder

HERE = "tests.adapters.trainers.builders"
NOW = noon(weeks=3)


class Reading(StillTrainer):
    """Keeps the rows that it was given."""

    def launch(self, order: TrainingOrder, training: pd.DataFrame) -> str:
        """Keep them."""
        self.rows = training
        return super().launch(order, training)


class Unreachable(StillTrainer):
    """Cannot be asked now."""

    def launch(self, order: TrainingOrder, training: pd.DataFrame) -> str:
        """Refuse for now."""
        raise EvidenceUnavailable("nobody is at home")


def test_an_order_is_launched_once_and_waited_for_by_nobody() -> None:
    trainer = StillTrainer()
    watch = watched(trainer=trainer)
    order = ordered(watch, decided(watch))
    for hours in (0, 1):
        carry_out_orders(watch, noon(weeks=3, hours=hours))
    assert trainer.launched == [order]
    (run,) = watch.ledger.runs.of(watch.model)
    assert (run.state, run.reference, run.launched_at) == (RunState.LAUNCHED, f"still-{order.id}", NOW)
    assert len(watch.ledger.candidates.of(watch.model)) == 1


def test_the_answer_becomes_the_next_version_and_ends_the_run() -> None:
    trainer = StillTrainer()
    watch = watched(trainer=trainer)
    order = ordered(watch, decided(watch))
    carry_out_orders(watch, NOW)
    trainer.finish(order, an_artifact(cost=42.0))
    for hours in (1, 2):
        carry_out_orders(watch, noon(weeks=3, hours=hours))
    (_, candidate) = watch.ledger.candidates.of(watch.model)
    (run,) = watch.ledger.runs.of(watch.model)
    assert (run.state, run.cost, run.ended_at) == (RunState.SUCCEEDED, 42.0, noon(weeks=3, hours=1))
    assert (candidate.version, candidate.training_run, candidate.trained_on) == ("v2", run.id, order.train_on)
    assert candidate.created_at == order.ordered_at
    assert watch.ledger.orders.open() == ()


def test_of_several_stretches_the_candidate_names_the_one_that_it_learned_from() -> None:
    trainer = StillTrainer()
    watch = watched(trainer=trainer)
    order = ordered(watch, decided(watch), alternatives=(a_week(0),))
    carry_out_orders(watch, NOW)
    tried = (Tried(train_on=order.train_on, loss=2.0, rows=96), Tried(train_on=a_week(0), loss=0.5, rows=96))
    trainer.finish(order, an_artifact(trained_on=a_week(0), tried=tried))
    carry_out_orders(watch, NOW)
    (_, candidate) = watch.ledger.candidates.of(watch.model)
    assert (candidate.trained_on, candidate.artifact.tried) == (a_week(0), tried)


def test_a_challenger_learns_from_the_labelled_rows_before_the_hold_out_as_they_were_known_when_it_was_ordered() -> (
    None
):
    trainer = Reading()
    watch = watched(trainer=trainer)
    order = ordered(watch, decided(watch))
    carry_out_orders(watch, noon(weeks=5))
    assert trainer.rows["event_time"].max() < order.hold_out.start
    assert trainer.rows["label_time"].max() <= order.ordered_at
    assert not trainer.rows[LABEL].isna().any()
    assert list(trainer.rows.index) == list(range(len(trainer.rows)))


def test_a_training_that_raises_is_tried_once_more_and_then_told(tmp_path: Path) -> None:
    watch = watched(trainer=CallableTrainer(f"{HERE}:train_and_raise", tmp_path))
    order = ordered(watch, decided(watch))
    assert [attempt(carry_out_orders, watch, noon(weeks=3, hours=hours)) for hours in range(3)] == [None] * 3
    attempts = watch.ledger.orders.of(watch.model)
    assert [each.attempt for each in attempts] == [1, 2]
    assert {(each.decision, each.train_on, each.hold_out, each.ordered_at) for each in attempts} == {
        (order.decision, order.train_on, order.hold_out, order.ordered_at)
    }
    runs = watch.ledger.runs.of(watch.model)
    assert [(run.state, run.reference) for run in runs] == [(RunState.FAILED, "never started")] * 2
    assert all("raised KeyError" in str(run.message) for run in runs)
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert (notice.key, notice.severity) == (f"training failed {attempts[1].id}", Severity.CRITICAL)
    assert notice.thread == order.decision
    assert watch.ledger.orders.open() == ()


def test_a_second_attempt_that_goes_well_tells_of_no_failure() -> None:
    trainer = StillTrainer()
    watch = watched(trainer=trainer)
    first = ordered(watch, decided(watch))
    carry_out_orders(watch, NOW)
    trainer.refuse(first, "the machine was taken away")
    carry_out_orders(watch, NOW)
    second = watch.ledger.orders.of(watch.model)[1]
    trainer.finish(second, an_artifact())
    carry_out_orders(watch, NOW)
    assert [run.state for run in watch.ledger.runs.of(watch.model)] == [RunState.FAILED, RunState.SUCCEEDED]
    assert [candidate.version for candidate in watch.ledger.candidates.of(watch.model)] == ["v1", "v2"]
    assert told(watch) == []


@pytest.mark.parametrize("attempts", [1, 3])
def test_the_models_file_says_how_often_a_failing_training_is_tried(attempts: int, tmp_path: Path) -> None:
    training = {"callable": "training:train", "attempts": attempts}
    watch = watched(trainer=CallableTrainer(f"{HERE}:train_and_raise", tmp_path), training=training)
    ordered(watch, decided(watch))
    for hours in range(5):
        carry_out_orders(watch, noon(weeks=3, hours=hours))
    assert len(watch.ledger.runs.of(watch.model)) == attempts
    assert told(watch) == ["training failed"]


def test_a_training_without_an_answer_in_time_has_failed_and_a_late_answer_changes_nothing() -> None:
    trainer = StillTrainer()
    watch = watched(trainer=trainer, training={"callable": "training:train", "attempts": 1, "time_limit": "6h"})
    order = ordered(watch, decided(watch))
    carry_out_orders(watch, NOW)
    carry_out_orders(watch, noon(weeks=3, hours=6))
    assert told(watch) == []
    carry_out_orders(watch, noon(weeks=3, hours=7))
    (run,) = watch.ledger.runs.of(watch.model)
    assert (run.state, told(watch)) == (RunState.FAILED, ["training failed"])
    trainer.finish(order, an_artifact())
    carry_out_orders(watch, noon(weeks=3, hours=8))
    assert watch.ledger.runs.of(watch.model) == (run,)
    assert len(watch.ledger.candidates.of(watch.model)) == 1


def test_a_trainer_that_cannot_be_reached_is_trouble_and_the_order_stays_open() -> None:
    watch = watched(trainer=Unreachable())
    order = ordered(watch, decided(watch))
    for hours in (0, 1):
        said = attempt(carry_out_orders, watch, noon(weeks=3, hours=hours))
        assert said == "flights: could not carry out orders: nobody is at home"
    assert told(watch) == ["trouble"]
    assert watch.ledger.orders.open() == (order,)
    assert watch.ledger.runs.of(watch.model) == ()


def test_a_worker_that_trains_an_order_keeps_others_from_it_until_its_lease_is_over() -> None:
    trainer = StillTrainer()
    watch = watched(trainer=trainer)
    order = ordered(watch, decided(watch))
    with watch.ledger.claim(f"train {order.id}", now=NOW, lease=noon(weeks=3, hours=6) - NOW):
        carry_out_orders(watch, noon(weeks=3, hours=5))
        assert trainer.launched == []
        carry_out_orders(watch, noon(weeks=3, hours=6))
    assert trainer.launched == [order]
