"""Drift: how far each column has moved from what the model was trained on, measured on sketches alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitors.binning import bin_together
from monitors.distances import drift_distance, rows_needed
from monitors.engines.dtypes import Kind
from monitors.evidence import NO_ROWS
from monitors.profiling import summaries_of, watched_columns

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.binning import Histograms
    from monitors.engines.columns import ColumnSummary
    from monitors.entries import Drift
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec


def measure_drift(settings: Drift, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`drift` of each column: the Jensen-Shannon distance (base 2) from the reference, sampling noise removed.

    Missing values have a bin of their own, so a rising share of them is drift too. Unknown without a reference, for
    a column that either side lacks, and for so few rows that chance alone could reach the threshold.
    """
    window, reference = summaries_of(evidence.profile), summaries_of(evidence.reference)
    columns = watched_columns(settings.columns, window, reference)
    if evidence.reference is None or not evidence.profile.rows:
        note = "there is no reference to compare with" if evidence.profile.rows else NO_ROWS
        return tuple(_unknown(column, note, settings, evidence) for column in columns or (None,))
    return tuple(
        _of_column(column, window.get(column), reference.get(column), settings, evidence) for column in columns
    )


def _of_column(
    column: str, window: ColumnSummary | None, reference: ColumnSummary | None, settings: Drift, evidence: Evidence
) -> Signal:
    if window is None or reference is None:
        lacking = " and ".join(name for name, side in (("window", window), ("reference", reference)) if side is None)
        return _unknown(column, f"the column {column} is missing from the {lacking}", settings, evidence)
    bins = bin_together(window, reference)
    if bins is None:
        note = f"in the reference {column} holds {reference.kind}; drift is measured on numbers and on text"
        return _unknown(column, note, settings, evidence)
    if too_few := _too_few(bins, settings.above):
        return _unknown(column, too_few, settings, evidence)
    return evidence.judge(
        "drift",
        drift_distance(bins.window, bins.reference),
        settings.above,
        subject=column,
        reference=evidence.reference_in_words,
        rows=window.count,
        note=_remark(window, reference.kind),
    )


def _too_few(bins: Histograms, threshold: float) -> str | None:
    """Why chance alone could reach the threshold, if it could."""
    rows, needed = bins.window.sum(), rows_needed(bins.window, bins.reference, threshold=threshold)
    if rows >= needed:
        return None
    if math.isinf(needed):
        return f"the reference has only {bins.reference.sum():.0f} rows: chance alone could reach {threshold:g}"
    return f"{rows:.0f} rows: chance alone could reach {threshold:g}; {math.ceil(needed)} are needed"


def _remark(window: ColumnSummary, kind: Kind) -> str | None:
    if window.kind is Kind.EMPTY:
        return "no value at all in the window"
    strangers = window.count - window.missing - window.of_kind(kind)
    return f"{strangers} values are not {kind}, as the reference's are" if strangers else None


def _unknown(column: str | None, note: str, settings: Drift, evidence: Evidence) -> Signal:
    rows, reference = evidence.profile.rows, evidence.reference_in_words
    return evidence.judge("drift", None, settings.above, subject=column, reference=reference, rows=rows, note=note)
