"""Performance by segment, from the log to the ledger."""

import numpy as np

from adapters.memory import MemoryPredictionLog
from domain.columns import LABEL, PREDICTION, TIME
from domain.signals import SignalState
from domain.windows import Window
from flows.due.monitoring import observe
from tests.builders import MONDAY, WEEK
from tests.flows.builders import DOCUMENT, NOISE, noon, traffic, watched

SECOND_WEEK = Window(start=MONDAY + WEEK, end=MONDAY + 2 * WEEK)


def test_a_window_s_segments_are_measured_against_their_own_past_and_recorded() -> None:
    rows = traffic(weeks=2)
    rows = rows.assign(origin=np.resize(["EWR", "JFK", "LGA"], len(rows)), **{PREDICTION: rows[LABEL] + NOISE})
    worse = (rows[TIME] >= SECOND_WEEK.start) & (rows["origin"] == "JFK")
    rows[PREDICTION] += np.where(worse, NOISE, 0)
    by_origin = {"monitor": "performance", "by": ["origin"], "min_labels": 50}
    monitoring = {**DOCUMENT["monitoring"], "segments": ["origin"], "monitors": [by_origin]}
    watch = watched(log=MemoryPredictionLog(rows), monitoring=monitoring)
    signals = observe(watch, SECOND_WEEK, noon(weeks=2))
    assert {signal.title: signal.state for signal in signals} == {
        "mae": SignalState.BREACHED,
        "mae where origin=EWR": SignalState.CALM,
        "mae where origin=JFK": SignalState.BREACHED,
        "mae where origin=LGA": SignalState.CALM,
    }
    assert watch.ledger.signals.of(watch.model) == signals
    jfk = next(signal for signal in signals if signal.title.endswith("JFK"))
    assert jfk.reference == "112 labelled rows that v1 answered before"
