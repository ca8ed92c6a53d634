"""The rank rule on sketches: reference windows are counted over frozen bins and calibrated once, windows scored."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from domain.columns import LABEL
from monitors.drift.binning import Bins, bins_of, kind_of
from monitors.drift.periods import windows_in_period
from monitors.drift.strata import Stratum, choose_strata, local_start, weekday
from monitors.profiling import summaries_of
from monitors.rank.accumulated import DRAWS, Accumulated, accumulate, level_for
from monitors.rank.budget import ReportOnly
from monitors.rank.leave_one_out import divergences
from monitors.rank.rule import Calibration, WindowScores, calibrate, score

if TYPE_CHECKING:
    import numpy.typing as npt

    from domain.profiles import Profile
    from domain.windows import Window
    from monitors.engines.columns import ColumnSummary, Floats
    from monitors.engines.dtypes import Kind
    from monitors.entries.false_alarms import FalseAlarms


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the reference windows; `columns` None stands for all of theirs but the label.

    `unit` is hour, day, week, or anything else for windows of so many rows. `by_weekday` compares windows with those
    of the same weekday, however few; else the strata are chosen by how many windows there are.
    """

    columns: tuple[str, ...] | None
    without: frozenset[str]
    unit: str
    timezone: str
    by_weekday: bool
    budget: FalseAlarms
    share: float
    min_effect: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CalibratedReference:
    """Reference windows (`counts`: windows x columns x bins) and what they say about those to come.

    `columns` have `bins`; `unbinned` are the others, with what they hold that is neither numbers nor text.
    """

    question: Question
    columns: tuple[str, ...]
    bins: tuple[Bins, ...]
    unbinned: Mapping[str, Kind]
    counts: Floats
    strata: tuple[str, ...]
    stratum: Stratum
    per_period: float
    outcome: Calibration | ReportOnly

    def rows_of(self, column: int) -> Floats:
        """The rows of each reference window that has any of this column."""
        rows = self.counts[:, column].sum(axis=1)
        return np.asarray(rows[rows > 0])

    def stratum_of(self, window: Window) -> str:
        """What kind of window it is."""
        return self.stratum(local_start(window, self.question.timezone))

    def distances(self, counts: Floats) -> Floats:
        """How far a window's columns are from all the reference windows together; as `WindowScores.effects`."""
        return divergences(counts, self.counts.sum(axis=0)).effect


@lru_cache(maxsize=8)
def calibrate_on(windows: tuple[Profile, ...], question: Question) -> CalibratedReference:
    """Count the reference windows and calibrate the rank rule; kept, because a reference changes with promotions only.

    Reading the sketches is nearly all of the cost: some 10 ms a window of 20 columns.
    """
    summaries = [summaries_of(profile) for profile in windows]
    present = _present(summaries, question)
    bins = {name: found for name, columns in present.items() if (found := bins_of(columns)) is not None}
    stratum = _stratum([profile.window for profile in windows], question)
    strata = tuple(stratum(local_start(profile.window, question.timezone)) for profile in windows)
    per_period = windows_in_period([profile.window for profile in windows], question.unit, question.budget)
    counts = np.stack([_count(each, tuple(bins), tuple(bins.values())) for each in summaries])
    return CalibratedReference(
        question=question,
        columns=tuple(bins),
        bins=tuple(bins.values()),
        unbinned={name: kind_of(columns) for name, columns in present.items() if name not in bins},
        counts=counts,
        strata=strata,
        stratum=stratum,
        per_period=per_period,
        outcome=_calibrated(counts, strata, per_period, question),
    )


@lru_cache(maxsize=4)
def columns_of(profile: Profile) -> Mapping[str, ColumnSummary]:
    """What the profile says about each of its columns; kept, because reading a profile is most of the cost."""
    return summaries_of(profile)


@lru_cache(maxsize=64)
def count_window(reference: CalibratedReference, profile: Profile) -> Floats:
    """A window's counts over the reference's bins, columns x bins; zeros for a column that it lacks."""
    return _count(columns_of(profile), reference.columns, reference.bins)


@lru_cache(maxsize=64)
def score_window(reference: CalibratedReference, profile: Profile) -> WindowScores | None:
    """A window's scores, or None where the reference windows promise nothing."""
    if isinstance(reference.outcome, ReportOnly):
        return None
    return score(reference.outcome, count_window(reference, profile), reference.stratum_of(profile.window))


def hot_in_a_row(
    reference: CalibratedReference, calibration: Calibration, window: WindowScores, earlier: Sequence[Profile]
) -> npt.NDArray[np.int_]:
    """In how many windows in a row, this one included, each column has been hot; not looked at beyond an alarm.

    `earlier` are the windows before, oldest first. One that nobody could score leaves the run as it was, as
    `rank_rule.runs` has it.
    """
    run, is_open = window.hot.astype(np.int_), window.hot.copy()
    for profile in reversed(earlier):
        is_open &= run < calibration.rule.in_a_row
        if not is_open.any():
            break
        before = score_window(reference, profile)
        assert before is not None
        run += is_open & before.hot
        is_open &= before.hot | ~before.known
    return run


@lru_cache(maxsize=16)
def merge_windows(reference: CalibratedReference, recent: tuple[Profile, ...]) -> Accumulated | None:
    """The recent windows as one against the reference, for the question's share of the budget.

    None where the reference promises nothing, or its windows resemble each other.
    """
    question, found = reference.question, reference.outcome
    if isinstance(found, ReportOnly) or found.is_autocorrelated:
        return None
    level = level_for(question.budget.budget * question.share, reference.per_period, len(recent))
    return accumulate(
        reference.counts,
        np.stack([count_window(reference, profile) for profile in recent]),
        [*reference.strata, *(reference.stratum_of(profile.window) for profile in recent)],
        level=min(1.0, level),
        seed=0,
        min_effect=question.min_effect,
        draws=max(DRAWS, math.ceil(1 / level)),
    )


def _calibrated(
    counts: Floats, strata: Sequence[str], per_period: float, question: Question
) -> Calibration | ReportOnly:
    if not counts.shape[1]:
        return ReportOnly(reason="the reference has no column of numbers or text")
    false_alarms = question.budget.budget * question.share
    return calibrate(counts, strata, per_period=per_period, false_alarms=false_alarms, min_effect=question.min_effect)


def _present(summaries: Sequence[dict[str, ColumnSummary]], question: Question) -> dict[str, list[ColumnSummary]]:
    """Each column that is asked for with its summaries, where any window has it."""
    asked = question.columns or sorted({name for each in summaries for name in each} - {LABEL})
    found = {name: [each[name] for each in summaries if name in each] for name in asked}
    return {name: columns for name, columns in found.items() if columns and name not in question.without}


def _stratum(windows: Sequence[Window], question: Question) -> Stratum:
    if question.by_weekday:
        return weekday
    return choose_strata(windows, unit=question.unit, timezone=question.timezone)


def _count(summaries: Mapping[str, ColumnSummary], columns: Sequence[str], bins: Sequence[Bins]) -> Floats:
    counts = np.zeros((len(columns), max(map(len, bins), default=1)))
    for row, (name, of) in enumerate(zip(columns, bins, strict=True)):
        if name in summaries:
            # A label that has not arrived yet is no drift of the labels.
            counts[row, : len(of)] = of.count(summaries[name], missing=name != LABEL)
    return counts
