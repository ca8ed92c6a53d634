from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from adapters.memory import MemoryPredictionLog, StillTrainer
from domain.columns import LABEL, PREDICTION, TIME, VERSION
from domain.windows import Window
from flows.replaying.life import Life, Outcome, daily_losses, first_life, next_life, retrained
from flows.replaying.sharing import SharedTrainings
from tests.builders import MONDAY, WEEK, a_decision
from tests.flows.builders import NOISE, SHIFT, a_policy, keep, noon, ordered, traffic, watched

ROWS = traffic(weeks=6)


def a_life() -> Life:
    watch = watched(log=MemoryPredictionLog(ROWS))
    promotion = watch.in_force(MONDAY)
    return first_life(watch, ROWS, watch.champion(MONDAY), promotion)


def succeeded(life: Life) -> Outcome:
    """A version without error from `MONDAY` on, as a retraining leaves it."""
    from adapters.memory import MemoryLedger
    from domain.training import Candidate

    candidate = Candidate(
        model=life.watch.model,
        version="v2",
        training_run=None,
        artifact=keep(life.watch, "v2", SHIFT),
        trained_on=Window(start=MONDAY - 8 * WEEK, end=MONDAY + 2 * WEEK),
        created_at=noon(weeks=2),
    )
    return Outcome(
        at=noon(weeks=2), ledger=MemoryLedger(), candidate=candidate, promised=NOISE, cost=1.0, because="better"
    )


def test_a_life_is_the_log_with_its_lineages_answers_each_in_its_time() -> None:
    first = a_life()
    at = noon(weeks=2)
    second = next_life(first, succeeded(first), at=at)
    before = (second.served[TIME] < pd.Timestamp(at)).to_numpy()
    assert set(second.served.loc[before, VERSION]) == {"v1"}
    assert set(second.served.loc[~before, VERSION]) == {"v2"}
    assert (second.served[PREDICTION] - second.served["x"])[~before].to_numpy() == pytest.approx(SHIFT)
    assert (second.served[PREDICTION] - second.served["x"])[before].to_numpy() == pytest.approx(0.0)


def test_scores_are_the_versions_own_even_of_rows_that_another_served() -> None:
    first = a_life()
    second = next_life(first, succeeded(first), at=noon(weeks=2))
    day = MONDAY.date()
    assert first.losses()[day].total / first.losses()[day].rows == pytest.approx(SHIFT, abs=0.3)
    assert second.losses()[day].total / second.losses()[day].rows == pytest.approx(NOISE, abs=0.3)


def test_losses_leave_out_what_has_no_label_or_no_finite_prediction() -> None:
    rows = ROWS[ROWS[TIME] >= pd.Timestamp(MONDAY)].head(48).reset_index(drop=True)
    rows.loc[:9, LABEL] = np.nan
    scores = np.where(np.arange(48) == 47, np.nan, rows["x"].to_numpy() + SHIFT)
    (loss,) = daily_losses(rows, scores, "absolute_error").values()
    assert loss.rows == 37


def test_a_retraining_leaves_the_life_it_is_decided_in_as_it_was() -> None:
    life = a_life()
    decision = a_decision(decided_at=noon(weeks=3))
    outcome = retrained(life, a_policy(), decision, rounds=(noon(weeks=3),))
    assert outcome.candidate is None, "nobody answers here"
    assert life.watch.ledger.decisions.of(life.watch.model) == ()
    assert life.watch.ledger.orders.of(life.watch.model) == ()


def test_the_same_rows_are_learned_from_once_whatever_was_answered_to_them() -> None:
    watch = watched(log=MemoryPredictionLog(ROWS))
    trainer = SharedTrainings(StillTrainer())
    order = ordered(watch, a_decision(decided_at=noon(weeks=1)))
    another = ordered(watch, a_decision(decided_at=noon(weeks=1), policy="another"), weeks=3)
    trainer.launch(order, ROWS)
    trainer.launch(another, ROWS.assign(prediction=0.0, model_version="v9"))
    assert trainer.trainings == 1
    trainer.launch(another, ROWS.assign(x=ROWS["x"] + 1))
    assert trainer.trainings == 2
    assert trainer.answer(another, "still") is None


def test_other_stretches_of_the_same_rows_are_another_training() -> None:
    watch = watched(log=MemoryPredictionLog(ROWS))
    trainer = SharedTrainings(StillTrainer())
    order = ordered(watch, a_decision(decided_at=noon(weeks=1)))
    shorter = Window(start=MONDAY - WEEK, end=order.train_on.end)
    trainer.launch(order, ROWS)
    trainer.launch(ordered(watch, a_decision(policy="b"), alternatives=(shorter,)), ROWS)
    assert trainer.trainings == 2
    assert timedelta(0) < shorter.duration < order.train_on.duration
