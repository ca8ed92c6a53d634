"""The calibrated rank rule: drift is what a model's own history hardly ever shows, for a stated number of false alarms.

Counts are what the sketches hold: windows x features x bins, missing values in a bin of their own, features with
fewer bins than others filled up with empty ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from monitors.rank.autocorrelation import TOLERATED, effective_windows, pooled_autocorrelation, spacing
from monitors.rank.budget import MIN_WINDOWS, RankRule, ReportOnly, choose_rank
from monitors.rank.leave_one_out import (
    LARGEST,
    Divergences,
    by_stratum,
    degrees_of_freedom,
    divergences,
    leave_one_out,
)
from monitors.rank.tail_scores import natural_variation, tail_scores

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitors.rank.leave_one_out import Floats
    from monitors.rank.tail_scores import NaturalVariation

MIN_EFFECT = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """What a reference says about the windows to come; arrays over its features.

    `largest` holds each reference window's largest score, in time order, NaN where it has none; the `threshold` is
    the rule's rank among them. `sensitive` are the features that could alarm at all: the divergence is bounded, and
    where windows differ very much by nature, as a week's temperatures do, even the largest is nothing unusual.
    """

    references: Mapping[str, Floats]
    usual: NaturalVariation
    calibrated: npt.NDArray[np.bool_]
    sensitive: npt.NDArray[np.bool_]
    largest: Floats
    autocorrelation: float
    rule: RankRule
    threshold: float
    min_effect: float

    @property
    def is_autocorrelated(self) -> bool:
        """Whether consecutive reference windows resemble each other, which weakens the promise."""
        return self.autocorrelation > TOLERATED


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WindowScores:
    """One window against the reference; arrays over the features, NaN and not hot where nothing can be said.

    `effects` are Jensen-Shannon distances, base 2, sampling noise removed. A feature is `hot` when its score is above
    the threshold and its effect is large enough to care.
    """

    scores: Floats
    effects: Floats
    hot: npt.NDArray[np.bool_]

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which features could be scored."""
        return np.isfinite(self.scores)


def calibrate(
    counts: Floats,
    strata: Sequence[str],
    *,
    per_period: float,
    false_alarms: float,
    min_effect: float = MIN_EFFECT,
) -> Calibration | ReportOnly:
    """Learn from reference windows, in time order, what is usual; `strata` names the kind of each, as its weekday.

    A window is compared with the other windows of its stratum, so a weekly rhythm is not taken for drift. At most
    `false_alarms` are expected in `per_period` windows of unchanged traffic, as long as windows are exchangeable.
    Reports only where fewer than 8 windows, or windows that say as much as fewer than 8, can be scored.
    """
    every = leave_one_out(counts, strata)
    known = np.isfinite(every.found).sum(axis=0)
    history = every.only(known >= MIN_WINDOWS)
    df = degrees_of_freedom(counts.sum(axis=0))
    largest = _largest_scores(history, df)
    windows, autocorrelation = int(known.max(initial=0)), pooled_autocorrelation(history)
    rule = _choose(windows, autocorrelation, per_period=per_period, false_alarms=false_alarms)
    if isinstance(rule, ReportOnly):
        return rule
    usual, threshold = natural_variation(history, df), _ranked(largest, rule.rank)
    return Calibration(
        references=by_stratum(counts, strata),
        usual=usual,
        calibrated=known >= MIN_WINDOWS,
        sensitive=_highest_scores(history, usual) > threshold,
        largest=largest,
        autocorrelation=autocorrelation,
        rule=rule,
        threshold=threshold,
        min_effect=min_effect,
    )


def score(calibration: Calibration, counts: Floats, stratum: str) -> WindowScores:
    """Score a new window (features x bins) against the reference windows of its stratum."""
    reference = calibration.references.get(stratum, np.zeros_like(counts))
    found = divergences(counts, reference)
    scores = np.where(calibration.calibrated, tail_scores(found, calibration.usual), np.nan)
    hot = (scores > calibration.threshold) & (found.effect >= calibration.min_effect)
    return WindowScores(scores=scores, effects=found.effect, hot=hot)


def runs(previous: npt.NDArray[np.int_], scores: WindowScores) -> npt.NDArray[np.int_]:
    """In how many windows in a row each feature has now been hot; one that nobody could score leaves that as it was.

    An alarm names the features whose run has reached `Calibration.rule.in_a_row`.

    >>> hot = np.array([True, False, False])
    >>> unknown = WindowScores(scores=np.array([9, 1, np.nan]), effects=np.zeros(3), hot=hot)
    >>> runs(np.array([1, 1, 1]), unknown).tolist()
    [2, 0, 1]
    """
    return np.where(scores.known, np.where(scores.hot, previous + 1, 0), previous)


def _largest_scores(history: Divergences, df: npt.NDArray[np.int_]) -> Floats:
    """The largest score of each window, its own divergences left out of what is usual."""
    every = np.arange(len(history.found))
    scores = [
        tail_scores(history.of_windows(every == w), natural_variation(history.of_windows(every != w), df))[0]
        for w in every
    ]
    largest = np.max(np.nan_to_num(scores, nan=-np.inf), axis=1, initial=-np.inf)
    return np.where(np.isfinite(largest), largest, np.nan)


def _ranked(largest: Floats, rank: int) -> float:
    return float(np.sort(largest[np.isfinite(largest)])[-rank])


def _highest_scores(history: Divergences, usual: NaturalVariation) -> Floats:
    """What each feature would score if it had nothing in common with its reference."""
    least_noise = np.min(np.where(np.isfinite(history.noise), history.noise, np.inf), axis=0)
    noise = np.where(np.isfinite(least_noise), least_noise, np.nan)
    return tail_scores(Divergences(found=np.full_like(noise, LARGEST), noise=noise), usual)


def _choose(windows: int, autocorrelation: float, *, per_period: float, false_alarms: float) -> RankRule | ReportOnly:
    """The rule for the windows there are or, where they resemble each other, for the fewer that they amount to.

    A run of such windows counts once in every `spacing` of them, so that many more are asked for.
    """
    if windows < MIN_WINDOWS or autocorrelation <= TOLERATED:
        return choose_rank(windows, per_period, false_alarms)
    effective, apart = effective_windows(windows, autocorrelation), spacing(autocorrelation)
    rule = choose_rank(effective, per_period / apart, false_alarms)
    if isinstance(rule, RankRule):
        return replace(rule, in_a_row=1 + (rule.in_a_row - 1) * apart)
    return ReportOnly(
        reason=f"consecutive windows resemble each other (autocorrelation {autocorrelation:.2f}), so the {windows} "
        f"of the reference say only as much as {effective}: {rule.reason}"
    )
