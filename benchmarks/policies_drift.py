"""The drift that our rank rule finds along a stream, model by model, from raw counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from domain.signals import Signal, SignalState
from monitors.rank.rule import MIN_EFFECT, Calibration, calibrate, runs, score

if TYPE_CHECKING:
    import numpy.typing as npt

    from benchmarks.policies_rows import Rows
    from benchmarks.policies_stream import Model
    from domain.windows import Window

_MOST_WINDOWS, _QUARTER, _VALUES = 90, 91.0, 50
_BINS = _VALUES + 2


class Drift:
    """Calibrated on the windows before each model, as many as 90; the budget is one false alarm a quarter."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._alarms: dict[int, npt.NDArray[np.bool_] | None] = {}

    def signals(self, model: Model, window: int, span: Window) -> tuple[Signal, ...]:
        """One signal a column; unknown where the windows are too few to learn from."""
        if model.until not in self._alarms:
            self._alarms[model.until] = self._watched(model.until)
        alarms = self._alarms[model.until]
        names = list(self._rows.columns.columns)
        if alarms is None:
            return tuple(_signal(name, span, SignalState.UNKNOWN) for name in names)
        hot = alarms[window - model.until - 1]
        states = (SignalState.BREACHED if each else SignalState.CALM for each in hot)
        return tuple(_signal(name, span, state) for name, state in zip(names, states, strict=True))

    def _watched(self, until: int) -> npt.NDArray[np.bool_] | None:
        """Windows x columns from the one after `until` on: which column alarms."""
        first = max(0, until + 1 - _MOST_WINDOWS)
        counts = self._counts(first, until + 1)
        known = until + 1 - first
        per_period = max(2, round(_QUARTER / (self._rows.length.total_seconds() / 86400)))
        learnt = calibrate(
            counts[:known], ["all"] * known, per_period=per_period, false_alarms=1.0, min_effect=MIN_EFFECT
        )
        if not isinstance(learnt, Calibration):
            return None
        run, alarms = np.zeros(counts.shape[1], dtype=np.int_), []
        for window in counts[known:]:
            run = runs(run, score(learnt, window, "all"))
            alarms.append(run >= learnt.rule.in_a_row)
        return np.array(alarms)

    def _counts(self, first: int, reference_end: int) -> npt.NDArray[np.float64]:
        """Windows x columns x bins from window `first` on, by the reference's deciles or most frequent values."""
        rows, columns = self._rows, self._rows.columns
        windows = rows.windows - first
        window = np.repeat(np.arange(windows), np.diff(rows.cuts[first:]))
        known = slice(0, int(rows.cuts[reference_end] - rows.cuts[first]))
        served = rows.between(first, rows.windows)
        counted = [
            np.bincount(window * _BINS + _bins(columns[name].iloc[served], known), minlength=windows * _BINS)
            for name in columns.columns
        ]
        return np.stack(counted, axis=1).reshape(windows, _BINS, -1).swapaxes(1, 2).astype(np.float64)


def _bins(column: pd.Series[Any], known: slice) -> npt.NDArray[np.int_]:
    """Ten bins between the reference's deciles, or its 50 most frequent values and others; missing apart."""
    missing = column.isna().to_numpy()
    if column.dtype.kind in "iuf":
        values = column.to_numpy()
        edges = np.unique(np.nanquantile(values[known], np.linspace(0.1, 0.9, 9)))
        found = np.searchsorted(edges, values, side="right")
    else:
        usual = column.iloc[known].value_counts().index[:_VALUES]
        found = usual.get_indexer(pd.Index(column))
        found = np.where(found < 0, _VALUES, found)
    return np.where(missing, _BINS - 1, found)


def _signal(name: str, span: Window, state: SignalState) -> Signal:
    return Signal(
        model="simulated",
        name="drift",
        subject=name,
        window=span,
        value=None if state is SignalState.UNKNOWN else float(state is SignalState.BREACHED),
        threshold=0.5,
        state=state,
        rows=0,
        note="as the rank rule says: 1 for drift"
        if state is not SignalState.UNKNOWN
        else "too few windows to learn from",
    )
