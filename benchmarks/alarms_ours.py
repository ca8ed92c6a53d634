"""Our side: the calibrated rank rule as it runs in production, learnt once and then applied window by window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from benchmarks.alarms_streams import Traffic, kinds_of, some_windows
from benchmarks.alarms_trials import HISTORY, PERIOD, SAME, UNCHANGED
from monitors.rank.accumulated import accumulate, level_for
from monitors.rank.rule import MIN_EFFECT, Calibration, calibrate, runs, score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.alarms_streams import Change, Floats

BUDGET, DRAWS = 1.0, 199
Alarms = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How the rule is set: so many reference windows as large as those to come, so large an effect, strata or not.

    With `together`, half of the budget goes to the test of so many of the last windows together. It is left out where
    windows are seen to resemble each other, for which it has no remedy.
    """

    history: int = HISTORY
    min_effect: float = MIN_EFFECT
    stratified: bool = False
    together: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watched:
    """What became of one stream: which column alarmed in which window (windows x columns), and whether the rule
    only reports, because nothing could keep the budget, or was guarded against windows that resemble each other.
    """

    alarms: Alarms
    reports_only: bool
    guarded: bool

    @property
    def alarmed_windows(self) -> int:
        """Windows in which any column alarms."""
        return int(self.alarms.any(axis=1).sum())

    @property
    def episodes(self) -> int:
        """How often alarming begins; an alarm that lasts counts once."""
        loud = np.append([False], self.alarms.any(axis=1))
        return int(np.count_nonzero(loud[1:] & ~loud[:-1]))


def watch_stream(
    rows: int,
    setting: Setting,
    seed: Sequence[int],
    *,
    traffic: Traffic = SAME,
    windows: int = PERIOD,
    change: Change = UNCHANGED,
) -> Watched:
    """Calibrate on a reference and watch `windows` after it, all of them changed by `change`."""
    dice = np.random.default_rng(seed)
    number = setting.history + windows
    counts = some_windows(number, dice, traffic, changed=windows, by=change).counts(rows, dice)
    kinds = kinds_of(number) if setting.stratified else ["all"] * number
    return watch(counts, kinds, setting)


def watch(counts: Floats, kinds: Sequence[str], setting: Setting) -> Watched:
    """Windows x columns x bins, the reference windows first."""
    history, budget = setting.history, BUDGET / 2 if setting.together else BUDGET
    learnt = calibrate(
        counts[:history], kinds[:history], per_period=PERIOD, false_alarms=budget, min_effect=setting.min_effect
    )
    later = counts[history:]
    if not isinstance(learnt, Calibration):
        return Watched(alarms=np.zeros(later.shape[:2], dtype=np.bool_), reports_only=True, guarded=False)
    alarms = _alarms(learnt, later, kinds[history:])
    if setting.together and not learnt.is_autocorrelated:
        alarms |= _alarms_together(counts, kinds, setting, BUDGET - budget)
    return Watched(alarms=alarms, reports_only=False, guarded=learnt.is_autocorrelated)


def _alarms(learnt: Calibration, counts: Floats, kinds: Sequence[str]) -> Alarms:
    run, alarms = np.zeros(counts.shape[1], dtype=np.int_), []
    for window, kind in zip(counts, kinds, strict=True):
        run = runs(run, score(learnt, window, kind))
        alarms.append(run >= learnt.rule.in_a_row)
    return np.array(alarms)


def _alarms_together(counts: Floats, kinds: Sequence[str], setting: Setting, budget: float) -> Alarms:
    """After each later window, as soon as there are enough; nothing before."""
    history, recent = setting.history, setting.together
    level = level_for(budget, PERIOD, recent)
    alarms = np.zeros((len(counts) - history, counts.shape[1]), dtype=np.bool_)
    for last in range(recent - 1, len(alarms)):
        asked = slice(history + last + 1 - recent, history + last + 1)
        alarms[last] = accumulate(
            counts[:history],
            counts[asked],
            [*kinds[:history], *kinds[asked]],
            level=level,
            seed=last,
            min_effect=setting.min_effect,
            draws=DRAWS,
        ).hot
    return alarms
