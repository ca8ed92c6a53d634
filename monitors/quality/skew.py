"""Training-serving skew: whether a feature was served as a second record, such as the feature store's, has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from domain.columns import ID, features_of
from monitors.engines.dtypes import Kind, normalise
from monitors.evidence import NO_ROWS
from monitors.quality.shares import least_values, wilson_interval

if TYPE_CHECKING:
    import numpy.typing as npt

    from domain.signals import Signal
    from monitors.entries import TrainingServingSkew
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_NAME = "training_serving_skew"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Rows of both records in one order, and what there is to say of those that found no partner."""

    logged: pd.DataFrame
    second: pd.DataFrame
    note: str


def measure_training_serving_skew(
    settings: TrainingServingSkew, _: MonitoringSpec, evidence: Evidence
) -> tuple[Signal, ...]:
    """`training_serving_skew` of each feature: the share of sampled rows in which the two records differ.

    Rows are paired by id; `second_source` has the ids in a column named as in the log, or as its index. Numbers differ
    beyond a relative tolerance, other values when they are not equal; missing values equal each other, infinite numbers
    among them. Ids that the second record lacks or repeats are left out and counted. Unknown without a second source,
    for so few pairs that one difference would breach, and for a column that either record lacks.
    """
    if note := _why_unknown(evidence):
        return tuple(_unknown(column, note, 0, settings, evidence) for column in settings.columns or (None,))
    pairs = _pair(evidence)
    columns = settings.columns or tuple(sorted(features_of(pairs.second.columns)))
    return tuple(_of_column(column, pairs, settings, evidence) for column in columns)


def _why_unknown(evidence: Evidence) -> str | None:
    if not evidence.profile.rows:
        return NO_ROWS
    if evidence.sample is None or ID not in evidence.sample.columns:
        return "no rows were sampled; monitoring.sample_rows says how many are"
    return "there is no second source to compare with" if evidence.second_source is None else None


def _pair(evidence: Evidence) -> _Pairs:
    logged, second = _by_id(evidence.sample), _by_id(evidence.second_source)
    repeats = second.index.duplicated(keep=False)
    once = second[~repeats]
    ids = logged.index.intersection(once.index)
    remarks = [f"{len(ids)} of {len(logged)} sampled rows compared; the window has {evidence.profile.rows}"]
    if repeated := second.index[repeats].nunique():
        remarks.append(f"{repeated} ids repeat in the second source and are left out")
    if lacking := len(logged.index.difference(second.index)):
        remarks.append(f"{lacking} are not in the second source")
    return _Pairs(logged=logged.loc[ids], second=once.loc[ids], note="; ".join(remarks))


def _by_id(rows: pd.DataFrame | None) -> pd.DataFrame:
    frame = pd.DataFrame() if rows is None else rows
    return frame.set_index(ID) if ID in frame.columns else frame


def _of_column(column: str, pairs: _Pairs, settings: TrainingServingSkew, evidence: Evidence) -> Signal:
    lacking = [
        name for name, rows in (("log", pairs.logged), ("second source", pairs.second)) if column not in rows.columns
    ]
    if lacking:
        return _unknown(column, f"the {' and the '.join(lacking)} has no column {column}", 0, settings, evidence)
    rows, needed = len(pairs.logged), least_values(settings.above)
    if rows < needed:
        note = f"{pairs.note}; {needed} are needed to tell a share of {settings.above:.3g}"
        return _unknown(column, note, rows, settings, evidence)
    differing = int(differs(pairs.logged[column], pairs.second[column], tolerance=settings.tolerance).sum())
    return evidence.judge(
        _NAME,
        differing / rows,
        settings.above,
        subject=column,
        reference="second source",
        rows=rows,
        interval=wilson_interval(differing, rows),
        note=pairs.note,
    )


def differs(one: pd.Series[Any], other: pd.Series[Any], *, tolerance: float) -> npt.NDArray[np.bool_]:
    """Row by row, by position, whether two columns differ.

    >>> differs(pd.Series([1.0, None, 3.0]), pd.Series([1, None, 4]), tolerance=1e-6).tolist()
    [False, False, True]
    """
    left, right = normalise(one), normalise(other)
    if {left.kind, right.kind} <= {Kind.NUMBERS, Kind.EMPTY}:
        a, b = left.values.to_numpy(dtype=np.float64), right.values.to_numpy(dtype=np.float64)
        close = np.abs(a - b) <= tolerance * np.maximum(np.abs(a), np.abs(b))
        return np.asarray(~(close | (np.isnan(a) & np.isnan(b))))
    gaps = one.isna().to_numpy() & other.isna().to_numpy()
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    return np.array([not _same(a, b) for a, b in pairs], dtype=np.bool_) & ~gaps


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return bool(np.array_equal(a, b))
    return a is not pd.NA and b is not pd.NA and bool(a == b)


def _unknown(column: str | None, note: str, rows: int, settings: TrainingServingSkew, evidence: Evidence) -> Signal:
    return evidence.judge(_NAME, None, settings.above, subject=column, rows=rows, note=note)
