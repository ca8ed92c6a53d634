"""The last few windows together: a small lasting change, which no single window shows, against chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from monitors.rank.leave_one_out import Divergences, divergences
from monitors.rank.rule import MIN_EFFECT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.rank.leave_one_out import Floats

DRAWS = 999


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Accumulated:
    """The recent windows, merged, against the reference; arrays over the features, 1 and not hot where unknown.

    `p_values` are adjusted for the number of features: the chance that as many windows, drawn from all of them,
    differ as much from the rest in any feature. `effects` are those of `WindowScores`, between recent windows and
    reference.
    """

    p_values: Floats
    effects: Floats
    known: npt.NDArray[np.bool_]
    hot: npt.NDArray[np.bool_]


def level_for(false_alarms: float, per_period: float, recent: int) -> float:
    """The p-value at which `accumulate`, asked after every window, expects so many false alarms in a period.

    A period of Q windows has Q - k + 1 places for k recent ones.

    >>> round(level_for(0.5, per_period=90, recent=4), 5)
    0.00575
    """
    return false_alarms / max(1.0, per_period - recent + 1)


def accumulate(
    reference: Floats,
    recent: Floats,
    strata: Sequence[str],
    *,
    level: float,
    seed: int,
    min_effect: float = MIN_EFFECT,
    draws: int = DRAWS,
) -> Accumulated:
    """Whether the recent windows belong to the reference; both windows x features x bins, no window in both.

    `strata` names the kind of each window, the reference's first. A feature is hot when its p-value is at most
    `level` and its effect is large enough to care. The test is exact, whatever the distribution and however features
    depend on each other, if windows of a stratum are exchangeable: the recent ones are then one draw among equally
    likely ones, in which each is replaced by a window of its kind. P. H. Westfall, S. S. Young, Resampling-based
    multiple testing (1993), section 2.6, maximum of the standardised statistics.
    Consecutive windows that resemble each other are not exchangeable and make it alarm too often: where
    `Calibration.is_autocorrelated`, do not ask.
    Raises ValueError where so few draws could never reach the level.
    """
    if level * (draws + 1) < 1:
        raise ValueError(f"{draws} draws give no p-value below {1 / (draws + 1):.4g}, and {level:.4g} is asked for")
    every = np.concatenate([reference, recent])
    chosen = _draws(strata, len(recent), draws, np.random.default_rng(seed))
    distances = _divergences(every, chosen)
    known: npt.NDArray[np.bool_] = np.asarray(np.isfinite(distances.found).all(axis=0))
    p_values = np.where(known, _adjusted(_standardised(distances.found)), 1.0)
    effects = divergences(recent.sum(axis=0), reference.sum(axis=0)).effect
    hot = (p_values <= level) & (np.nan_to_num(effects) >= min_effect)
    return Accumulated(p_values=p_values, effects=effects, known=known, hot=hot)


def _draws(strata: Sequence[str], recent: int, draws: int, dice: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Draws x windows: which are taken for the recent ones; first of all, those that are."""
    kinds = np.asarray(strata)
    truth = np.arange(len(kinds)) >= len(kinds) - recent
    chosen = np.tile(truth, (draws + 1, 1))
    for kind in np.unique(kinds):
        there = np.flatnonzero(kinds == kind)
        chosen[1:, there] = dice.permuted(chosen[1:, there], axis=1)
    return chosen


def _divergences(every: Floats, chosen: npt.NDArray[np.bool_]) -> Divergences:
    """Draws x features: the chosen windows, merged, against the merged rest."""
    flat = every.reshape(len(every), -1)
    picked = (chosen.astype(np.float64) @ flat).reshape(len(chosen), *every.shape[1:])
    return divergences(picked, every.sum(axis=0) - picked)


def _standardised(found: Floats) -> Floats:
    """Of each feature, the root of its divergence, which grows with the change itself, by its mean and deviation."""
    roots = np.sqrt(found)
    deviation = roots.std(axis=0)
    return np.asarray(np.divide(roots - roots.mean(axis=0), deviation, out=np.zeros_like(roots), where=deviation > 0))


def _adjusted(scores: Floats) -> Floats:
    """The share of draws, the true one among them, whose largest score is at least a feature's true one."""
    largest = np.nanmax(np.where(np.isfinite(scores), scores, -np.inf), axis=1)
    return np.asarray((largest[:, None] >= scores[0]).mean(axis=0))
