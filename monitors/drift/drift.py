"""Drift: how far each column, or the label, has moved, measured on sketches alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.columns import LABEL
from monitors.drift.asked import Asked
from monitors.drift.calibrated import measure_by_rank
from monitors.drift.fixed import measure_by_threshold

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.entries import Drift, LabelDrift
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec


def measure_drift(settings: Drift, spec: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`drift` of each column: how far its distribution has moved from the reference. Missing values are a bin of their
    own (except for wasserstein and ks), so a rising share of them is drift too.

    `method: rank` is calibrated: each reference window is scored against the others of its kind (its weekday, where
    there are four of each), and a column is breached when it is stranger than nearly all of them, `min_effect` or more
    away, and so several windows in a row. How strange and how often follow from `false_alarms`: so many are expected at
    most, over all columns together, as long as windows are exchangeable. The value is the Jensen-Shannon distance (base
    2, sampling noise removed); the note gives the score, the rank and the promise. Unknown with fewer than 8 reference
    windows, for a column that either side lacks, and for much smaller windows than the reference has.

    With `together`, the last windows are looked at as one besides, for half of the budget: it finds small changes that
    last.

    Predictions on training rows are in-sample, so `prediction` is held against the first 8 (then 16, then 28) windows
    that the version served, as soon as there are so many; it then has half of the budget. Until then its note says so.

    The other methods hold one distance from the whole reference against `above`, and are unknown where chance alone
    could reach it.
    """
    return _measure(Asked(name="drift", settings=settings, spec=spec, evidence=evidence, columns=settings.columns))


def measure_label_drift(settings: LabelDrift, spec: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`label_drift`: the same of the labels that have arrived; those still missing take no part.

    Provisional until the window's labels have had their time: late labels are often other ones.
    """
    asked = Asked(
        name="label_drift", settings=settings, spec=spec, evidence=evidence, columns=(LABEL,), by_column=False
    )
    return _measure(asked)


def _measure(asked: Asked) -> tuple[Signal, ...]:
    return measure_by_rank(asked) if asked.settings.method == "rank" else measure_by_threshold(asked)
