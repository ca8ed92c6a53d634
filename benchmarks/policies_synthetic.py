"""Six simulated worlds of days: a logistic truth over eight columns, of which the last four mean nothing.

Each day's column means lie some .05 deviations around their own. What happens in each world: `WORLDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from benchmarks.policies_recipes import logistic
from benchmarks.policies_rows import ERROR_RATE, Floats, Rows, even_cuts

COLUMNS, MEANINGFUL = 8, 4
FIRST, RECENT = 28, 7
_WANDER, _STEEPNESS, _SHIFT, _NOISE = 0.05, 2.5, 0.8, 0.3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truth:
    """By day: the coefficients (days x columns), the columns' means, and the share of labels that are chance."""

    coefficients: Floats
    means: Floats
    noise: Floats


Happening = Callable[[Truth, np.random.Generator], None]


def some_rows(world: str, seed: tuple[int, ...], *, days: int, rows: int) -> Rows:
    """A stream of the world; the same for the same seed."""
    dice = np.random.default_rng(seed)
    truth = _unchanging(days, dice)
    WORLDS[world](truth, dice)
    day = np.repeat(np.arange(days), rows)
    columns = (dice.normal(size=(days * rows, COLUMNS)) + truth.means[day]).astype(np.float32)
    score = np.einsum("ij,ij->i", columns, truth.coefficients[day])
    target = dice.random(days * rows) < 1 / (1 + np.exp(-score))
    chance = dice.random(days * rows) < truth.noise[day]
    target = np.where(chance, dice.random(days * rows) < 1 / 2, target)
    return Rows(
        columns=pd.DataFrame(columns, columns=[f"x{number}" for number in range(COLUMNS)]),
        design=columns,
        target=target.astype(np.float32),
        cuts=even_cuts(days * rows, rows),
        length=timedelta(days=1),
        first=FIRST,
        recent=RECENT,
        metric=ERROR_RATE,
        fit=logistic,
    )


def _unchanging(days: int, dice: np.random.Generator) -> Truth:
    coefficients = np.zeros(COLUMNS)
    direction = dice.normal(size=MEANINGFUL)
    coefficients[:MEANINGFUL] = _STEEPNESS * direction / np.linalg.norm(direction)
    return Truth(
        coefficients=np.tile(coefficients, (days, 1)),
        means=dice.normal(scale=_WANDER, size=(days, COLUMNS)),
        noise=np.zeros(days),
    )


def _nothing(truth: Truth, dice: np.random.Generator) -> None:
    """Days wander a little, and that is all."""


def _benign(truth: Truth, dice: np.random.Generator) -> None:
    """The four columns that mean nothing move by .8 deviations, and stay there."""
    truth.means[_some_day(truth, dice, 0.15, 0.5) :, MEANINGFUL:] += _SHIFT


def _gradual(truth: Truth, dice: np.random.Generator) -> None:
    """The coefficients turn into others, from a third of the time on, over a half of it."""
    days = len(truth.noise)
    begins = _some_day(truth, dice, 0.1, 0.4)
    share = np.clip((np.arange(days) - begins) / (days / 2), 0, 1)[:, None]
    truth.coefficients[:] = (1 - share) * truth.coefficients + share * _others(truth, dice, flipped=2)


def _abrupt(truth: Truth, dice: np.random.Generator) -> None:
    """From one day on, two coefficients have the other sign."""
    changed = _others(truth, dice, flipped=2)
    truth.coefficients[_some_day(truth, dice, 0.15, 0.6) :] = changed


def _recurring(truth: Truth, dice: np.random.Generator) -> None:
    """Two coefficients change their sign and change it back, every 20 to 35 days."""
    days, every = len(truth.noise), int(dice.integers(20, 36))
    changed = ((np.arange(days) - FIRST) // every % 2 == 1) & (np.arange(days) >= FIRST)
    truth.coefficients[changed] = _others(truth, dice, flipped=2)


def _mixed(truth: Truth, dice: np.random.Generator) -> None:
    """A benign change, an abrupt one of one coefficient, a gradual one of another, and four days of bad labels."""
    _benign(truth, dice)
    truth.coefficients[_some_day(truth, dice, 0.2, 0.4) :] = _others(truth, dice, flipped=1)
    days = np.arange(len(truth.noise))
    share = np.clip((days - _some_day(truth, dice, 0.5, 0.6)) / (len(days) / 4), 0, 1)[:, None]
    truth.coefficients[:] = (1 - share) * truth.coefficients + share * _others(truth, dice, flipped=1)
    truth.noise[dice.choice(days[FIRST:], 4, replace=False)] = _NOISE


def _some_day(truth: Truth, dice: np.random.Generator, earliest: float, latest: float) -> int:
    """A day so far, by share, into what comes after the first model's training."""
    served = len(truth.noise) - FIRST
    return FIRST + int(dice.integers(int(earliest * served), int(latest * served) + 1))


def _others(truth: Truth, dice: np.random.Generator, *, flipped: int) -> Floats:
    """The last day's coefficients, so many of the largest with the other sign."""
    last: Floats = truth.coefficients[-1].copy()
    largest = np.argsort(np.abs(last))[::-1][: flipped + 1]
    last[dice.choice(largest, flipped, replace=False)] *= -1
    return last


WORLDS: Mapping[str, Happening] = {
    "none": _nothing,
    "benign": _benign,
    "gradual": _gradual,
    "abrupt": _abrupt,
    "recurring": _recurring,
    "mixed": _mixed,
}
