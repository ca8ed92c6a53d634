"""Slices of the traffic in which a challenger may do no harm."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from domain.models import Segment
from domain.verdicts import Comparison, Result, Role
from trials.comparisons import measured, not_compared
from trials.intervals import FEWEST_DAYS, ClusteredMean, clustered_mean, harm_p_value
from trials.pairing import PairedLosses
from trials.spec import TrialSpec

FEWEST_ROWS = 200


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Holm's adjusted p-values, in the order given: the chance of any false harm stays below the level.

    Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6(2).

    >>> [round(float(p), 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p_values, dtype=float)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def guard_segments(pairs: PairedLosses, spec: TrialSpec) -> tuple[Comparison, ...]:
    """One guardrail for each slice with 200 rows on seven days; `unguarded` has the others.

    A guardrail is broken (worse) when harm is significant after Holm's correction over all slices and larger than
    the margin of that slice: the test and the size both have to say so.
    """
    tested = [(segment, slice_, spread) for segment, slice_ in _slices(pairs) if (spread := _spread(slice_))]
    adjusted = holm([harm_p_value(spread) for _, _, spread in tested])
    return tuple(
        _guardrail(segment, slice_, spread, float(p), spec)
        for (segment, slice_, spread), p in zip(tested, adjusted, strict=True)
    )


def unguarded(pairs: PairedLosses, spec: TrialSpec) -> tuple[Comparison, ...]:
    """The slices that are too small to be guarded, most rows first: inconclusive, without a difference, noted why."""
    untested = [_untested(segment, slice_, spec) for segment, slice_ in _slices(pairs) if _spread(slice_) is None]
    return tuple(sorted(untested, key=lambda compared: -compared.rows))


def _slices(pairs: PairedLosses) -> Iterator[tuple[Segment, PairedLosses]]:
    for column, values in pairs.segments.items():
        for value in np.unique(values):
            yield Segment(column=column, value=str(value)), _where(pairs, values == value)


def _spread(slice_: PairedLosses) -> ClusteredMean | None:
    """The spread of a slice's differences; None where it is too small for a guardrail."""
    return clustered_mean(slice_.differences, slice_.days) if slice_.rows >= FEWEST_ROWS else None


def _where(pairs: PairedLosses, kept: NDArray[np.bool_]) -> PairedLosses:
    return replace(
        pairs, champion=pairs.champion[kept], challenger=pairs.challenger[kept], days=pairs.days[kept], segments={}
    )


def _guardrail(segment: Segment, slice_: PairedLosses, spread: ClusteredMean, p: float, spec: TrialSpec) -> Comparison:
    compared = measured(slice_, spread, spec=spec, role=Role.GUARDRAIL, segment=segment)
    significant, large = p < 1 - spec.confidence, spread.mean < -compared.margin
    note = f"harm p = {p:.2g} after Holm's correction"
    if significant and large:
        return replace(compared, result=Result.WORSE, note=note)
    if compared.result is Result.WORSE:
        return replace(compared, result=_unharmed(compared), note=note)
    return replace(compared, note=note)


def _untested(segment: Segment, slice_: PairedLosses, spec: TrialSpec) -> Comparison:
    few_rows = f"{slice_.rows:,} rows, a guardrail needs {FEWEST_ROWS}"
    few_days = f"rows of {len(np.unique(slice_.days))} days, a guardrail needs {FEWEST_DAYS}"
    note = few_rows if slice_.rows < FEWEST_ROWS else few_days
    margin = spec.margin * float(slice_.champion.mean())
    return replace(not_compared(slice_, note, role=Role.GUARDRAIL), segment=segment, margin=margin)


def _unharmed(compared: Comparison) -> Result:
    """What a slice that looks worse on its own, but breaks no guardrail, is called."""
    within = compared.difference is not None and compared.difference.low > -compared.margin
    return Result.EQUIVALENT if within else Result.INCONCLUSIVE
