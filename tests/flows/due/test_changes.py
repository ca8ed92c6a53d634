"""A decision that people read says where the error moved and which input moves the prediction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from adapters.memory import MemoryPredictionLog
from domain.columns import ID, LABEL, PREDICTION, TIME
from domain.decisions import Action, Reason
from flows.due.changes import what_changed
from tests.builders import MONDAY, WEEK, a_decision, a_week
from tests.flows.builders import DOCUMENT, lose, noon, traffic, watched
from tests.flows.rounds import monitor

MONITORING = {**DOCUMENT["monitoring"], "segments": ["origin"]}


def moved_at_one_place(**watch: Any) -> Any:
    """From the second week after the change on, the error has risen at JFK and x has moved; before, all was calm."""
    each = traffic(weeks=3)
    rows = pd.concat([each.assign(**{ID: each[ID] + f"-{copy}"}) for copy in range(4)], ignore_index=True)
    dice = np.random.default_rng(5)
    rows["origin"] = dice.choice(["EWR", "JFK", "LGA"], len(rows))
    since = rows[TIME] >= MONDAY + WEEK
    rows[LABEL] = rows["x"] + dice.normal(0, 0.5, len(rows))
    rows.loc[since & (rows["origin"] == "JFK"), LABEL] += 9
    rows.loc[since, "x"] += 4
    rows.loc[since, PREDICTION] = rows.loc[since, "x"]
    rows.loc[since, LABEL] += 4
    return watched(log=MemoryPredictionLog(rows), monitoring=MONITORING, **watch)


def test_a_retraining_names_the_slice_and_the_input() -> None:
    watch = moved_at_one_place(unit="minutes")
    calm, fired = monitor(watch, noon(weeks=2))
    assert calm.action is Action.NOTHING
    assert calm.what_changed == ()
    assert fired.action is Action.RETRAIN
    where, which = fired.what_changed
    assert "origin = JFK" in where
    assert "minutes" in where
    assert "x moves the prediction" in which
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert where.partition(": ")[0] in " ".join(notice.paragraphs)


def test_the_first_window_has_nothing_to_be_compared_with_but_its_inputs() -> None:
    watch = watched()
    (fired,) = monitor(watch, noon(weeks=1))
    assert fired.action is Action.RETRAIN
    assert all("JFK" not in sentence for sentence in fired.what_changed)


def test_the_decision_does_not_wait_for_an_explanation_that_cannot_be_had() -> None:
    watch = moved_at_one_place()
    monitor(watch, noon(weeks=2))
    lose(watch, watch.champion(noon(weeks=2)))
    decision = a_decision(window=a_week(1), decided_at=noon(weeks=2))
    assert what_changed(watch, decision, noon(weeks=2)) == decision


def test_the_decision_does_not_wait_for_an_explanation_that_raises_and_says_so() -> None:
    class BrokenLog(MemoryPredictionLog):
        def read(self, *_window: Any, **_known: Any) -> pd.DataFrame:
            raise ZeroDivisionError("of row r17, ada@example.com")

    watch = moved_at_one_place()
    monitor(watch, noon(weeks=2))
    decision = a_decision(window=a_week(1), decided_at=noon(weeks=2))
    told = what_changed(replace(watch, log=BrokenLog(traffic())), decision, noon(weeks=2)).what_changed
    assert told == ("What changed is not known, because finding it out raised ZeroDivisionError.",)


def test_nobody_reads_of_a_calm_window() -> None:
    watch = moved_at_one_place()
    monitor(watch, noon(weeks=2))
    calm = a_decision(window=a_week(1), action=Action.NOTHING, reason=Reason.CALM)
    assert what_changed(watch, calm, noon(weeks=2)) == calm
    held = replace(calm, reason=Reason.HELD_BACK)
    assert what_changed(watch, held, noon(weeks=2)).what_changed != ()
