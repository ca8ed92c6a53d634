"""Simulated traffic of 20 columns, as rows for those who want rows and as counts for those who want histograms.

Twelve columns of numbers, standard normal, half of them with 2 % missing, and eight of text whose values are equally
frequent. Columns are independent. Needs numpy, pandas and scipy only, so that a peer's own interpreter can make the
same rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri

Floats = npt.NDArray[np.float64]

NUMBERS, MISSING = 12, 0.02
LEVELS = (2, 3, 5, 5, 10, 10, 20, 5)
COLUMNS = (*(f"number{i}" for i in range(NUMBERS)), *(f"text{i}" for i in range(len(LEVELS))))
CHANGED_NUMBER, CHANGED_TEXT = NUMBERS - 1, len(COLUMNS) - 1
WEEK, WEEKEND, WEEKEND_SHIFT = 7, 5, 0.5
WANDER_OF_SHARES = 5 / 3
EDGES = ndtri(np.arange(1, 10) / 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How windows of unchanged traffic differ from each other.

    Each window's means lie `wander` standard deviations around 0 and its shares 5/3 as much, relatively, around
    their own; `autocorrelation` is that of consecutive windows. `weekly` lifts all numbers by half a standard
    deviation in two windows of every seven.
    """

    wander: float = 0.0
    autocorrelation: float = 0.0
    weekly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one column of numbers (`shift` in sd, `scale` of the sd, `missing` as a share) or of text changes by.

    `share` goes from the first value of the text column to the second.
    """

    shift: float = 0.0
    scale: float = 1.0
    missing: float = 0.0
    share: float = 0.0

    @property
    def column(self) -> int:
        """Which of `COLUMNS` changes."""
        return CHANGED_TEXT if self.share else CHANGED_NUMBER


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Windows:
    """What windows are drawn from: windows x numbers, and for each text column windows x values."""

    means: Floats
    scales: Floats
    missing: Floats
    shares: tuple[Floats, ...]

    def rows_of(self, window: int, rows: int, dice: np.random.Generator) -> pd.DataFrame:
        """One window's rows; a missing number is NaN."""
        drawn = self.means[window] + self.scales[window] * dice.normal(size=(rows, NUMBERS))
        drawn[dice.random((rows, NUMBERS)) < self.missing[window]] = np.nan
        numbers = dict(zip(COLUMNS, drawn.T, strict=False))
        texts = zip(COLUMNS[NUMBERS:], (_draw(shares[window], rows, dice) for shares in self.shares), strict=True)
        return pd.DataFrame({**numbers, **dict(texts)})

    def counts(self, rows: int, dice: np.random.Generator) -> Floats:
        """Windows x columns x bins, as if `rows` of each window had been counted; short histograms end in zeros.

        Numbers in ten bins between the deciles of unchanged ones and a bin of missing values.
        """
        z = (EDGES - self.means[..., None]) / self.scales[..., None]
        ends = np.zeros((*self.means.shape, 1))
        present = np.diff(np.concatenate([ends, ndtr(z), ends + 1], axis=-1), axis=-1)
        gone = self.missing[..., None]
        numbers = np.concatenate([present * (1 - gone), gone], axis=-1)
        drawn = [dice.multinomial(rows, numbers), *(dice.multinomial(rows, s)[:, None] for s in self.shares)]
        return np.concatenate([_padded(counts) for counts in drawn], axis=1).astype(np.float64)


def some_windows(number: int, dice: np.random.Generator, traffic: Traffic, *, changed: int, by: Change) -> Windows:
    """Windows in time order, the last `changed` of them changed."""
    late = (np.arange(number) >= number - changed)[:, None]
    here = np.arange(NUMBERS) == CHANGED_NUMBER
    weekend = (np.arange(number) % WEEK >= WEEKEND)[:, None] * (WEEKEND_SHIFT if traffic.weekly else 0.0)
    some_missing = np.where(np.arange(NUMBERS) % 2 == 1, MISSING, 0.0)
    return Windows(
        means=traffic.wander * _walk(number, NUMBERS, dice, traffic) + weekend + by.shift * (late & here),
        scales=np.where(late & here, by.scale, 1.0),
        missing=some_missing + by.missing * (late & here),
        shares=tuple(
            _moved(_shares(number, levels, dice, traffic), changed, by.share if column == CHANGED_TEXT else 0.0)
            for column, levels in enumerate(LEVELS, start=NUMBERS)
        ),
    )


def kinds_of(number: int) -> list[str]:
    """The kind of each window in a weekly rhythm."""
    return ["weekend" if window % WEEK >= WEEKEND else "workday" for window in range(number)]


def _walk(number: int, columns: int, dice: np.random.Generator, traffic: Traffic) -> Floats:
    """Standard normal, with the traffic's autocorrelation from one window to the next."""
    steps = dice.normal(size=(number, columns))
    phi = traffic.autocorrelation
    for before, now in pairwise(range(number)):
        steps[now] = phi * steps[before] + math.sqrt(1 - phi**2) * steps[now]
    return steps


def _shares(number: int, levels: int, dice: np.random.Generator, traffic: Traffic) -> Floats:
    weights = np.exp(WANDER_OF_SHARES * traffic.wander * _walk(number, levels, dice, traffic))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _moved(shares: Floats, changed: int, share: float) -> Floats:
    """So large a share taken from the first value and given to the second, in the last windows."""
    moved = shares.copy()
    moved[len(shares) - changed :, :2] += -share, share
    return moved


def _draw(shares: Floats, rows: int, dice: np.random.Generator) -> npt.NDArray[np.str_]:
    names = np.array([f"value {level}" for level in range(len(shares))], dtype=object)
    return names[np.minimum(np.searchsorted(np.cumsum(shares), dice.random(rows), side="right"), len(shares) - 1)]


def _padded(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.pad(counts, ((0, 0), (0, 0), (0, max(LEVELS) - counts.shape[-1])))
