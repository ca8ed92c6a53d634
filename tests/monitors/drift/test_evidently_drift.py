"""Evidently's opinion as signals: its tests, its thresholds, and what it cannot take."""

from typing import Any

import numpy as np
import pandas as pd

from domain.signals import Side, Signal, SignalState
from monitors.drift.by_evidently import measure_evidently
from monitors.entries import EvidentlyDrift
from monitors.spec import MonitoringSpec
from tests.monitors.builders import some_evidence, some_rows, training_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN


def measured(rows: pd.DataFrame | None = None, **fields: Any) -> dict[str, Signal]:
    signals = measure_evidently(EvidentlyDrift(), MonitoringSpec(), some_evidence(rows, **fields))
    return {signal.title: signal for signal in signals}


def test_what_moved_is_named_with_the_test_and_its_threshold() -> None:
    signals = measured(some_rows(temp=some_rows()["temp"] + 8))
    found = signals["evidently_drift of temp"]
    assert (found.state, found.threshold, found.side) == (BREACHED, 0.1, Side.ABOVE)
    assert found.note == "Evidently's test: Wasserstein distance (normed)"
    assert [title for title, signal in signals.items() if signal.state is BREACHED] == ["evidently_drift of temp"]
    assert (signals["evidently_drifted_share"].value, signals["evidently_drifted_share"].threshold) == (0.25, 0.5)


def test_a_p_value_is_breached_below_its_threshold() -> None:
    """Up to 1,000 reference rows, Evidently chooses tests."""
    rows = some_rows(temp=some_rows()["temp"] + 8)
    found = measured(rows, reference_samples=training_rows()[:1])["evidently_drift of temp"]
    assert (found.state, found.threshold, found.side) == (BREACHED, 0.05, Side.BELOW)


def test_half_the_columns_is_drift_of_the_whole() -> None:
    rows = some_rows(temp=some_rows()["temp"] + 8, prediction=some_rows()["prediction"] + 100)
    assert measured(rows)["evidently_drifted_share"].state is BREACHED


def test_a_column_that_it_cannot_take_is_unknown_and_the_others_are_measured() -> None:
    signals = measured(some_rows(temp=None, carrier=np.arange(1000)))
    assert signals["evidently_drift of temp"].state is UNKNOWN
    assert "no values in the current rows" in str(signals["evidently_drift of temp"].note)
    assert "text in the reference rows and numbers" in str(signals["evidently_drift of carrier"].note)
    assert signals["evidently_drift of prediction"].state is CALM


def test_without_samples_nothing_is_known() -> None:
    signals = measured(sample=None)
    assert {signal.state for signal in signals.values()} == {UNKNOWN}
    assert "set monitoring.sample_rows above 0" in str(signals["evidently_drift"].note)
