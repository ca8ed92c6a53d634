"""Two profiles of one column become two histograms over the same bins, chosen by the reference alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitors.engines.dtypes import Kind

if TYPE_CHECKING:
    from monitors.engines.columns import ColumnSummary, Floats

_INNER_DECILES = tuple(tenth / 10 for tenth in range(1, 10))
_HEAVIEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Histograms:
    """How many values of the window and of the reference fall into each bin; both sum to their own rows."""

    window: Floats
    reference: Floats


def bin_together(window: ColumnSummary, reference: ColumnSummary) -> Histograms | None:
    """Count both columns over the reference's bins; None where its values are neither numbers nor text.

    Numbers: the ten stretches between the reference's deciles, and a last bin of what is no number. Text: the
    reference's 50 most frequent values, a bin of the other ones and a last bin of what is missing.
    """
    if reference.kind is Kind.NUMBERS:
        edges = decile_edges(reference)
        return Histograms(window=_count_numbers(window, edges), reference=_count_numbers(reference, edges))
    if reference.kind is Kind.TEXT:
        items = list(reference.items)[:_HEAVIEST]
        return Histograms(window=_count_items(window, items), reference=_count_items(reference, items))
    return None


def decile_edges(reference: ColumnSummary) -> list[float]:
    """The inner deciles, strictly rising.

    A value on which several deciles fall holds more than a tenth of all numbers, and gets a bin to itself: a
    column that is nearly always 0 is then seen to leave it.
    """
    deciles, repeats = np.unique(reference.quantiles(_INNER_DECILES), return_counts=True)
    after = (math.nextafter(value, math.inf) for value in deciles[repeats > 1].tolist())
    return sorted({*deciles.tolist(), *filter(math.isfinite, after)})


def _count_numbers(column: ColumnSummary, edges: list[float]) -> Floats:
    return np.append(column.counts_between(edges), float(column.count - column.numbers))


def _count_items(column: ColumnSummary, items: list[str]) -> Floats:
    counts = np.array([float(column.items.get(item, 0)) for item in items])
    present = column.count - column.missing
    return np.append(counts, [max(0.0, present - counts.sum()), float(column.missing)])
