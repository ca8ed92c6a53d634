"""Label maturity: whether a window's labels come as quickly as they use to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.columns import LABEL, LABEL_TIME, TIME
from domain.durations import duration_words
from domain.signals import Side, Signal
from monitors.evidence import NO_ROWS
from monitors.performance.metrics.arrival import ArrivalCurve, arrival_curve
from monitors.performance.metrics.served import served, served_before
from monitors.performance.told import unserved

if TYPE_CHECKING:
    from monitors.entries import LabelArrival
    from monitors.evidence import Evidence
    from monitors.performance.metrics.estimate import Floats
    from monitors.spec import MonitoringSpec

_HOUR = pd.Timedelta(hours=1)


def measure_label_arrival(settings: LabelArrival, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`label_arrival`: the share of the window's rows that have a label by now; rows of the version in force only.

    The baseline is the share that had one after as long a time, by the arrival curve of the rows from before, labelled
    or not: the mean of the curve at the ages of the window's rows. Unknown without such rows, without times, and for
    fewer than `min_rows` rows on either side.
    """
    window, before = served(evidence), served_before(evidence)
    curve = _curve(before, settings, evidence)
    rows, ages = len(window), _ages(window, evidence)
    problem = _problem(window, ages, settings, evidence)
    if problem:
        return (_signal(settings, evidence, rows=rows, note=problem),)
    share = float(window[LABEL].notna().mean())
    if isinstance(curve, str):
        return (_signal(settings, evidence, rows=rows, value=share, note=f"{share:.0%} of the labels are in; {curve}"),)
    usual = float(np.mean(curve.at(np.sort(ages))))
    age = pd.Timedelta(hours=float(np.median(ages)))
    rested = f"{curve.rows} rows from before{_left_out(before, curve)}"
    note = f"{share:.0%} of the labels are in; usually {usual:.0%} {_after(age)} ({rested})"
    return (_signal(settings, evidence, rows=rows, value=share, usual=usual, note=note),)


def _signal(
    settings: LabelArrival,
    evidence: Evidence,
    *,
    rows: int,
    note: str,
    value: float | None = None,
    usual: float | None = None,
) -> Signal:
    return evidence.judge(
        "label_arrival",
        value,
        None if usual is None else max(usual - settings.fewer_by, 0.0),
        side=Side.BELOW,
        reference=None if usual is None else f"rows that {evidence.version} answered before",
        baseline=usual,
        rows=rows,
        note=note,
    )


def _problem(window: pd.DataFrame, ages: Floats, settings: LabelArrival, evidence: Evidence) -> str | None:
    if evidence.rows.empty:
        return NO_ROWS
    if window.empty:
        return unserved(evidence)
    if len(window) < settings.min_rows:
        return f"{len(window)} rows; {settings.min_rows} are needed"
    return None if np.isfinite(ages).all() else "some rows have no event time, so that nobody knows how old they are"


def _curve(before: pd.DataFrame | None, settings: LabelArrival, evidence: Evidence) -> ArrivalCurve | str:
    """How labels used to come, or why that is not known."""
    if before is None or len(before) < settings.min_rows:
        there = 0 if before is None else len(before)
        return f"how many are usual is not known: {there} rows from before, {settings.min_rows} are needed"
    if LABEL_TIME not in before:
        return "how many are usual is not known: the log does not say when labels came (columns.label_time)"
    ages = _ages(before, evidence)
    labelled = before[LABEL].notna().to_numpy()
    delays = _delays(before)
    known = np.isfinite(ages) & (np.isfinite(delays) | ~labelled)
    if np.count_nonzero(known) < settings.min_rows:
        return f"how many are usual is not known: of {len(before)} rows from before, {known.sum()} have usable times"
    return arrival_curve(np.where(labelled, delays, ages)[known], labelled[known])


def _ages(rows: pd.DataFrame, evidence: Evidence) -> Floats:
    """How long ago each row was answered, in hours; NaN where it has no time."""
    now = pd.Series(pd.Timestamp(evidence.as_of), index=rows.index)
    return _hours(now, rows)


def _delays(rows: pd.DataFrame) -> Floats:
    """How long each label took, in hours; NaN where it has not come."""
    return _hours(_times(rows, LABEL_TIME), rows)


def _hours(until: pd.Series[pd.Timestamp], rows: pd.DataFrame) -> Floats:
    return np.asarray((until - _times(rows, TIME)) / _HOUR, dtype=np.float64)


def _times(rows: pd.DataFrame, column: str) -> pd.Series[pd.Timestamp]:
    """A column's moments; none at all where it holds something else."""
    known = column in rows and isinstance(rows[column].dtype, pd.DatetimeTZDtype)
    return rows[column] if known else pd.Series(pd.NaT, index=rows.index, dtype="datetime64[ns, UTC]")


def _left_out(before: pd.DataFrame | None, curve: ArrivalCurve) -> str:
    """How many rows from before the curve is not made of."""
    untimed = 0 if before is None else len(before) - curve.rows
    return f", {untimed} more without usable times are left out" if untimed else ""


def _after(age: pd.Timedelta) -> str:
    whole = max(age.round("1D") if age >= pd.Timedelta(days=2) else age.round("1h"), _HOUR)
    return f"after {duration_words(whole.to_pytimedelta())}"
