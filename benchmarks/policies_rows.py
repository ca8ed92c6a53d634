"""One stream of labelled rows, cut into windows, and how its model is trained and judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from domain.windows import Window

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.floating]
Predict = Callable[[Floats], Floats]
Fit = Callable[[Floats, Floats], Predict]

START = datetime(2013, 1, 1, tzinfo=UTC)
MAE, ERROR_RATE = "mae", "error_rate"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows in the order of time; window w holds rows `cuts[w]` to `cuts[w + 1]`.

    `columns` are the features as the log has them, texts as categories; `design` the same as the recipe wants them.
    The first `first` windows are what the first model learns from. Labels arrive `delay` windows late. Where several
    trainings are tried, the newest `recent` windows tell which is best.
    """

    columns: pd.DataFrame
    design: Floats
    target: Floats
    cuts: npt.NDArray[np.int_]
    length: timedelta
    first: int
    recent: int
    metric: str
    fit: Fit
    delay: int = 2

    @property
    def windows(self) -> int:
        """How many windows there are."""
        return len(self.cuts) - 1

    def between(self, start: int, end: int) -> slice:
        """The rows of windows `start` to `end`, the latter excluded."""
        return slice(int(self.cuts[max(start, 0)]), int(self.cuts[end]))

    def window(self, number: int) -> Window:
        """When the window was, had the first begun on 1 January 2013."""
        return Window(start=START + number * self.length, end=START + (number + 1) * self.length)

    def number(self, window: Window) -> int:
        """The other way round."""
        return round((window.start - START) / self.length)


def even_cuts(rows: int, each: int) -> npt.NDArray[np.int_]:
    """Windows of so many rows; what is left at the end is left out.

    >>> even_cuts(7, 3)
    array([0, 3, 6])
    """
    return np.arange(0, rows + 1, each)
