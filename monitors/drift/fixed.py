"""Drift by a fixed threshold, as the field has it: one distance a column, from the sketches alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.drift import chance
from monitors.drift.asked import lacking, strangers
from monitors.drift.binning import bin_together
from monitors.drift.distances import drift_distance, hellinger, population_stability
from monitors.drift.quantile_distances import kolmogorov_smirnov, wasserstein
from monitors.drift.references import merged, reference_windows
from monitors.engines.columns import ColumnSummary, Floats
from monitors.engines.dtypes import Kind
from monitors.profiling import summaries_of

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.drift.asked import Asked

# Each distance with the noise, 1/n + 1/m, that it takes for chance alone to reach a threshold.
_OF_BINS: Mapping[str, tuple[Callable[[Floats, Floats], float], Callable[[float, float], float]]] = {
    "psi": (population_stability, chance.population_stability_noise),
    "jensen_shannon": (drift_distance, chance.jensen_shannon_noise),
    "hellinger": (hellinger, chance.hellinger_noise),
}
_OF_NUMBERS: Mapping[str, tuple[Callable[[ColumnSummary, ColumnSummary], float | None], Callable[[float], float]]] = {
    "wasserstein": (wasserstein, chance.wasserstein_noise),
    "ks": (kolmogorov_smirnov, chance.kolmogorov_smirnov_noise),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """A distance, or why there is none."""

    distance: float | None = None
    why_not: str = ""


def measure_by_threshold(asked: Asked) -> tuple[Signal, ...]:
    """One signal a column: its distance from all the reference's rows together.

    Unknown for so few rows that chance alone could reach the threshold.
    """
    found = reference_windows(asked.settings, asked.spec, asked.evidence)
    whole = None if found.missing else merged(found, asked.settings, asked.evidence)
    window, reference = summaries_of(asked.evidence.profile), summaries_of(whole)
    if whole is None or not asked.evidence.profile.rows:
        return asked.all_unknown({*window, *reference}, found.missing or "the reference has no rows", words=found.words)
    return tuple(
        _of_column(column, asked, window.get(column), reference.get(column), found.words)
        for column in asked.shown({*window, *reference})
    )


def _of_column(
    column: str, asked: Asked, window: ColumnSummary | None, reference: ColumnSummary | None, words: str | None
) -> Signal:
    if window is None or reference is None:
        note = lacking(column, window=window is not None, reference=reference is not None)
        return asked.unknown(column, note, words=words)
    measure = _by_bins if asked.settings.method in _OF_BINS else _by_numbers
    measured = measure(column, window, reference, asked)
    if measured.distance is None:
        return asked.unknown(column, measured.why_not, words=words)
    remark = strangers(window, reference.kind)
    return asked.answer(column, measured.distance, rows=window.count, words=words, state=None, note=remark)


def _by_bins(column: str, window: ColumnSummary, reference: ColumnSummary, asked: Asked) -> _Measured:
    distance, noise = _OF_BINS[asked.settings.method]
    bins = bin_together(window, reference, missing=asked.counts_missing(column))
    if bins is None:
        note = f"in the reference {column} holds {reference.kind}; drift is measured on numbers and on text"
        return _Measured(why_not=note)
    allowed = noise(chance.degrees_of_freedom(bins.window, bins.reference), asked.settings.threshold)
    few = _too_few(float(bins.window.sum()), float(bins.reference.sum()), allowed, asked.settings.threshold)
    return _Measured(why_not=few) if few else _Measured(distance=distance(bins.window, bins.reference))


def _by_numbers(column: str, window: ColumnSummary, reference: ColumnSummary, asked: Asked) -> _Measured:
    method = asked.settings.method
    distance, noise = _OF_NUMBERS[method]
    for name, summary in (("reference", reference), ("window", window)):
        if summary.kind is not Kind.NUMBERS:
            note = f"{method} compares numbers, and in the {name} {column} holds {summary.kind}"
            return _Measured(why_not=f"{note}; write method: jensen_shannon, hellinger or psi")
    few = _too_few(window.numbers, reference.numbers, noise(asked.settings.threshold), asked.settings.threshold)
    found = None if few else distance(window, reference)
    return _Measured(
        distance=found, why_not=few or "the reference's numbers do not vary: there is no standard deviation"
    )


def _too_few(rows: float, reference_rows: float, allowed: float, threshold: float) -> str | None:
    """Why chance alone could reach the threshold, if it could."""
    needed = chance.rows_for(allowed, reference_rows) if reference_rows else math.inf
    if rows >= needed:
        return None
    if math.isinf(needed):
        return f"the reference has only {reference_rows:.0f} rows: chance alone could reach {threshold:g}"
    return f"{rows:.0f} rows: chance alone could reach {threshold:g}; {math.ceil(needed)} are needed"
