"""The same windows counted twice, from whylogs sketches as in production and from raw rows as the simulations do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benchmarks.alarms_ours import Setting, Watched, watch
from benchmarks.alarms_streams import COLUMNS, EDGES, LEVELS, NUMBERS, some_windows
from benchmarks.alarms_trials import HISTORY
from domain.windows import Window
from monitors.drift.binning import bin_together
from monitors.profiling import merge, profile_rows, summaries_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from benchmarks.alarms_streams import Change, Floats, Traffic
    from domain.profiles import Profile

START, DAY = datetime(2013, 1, 1, tzinfo=UTC), timedelta(days=1)
UNCHANGED_WINDOWS, CHANGED_WINDOWS = 6, 4
_BINS = 64


def watch_twice(
    rows: int, setting: Setting, seed: Sequence[int], *, traffic: Traffic, change: Change
) -> tuple[Watched, Watched]:
    """By sketches and by raw counts: 28 windows of reference, 6 unchanged ones after it, then 4 changed ones."""
    dice = np.random.default_rng(seed)
    number = HISTORY + UNCHANGED_WINDOWS + CHANGED_WINDOWS
    drawn = some_windows(number, dice, traffic, changed=CHANGED_WINDOWS, by=change)
    frames = [drawn.rows_of(window, rows, dice) for window in range(number)]
    kinds = ["all"] * number
    return watch(sketched_counts(frames), kinds, setting), watch(raw_counts(frames), kinds, setting)


def sketched_counts(frames: Sequence[pd.DataFrame]) -> Floats:
    """Each window's profile over the bins of the merged profile of the reference windows."""
    profiles = [_profile(frame, START + number * DAY) for number, frame in enumerate(frames)]
    reference = summaries_of(merge(profiles[:HISTORY]))
    counts = np.zeros((len(frames), len(COLUMNS), _BINS))
    for number, profile in enumerate(profiles):
        window = summaries_of(profile)
        for column, name in enumerate(COLUMNS):
            if bins := bin_together(window[name], reference[name]):
                counts[number, column, : len(bins.window)] = bins.window
    return counts


def raw_counts(frames: Sequence[pd.DataFrame]) -> Floats:
    """Rows counted between the deciles of the distribution itself, which the simulations know."""
    return np.array([[_padded(_of_column(frame, column)) for column in range(len(COLUMNS))] for frame in frames])


def _profile(frame: pd.DataFrame, start: datetime) -> Profile:
    return profile_rows(frame, model="simulated", window=Window(start=start, end=start + DAY))


def _of_column(frame: pd.DataFrame, column: int) -> npt.NDArray[Any]:
    values = frame[COLUMNS[column]]
    if column >= NUMBERS:
        names = [f"value {level}" for level in range(LEVELS[column - NUMBERS])]
        return values.value_counts().reindex(names, fill_value=0).to_numpy()
    bins = np.where(values.isna(), len(EDGES) + 1, np.searchsorted(EDGES, values.to_numpy(), side="right"))
    return np.bincount(bins, minlength=len(EDGES) + 2)


def _padded(counts: npt.NDArray[Any]) -> Floats:
    return np.pad(counts.astype(np.float64), (0, _BINS - len(counts)))
