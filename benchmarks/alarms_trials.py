"""What is tried: a reference, windows after it, and perhaps a change; the same rows for every peer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks.alarms_streams import Change, Traffic, some_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

PERIOD, SOON, HISTORY = 90, 7, 28
SIZES = ((500, 500), (1001, 100), (1001, 200), (5000, 500), (5000, 5000))
SAME, WANDERING = Traffic(), Traffic(wander=0.03)
UNCHANGED = Change()
CHANGES = {
    "mean .1 sd": Change(shift=0.1),
    "mean .25 sd": Change(shift=0.25),
    "sd x1.25": Change(scale=1.25),
    "share +5 points": Change(share=0.05),
    "share +10 points": Change(share=0.1),
    "missing +5 points": Change(missing=0.05),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """`windows` of `window_rows` rows each follow a reference; the change, if any, is in all of them.

    The reference is the last `reference_rows` rows before them: a part of a window, or of several windows.
    """

    reference_rows: int
    window_rows: int
    windows: int
    traffic: Traffic
    change: Change
    seed: tuple[int, ...]

    def frames(self) -> tuple[pd.DataFrame, Iterator[pd.DataFrame]]:
        """The rows of the reference, and of each window as it is asked for; the same every time."""
        dice = np.random.default_rng(self.seed)
        before = math.ceil(self.reference_rows / self.window_rows)
        drawn = some_windows(before + self.windows, dice, self.traffic, changed=self.windows, by=self.change)
        history = [drawn.rows_of(window, self.window_rows, dice) for window in range(before)]
        reference = pd.concat(history, ignore_index=True).tail(self.reference_rows).reset_index(drop=True)
        return reference, (drawn.rows_of(before + window, self.window_rows, dice) for window in range(self.windows))
