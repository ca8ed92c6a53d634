"""Simulated days as histograms: features in ten bins between the deciles of a normal, and a bin of missing values."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from monitors.rank.rule import Calibration, calibrate, runs, score

Floats = npt.NDArray[np.float64]

FEATURES, ROWS, MISSING = 20, 10_000, 0.02
_EDGES = ndtri(np.arange(1, 10) / 10)


def some_days(
    days: int,
    *,
    seed: int,
    features: int = FEATURES,
    rows: int = ROWS,
    wander: float = 0.03,
    autocorrelation: float = 0.0,
    shift: float = 0.0,
    more_missing: float = 0.0,
) -> Floats:
    """Days x features x 11 counts. Each day's means lie `wander` sd around 0, and follow the day before's.

    `shift` (sd) and `more_missing` (share) change the last feature.
    """
    dice = np.random.default_rng(seed)
    fresh = dice.normal(size=(days, features))
    wandered = fresh.copy()
    for day in range(1, days):
        wandered[day] = autocorrelation * wandered[day - 1] + math.sqrt(1 - autocorrelation**2) * fresh[day]
    last: Floats = np.asarray(np.arange(features) == features - 1, dtype=float)
    return dice.multinomial(rows, _shares(wander * wandered + shift * last, MISSING + more_missing * last)).astype(
        float
    )


def calibrated(
    days: Floats, *, per_period: float = 90, false_alarms: float = 1, min_effect: float = 0.05
) -> Calibration:
    """All days in one stratum; fails where that reports only."""
    outcome = calibrate(
        days, ["all"] * len(days), per_period=per_period, false_alarms=false_alarms, min_effect=min_effect
    )
    assert isinstance(outcome, Calibration), outcome
    return outcome


def alarming(calibration: Calibration, days: Floats) -> npt.NDArray[np.bool_]:
    """Days x features: which features alarm on which day."""
    run, alarms = np.zeros(days.shape[1], dtype=np.int_), []
    for day in days:
        run = runs(run, score(calibration, day, "all"))
        alarms.append(run >= calibration.rule.in_a_row)
    return np.array(alarms)


def episodes(alarms: npt.NDArray[np.bool_]) -> int:
    """How often any feature begins to alarm; one that lasts counts once."""
    loud = np.append([False], alarms.any(axis=1))
    return int(np.count_nonzero(loud[1:] & ~loud[:-1]))


def _shares(means: Floats, missing: Floats) -> Floats:
    below = ndtr(_EDGES - means[..., None])
    ends = np.zeros((*means.shape, 1))
    present = np.diff(np.concatenate([ends, below, ends + 1], axis=-1), axis=-1)
    gone = np.broadcast_to(missing[:, None], ends.shape)
    return np.concatenate([present * (1 - gone), gone], axis=-1)
