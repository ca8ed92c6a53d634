"""Slices of the traffic in which a challenger may do no harm."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from domain.models import Segment
from domain.verdicts import Comparison, Result, Role
from trials.comparisons import measured
from trials.intervals import ClusteredMean, clustered_mean, harm_p_value
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
    """One guardrail for each slice with 200 rows on seven days; smaller ones cannot be judged and are left out.

    A guardrail is broken (worse) when harm is significant after Holm's correction over all slices and larger than
    the margin of that slice: the test and the size both have to say so.
    """
    tested = tuple(_testable(pairs))
    adjusted = holm([harm_p_value(spread) for _, _, spread in tested])
    return tuple(
        _guardrail(segment, slice_, spread, float(p), spec)
        for (segment, slice_, spread), p in zip(tested, adjusted, strict=True)
    )


def _testable(pairs: PairedLosses) -> Iterator[tuple[Segment, PairedLosses, ClusteredMean]]:
    for column, values in pairs.segments.items():
        for value in np.unique(values):
            slice_ = _where(pairs, values == value)
            spread = clustered_mean(slice_.differences, slice_.days)
            if spread is not None and slice_.rows >= FEWEST_ROWS:
                yield Segment(column=column, value=str(value)), slice_, spread


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


def _unharmed(compared: Comparison) -> Result:
    """What a slice that looks worse on its own, but breaks no guardrail, is called."""
    within = compared.difference is not None and compared.difference.low > -compared.margin
    return Result.EQUIVALENT if within else Result.INCONCLUSIVE
