"""Losses with segments, columns with their sketches, from one seed and a named change."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from monitors.changes.slices import LossRows, change_by_segment
from monitors.changes.tables import SegmentChange, SegmentTable
from monitors.engines.columns import ColumnSummary
from monitors.profiling import summaries_of
from tests.monitors.builders import a_profile_of

Floats = npt.NDArray[np.float64]
WIDTHS = (5, 6, 10, 20)
COLUMNS = tuple(f"by_{width}" for width in WIDTHS)


def some_losses(
    rows: int,
    *,
    seed: int,
    rate: float = 0.1,
    worse_slice: float = 0.0,
    days: int = 0,
    of_day: float = 0.0,
    of_slice_and_day: float = 0.0,
) -> LossRows:
    """Wrong answers with this rate, in 41 slices of four columns `by_5` to `by_20`; days, where there are any, wander.

    `worse_slice` is added to the rate where `by_10` is 3; `of_day` and `of_slice_and_day` are standard deviations of
    a day's rate and of that of each slice on a day.
    """
    dice = np.random.default_rng(seed)
    segments = pd.DataFrame({f"by_{width}": dice.integers(0, width, rows) for width in WIDTHS})
    rates = rate + worse_slice * (segments["by_10"] == 3).to_numpy(dtype=float)
    if not days:
        return LossRows(losses=(dice.random(rows) < rates).astype(float), segments=segments)
    day = dice.integers(0, days, rows)
    rates += dice.normal(0, of_day, days)[day]
    for width in WIDTHS:
        rates += dice.normal(0, of_slice_and_day, (days, width))[day, segments[f"by_{width}"]]
    return LossRows(losses=rates + dice.normal(0, 0.3, rows), segments=segments, clusters=day)


def judged(tables: tuple[SegmentTable, ...]) -> dict[str, SegmentChange]:
    """The segments that were tested, by name."""
    return {table.name(s): s for table in tables for s in table.segments if s.p is not None}


def named(reference: LossRows, window: LossRows, **options: Any) -> tuple[str, set[str]]:
    """The segment with the largest |z|, and all those below 0.05 after Holm."""
    segments = judged(change_by_segment(reference, window, COLUMNS, **options))
    first = max(segments, key=lambda name: abs(segments[name].z or 0.0))
    return first, {name for name, segment in segments.items() if segment.p is not None and segment.p < 0.05}


def summaries(rows: pd.DataFrame) -> dict[str, ColumnSummary]:
    """What the profile of the rows says about each column."""
    return summaries_of(a_profile_of(rows))


def summary(values: Any, **options: Any) -> ColumnSummary:
    """What the profile says of one column."""
    return summaries(pd.DataFrame({"x": pd.Series(values, **options)}))["x"]
