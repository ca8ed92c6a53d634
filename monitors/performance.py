"""Performance: the error of the version in force on labelled rows, against the error that it promised."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from domain.columns import LABEL, PREDICTION, VERSION
from domain.signals import Maturity, Signal
from monitors.engines.dtypes import numbers_of
from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    import pandas as pd

    from monitors.engines.columns import Floats
    from monitors.entries import Performance
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec


def measure_performance(settings: Performance, spec: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`mae` or `error_rate` of the rows that the version in force served and whose labels have arrived.

    The threshold is the promised error times (1 + worse_than_baseline_by). Provisional until the labels have had
    their time. Unknown below `min_labels`, and without a promise.
    """
    served = _served(evidence)
    errors = _ERRORS[spec.metric(settings)](served)
    note = _arrived(served, len(errors), evidence)
    if len(errors) < settings.min_labels:
        value, note = None, f"{note}; {settings.min_labels} are needed"
    else:
        value = _mean(errors)
    if evidence.promised is None:
        note = f"{note}; nobody measured what {evidence.version} promises on rows that it had not seen"
    signal = evidence.judge(
        spec.metric(settings),
        value,
        _threshold(settings, evidence),
        reference=f"promise of {evidence.version}",
        baseline=evidence.promised,
        rows=len(errors),
        maturity=_maturity(spec, evidence),
        note=note,
    )
    return (signal,)


def _served(evidence: Evidence) -> pd.DataFrame:
    """The rows that the version in force served; all of them where the log does not tell versions apart."""
    rows = evidence.rows.reindex(columns=[VERSION, PREDICTION, LABEL])
    return rows[rows[VERSION] == evidence.version] if VERSION in evidence.rows else rows


def _absolute_errors(served: pd.DataFrame) -> Floats:
    """|prediction - label| in the label's unit, of the rows where both are finite numbers."""
    prediction, label = (numbers_of(served[column]) for column in (PREDICTION, LABEL))
    with np.errstate(over="ignore"):
        errors = np.abs(prediction - label)
    return errors[np.isfinite(errors)]


def _wrong_answers(served: pd.DataFrame) -> Floats:
    """1 for a wrong answer and 0 for a right one, of the rows that have both prediction and label."""
    answered = served[[PREDICTION, LABEL]].dropna().astype(object)
    pairs = zip(answered[PREDICTION], answered[LABEL], strict=True)
    return np.array([float(prediction != label) for prediction, label in pairs])


_ERRORS = {"mae": _absolute_errors, "error_rate": _wrong_answers}


def _mean(errors: Floats) -> float:
    """The mean, the same for every order of the rows; divided first, so that no sum overflows."""
    return math.fsum(errors / len(errors))


def _threshold(settings: Performance, evidence: Evidence) -> float | None:
    return None if evidence.promised is None else evidence.promised * (1 + settings.worse_than_baseline_by)


def _maturity(spec: MonitoringSpec, evidence: Evidence) -> Maturity:
    has_matured = evidence.window.end + spec.labels_mature_after <= evidence.as_of
    return Maturity.FINAL if has_matured else Maturity.PROVISIONAL


def _arrived(served: pd.DataFrame, usable: int, evidence: Evidence) -> str:
    if evidence.rows.empty:
        return NO_ROWS
    if served.empty:
        return f"no row of the window was served by {evidence.version}"
    labelled = int(served[LABEL].notna().sum())
    note = f"{labelled} of {len(served)} rows served by {evidence.version} have labels ({labelled / len(served):.0%})"
    unusable = labelled - usable
    return f"{note}, {unusable} of them without a usable prediction or label" if unusable else note
