"""Evidently's side: the tests that its drift preset runs on each column, and the preset itself to compare them with."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benchmarks.alarms_streams import COLUMNS, NUMBERS

if TYPE_CHECKING:
    import pandas as pd

    from benchmarks.alarms_trials import Trial

DRIFT_SHARE = 0.5
Flags = npt.NDArray[np.bool_]


def flags_of(trial: Trial) -> Flags:
    """Windows x columns: which columns Evidently's default tests call drifted.

    Test and threshold are chosen and computed by Evidently itself, column by column without missing values, as its
    preset does; what the preset computes for its pictures is left out, which makes it some 30 times faster.
    """
    reference, windows = trial.frames()
    with _quietly():
        return np.array([[_has_drifted(reference[name], window[name]) for name in COLUMNS] for window in windows])


def flags_of_preset(trial: Trial) -> Flags:
    """The same by `DataDriftPreset` and nothing else, a second or more per window."""
    reference, windows = trial.frames()
    with _quietly():
        return np.array([_preset(reference, window) for window in windows])


def dataset_drift(flags: Flags) -> Flags:
    """Windows in which at least half of the columns drifted, which is Evidently's dataset drift."""
    return np.asarray(flags.mean(axis=1) >= DRIFT_SHARE)


def _has_drifted(reference: pd.Series[Any], window: pd.Series[Any]) -> bool:
    from evidently.legacy.calculations.stattests import get_stattest
    from evidently.legacy.core import ColumnType

    kind = ColumnType.Numerical if reference.dtype == np.float64 else ColumnType.Categorical
    before, now = reference.dropna(), window.dropna()
    return bool(get_stattest(before, now, kind, None)(before, now, kind, None).drifted)


def _preset(reference: pd.DataFrame, window: pd.DataFrame) -> list[bool]:
    """A p-value speaks for drift below its threshold, a distance at or above it."""
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    definition = DataDefinition(numerical_columns=list(COLUMNS[:NUMBERS]), categorical_columns=list(COLUMNS[NUMBERS:]))
    sides = [Dataset.from_pandas(frame, data_definition=definition) for frame in (window, reference)]
    metrics = Report([DataDriftPreset()]).run(*sides).dict()["metrics"]
    drifted = {}
    for metric in metrics:
        if metric["config"]["type"].endswith(":ValueDrift"):
            below = metric["value"] < metric["config"]["threshold"]
            drifted[metric["config"]["column"]] = bool(
                below if metric["config"]["method"].endswith("p_value") else not below
            )
    return [drifted[name] for name in COLUMNS]


@contextmanager
def _quietly() -> Iterator[None]:
    """Without warnings about its own insides: deprecated names, and divisions by counts of new categories."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
