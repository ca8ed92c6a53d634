"""A column of numbers, moved by the quantile map of two KLL sketches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from monitors.changes.rounding import rounded
from monitors.engines.dtypes import normalise, numbers_of

if TYPE_CHECKING:
    from monitors.engines.columns import ColumnSummary, Floats


def moved_numbers(
    column: pd.Series[Any], window: ColumnSummary, reference: ColumnSummary, dice: np.random.Generator
) -> pd.Series[Any]:
    """Numbers go to the window's quantile at their rank in the reference; new values are drawn from the window.

    The few values that are no numbers stay.
    """
    missing, numbers = normalise(column).values.isna().to_numpy(), numbers_of(column)
    there, gaps = np.flatnonzero(np.isfinite(numbers)), np.flatnonzero(missing)
    strange = ~missing & ~np.isfinite(numbers)
    going, coming = _gaps_to_move(window, reference, len(there), len(gaps), dice)
    if window.numbers and reference.numbers and len(there):
        numbers[there] = window.quantiles(_ranks(numbers[there], reference, dice).tolist())
    numbers[dice.permutation(there)[:going]] = np.nan
    filled = dice.permutation(gaps)[:coming]
    if len(filled):
        numbers[filled] = window.quantiles(dice.random(len(filled)).tolist())
    swapped = _with_dtype_of(column, numbers)
    return swapped.astype(object).mask(strange, column) if strange.any() else swapped


def _ranks(numbers: Floats, reference: ColumnSummary, dice: np.random.Generator) -> Floats:
    """The share of the reference's numbers below each one, spread evenly over the share that equals it."""
    distinct, positions = np.unique(numbers, return_inverse=True)
    edges = np.unique([distinct, np.nextafter(distinct, np.inf)])
    below = np.cumsum(reference.counts_between(edges.tolist()))[:-1] / reference.numbers
    first, last = (below[np.searchsorted(edges, ends)] for ends in (distinct, np.nextafter(distinct, np.inf)))
    spread: Floats = first[positions] + dice.random(len(numbers)) * (last - first)[positions]
    return np.clip(spread, 0.0, 1.0)


def _gaps_to_move(
    window: ColumnSummary, reference: ColumnSummary, values: int, gaps: int, dice: np.random.Generator
) -> tuple[int, int]:
    """How many rows lose their value and how many get one, so that the missing share moves as between the summaries."""
    before, after = reference.missing / reference.count, window.missing / window.count
    going = values * (after - before) / (1 - before) if after > before else 0.0
    coming = gaps * (before - after) / before if after < before else 0.0
    return rounded(going, dice), rounded(coming, dice)


def _with_dtype_of(column: pd.Series[Any], numbers: Floats) -> pd.Series[Any]:
    """The numbers as the column held them; as float64 where a gap, a fraction or a large number asks for it."""
    changed = pd.Series(numbers, index=column.index)
    if pd.api.types.is_float_dtype(column.dtype):
        return changed.astype(column.dtype)
    return changed.astype(column.dtype) if _are_integers_of(column.dtype, numbers) else changed


def _are_integers_of(dtype: Any, numbers: Floats) -> bool:
    if not pd.api.types.is_integer_dtype(dtype):
        return False
    limits, present = np.iinfo(getattr(dtype, "numpy_dtype", dtype)), numbers[~np.isnan(numbers)]
    if len(present) < len(numbers) and not pd.api.types.is_extension_array_dtype(dtype):
        return False
    return bool(((present == np.round(present)) & (present >= limits.min) & (present <= limits.max)).all())
