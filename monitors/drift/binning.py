"""Profiles of one column become histograms over the same bins, chosen by the reference alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitors.engines.dtypes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.engines.columns import ColumnSummary, Floats

_INNER_DECILES = tuple(tenth / 10 for tenth in range(1, 10))
_POINTS = 100
_HEAVIEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Histograms:
    """How many values of the window and of the reference fall into each bin; both sum to their own rows."""

    window: Floats
    reference: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """Where a column's values fall, frozen; the last bin is what is missing.

    Numbers: the stretches that `edges` cut out, and a last bin of what is no number. Text: each of `items`, a bin of
    the other ones and a last bin of what is missing.
    """

    kind: Kind
    edges: tuple[float, ...] = ()
    items: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.edges) + len(self.items) + 2

    def count(self, column: ColumnSummary, *, missing: bool = True) -> Floats:
        """How many of the column's values fall into each bin; they sum to its rows. The last is 0 without `missing`."""
        count = _count_numbers(column, self.edges) if self.kind is Kind.NUMBERS else _count_items(column, self.items)
        return count if missing else np.append(count[:-1], 0.0)


def bin_together(window: ColumnSummary, reference: ColumnSummary, *, missing: bool = True) -> Histograms | None:
    """Count both columns over the reference's bins; None where its values are neither numbers nor text.

    Without `missing`, the last bin stays empty on both sides.
    """
    bins = bins_of([reference])
    if bins is None:
        return None
    return Histograms(window=bins.count(window, missing=missing), reference=bins.count(reference, missing=missing))


def bins_of(references: Sequence[ColumnSummary]) -> Bins | None:
    """Bins of one column from one profile or several; None where most values are neither numbers nor text.

    Numbers: the deciles, those of several profiles from the quantiles of each, so that nothing need be merged and the
    same profiles always give the same bins. Text: the 50 most frequent values.
    """
    kind = kind_of(references)
    if kind is Kind.NUMBERS:
        return Bins(kind=kind, edges=tuple(decile_edges(*references)))
    return Bins(kind=kind, items=_heaviest(references)) if kind is Kind.TEXT else None


def kind_of(columns: Sequence[ColumnSummary]) -> Kind:
    """What most values are, over several profiles."""
    amounts = {kind: sum(column.of_kind(kind) for column in columns) for kind in (Kind.NUMBERS, Kind.TEXT, Kind.OPAQUE)}
    return max(amounts, key=lambda kind: amounts[kind]) if any(amounts.values()) else Kind.EMPTY


def decile_edges(*references: ColumnSummary) -> list[float]:
    """The inner deciles, strictly rising.

    A value on which several deciles fall holds more than a tenth of all numbers, and gets a bin to itself: a
    column that is nearly always 0 is then seen to leave it.
    """
    numeric = [column for column in references if column.numbers]
    deciles = numeric[0].quantiles(_INNER_DECILES) if len(numeric) == 1 else _pooled(numeric)
    values, repeats = np.unique(deciles, return_counts=True)
    after = (math.nextafter(value, math.inf) for value in values[repeats > 1].tolist())
    return sorted({*values.tolist(), *filter(math.isfinite, after)})


def _pooled(columns: Sequence[ColumnSummary]) -> Floats:
    """The deciles of all numbers, each column standing as its percentiles, weighted by how many numbers it has."""
    shares = (np.arange(_POINTS) + 0.5) / _POINTS
    points = np.concatenate([column.quantiles(shares.tolist()) for column in columns])
    weights = np.repeat([column.numbers / _POINTS for column in columns], _POINTS)
    order = np.argsort(points, kind="stable")
    below = np.cumsum(weights[order])
    return np.asarray(points[order][np.searchsorted(below, np.array(_INNER_DECILES) * below[-1])])


def _heaviest(columns: Sequence[ColumnSummary]) -> tuple[str, ...]:
    """The most frequent texts, the heaviest first and equal ones by name."""
    amounts: dict[str, int] = {}
    for column in columns:
        for item, amount in column.items.items():
            amounts[item] = amounts.get(item, 0) + amount
    return tuple(sorted(amounts, key=lambda item: (-amounts[item], item))[:_HEAVIEST])


def _count_numbers(column: ColumnSummary, edges: Sequence[float]) -> Floats:
    return np.append(column.counts_between(edges), float(column.count - column.numbers))


def _count_items(column: ColumnSummary, items: Sequence[str]) -> Floats:
    counts = np.array([float(column.items.get(item, 0)) for item in items])
    present = column.count - column.missing
    return np.append(counts, [max(0.0, present - counts.sum()), float(column.missing)])
