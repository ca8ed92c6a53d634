"""Runs every method over its streams and turns what they flag into figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.alarms_evidently_side import dataset_drift
from benchmarks.alarms_nannyml_side import Asked
from benchmarks.alarms_ours import Setting, watch_stream
from benchmarks.alarms_rates import rate_of
from benchmarks.alarms_streams import Change, Traffic
from benchmarks.alarms_trials import CHANGES, HISTORY, PERIOD, SAME, SIZES, SOON, UNCHANGED, WANDERING, Trial
from monitors.rank.budget import MIN_WINDOWS

Flags = npt.NDArray[np.bool_]
Figures = dict[str, Any]

ALIKE, WANDER = "all alike", "wandering"
TRAFFIC = {ALIKE: SAME, WANDER: WANDERING}
DETECTED = ((ALIKE, (5000, 5000)), (WANDER, (5000, 5000)), (ALIKE, (5000, 500)))
NONE, OBVIOUS = "none", Change(shift=0.25)
TOGETHER = 4
SETTINGS = {
    "ours": Setting(),
    "ours_min_effect_0.03": Setting(min_effect=0.03),
    "ours_no_floor": Setting(min_effect=0.0),
    "ours_together_0.03": Setting(min_effect=0.03, together=TOGETHER),
}
TROUBLES = {
    "wander .03 sd": WANDERING,
    **{
        f"wander {wander:g} sd, autocorrelation {phi:g}": Traffic(wander=wander, autocorrelation=phi)
        for wander in (0.03, 0.09)
        for phi in (0.5, 0.7, 0.9)
    },
    "weekly cycle, one reference": Traffic(wander=0.03, weekly=True),
}
STRATA = "weekly cycle, weekends apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row of a table: traffic, sizes and what changes, all by name."""

    traffic: str
    sizes: tuple[int, int]
    change: str = NONE

    @property
    def where(self) -> str:
        """Reference and window rows, as `5000/500`."""
        return "{}/{}".format(*self.sizes)

    @property
    def by(self) -> Change:
        """What changes."""
        return UNCHANGED if self.change == NONE else CHANGES[self.change]

    def trials(self, number: int, windows: int, seed: int) -> list[Trial]:
        """As many streams; windows that change are 7 whatever is asked."""
        key = (SIZES.index(self.sizes), [NONE, *CHANGES].index(self.change), list(TRAFFIC).index(self.traffic))
        return [
            Trial(
                reference_rows=self.sizes[0],
                window_rows=self.sizes[1],
                windows=windows if self.change == NONE else SOON,
                traffic=TRAFFIC[self.traffic],
                change=self.by,
                seed=(seed, *key, stream),
            )
            for stream in range(number)
        ]


CASES = (
    *(Case(traffic=traffic, sizes=sizes) for traffic in TRAFFIC for sizes in SIZES),
    *(Case(traffic=traffic, sizes=sizes, change=change) for traffic, sizes in DETECTED for change in CHANGES),
)


QUICK_CASES = tuple(
    case for case in CASES if case.traffic == ALIKE and (case.change == NONE or case.sizes == SIZES[-1])
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How many streams for each, and how many unchanged windows of each stream the peers look at; which cases."""

    ours: int
    evidently: int
    nannyml: int
    windows: int
    presets: int
    sketched: int
    troubles: int
    cases: tuple[Case, ...]


def ours(case: Case, streams: int, seed: int) -> Figures:
    """Every setting of the rule; where the stated reference holds 8 windows or more, also calibrated on those."""
    stated = case.sizes[0] // case.sizes[1]
    cut = {"ours_stated_reference": Setting(history=stated)} if MIN_WINDOWS <= stated < HISTORY else {}
    return {
        name: _ours(case, setting, _fewer(streams) if setting.together else streams, seed)
        for name, setting in {**SETTINGS, **cut}.items()
    }


def _fewer(streams: int) -> int:
    """A tenth must do for the test of several windows together, which draws anew at every window."""
    return max(1, streams // 10)


def _ours(case: Case, setting: Setting, streams: int, seed: int) -> Figures:
    traffic, rows = TRAFFIC[case.traffic], case.sizes[1]
    windows = PERIOD if case.change == NONE else SOON
    seeds = [trial.seed for trial in case.trials(streams, windows, seed)]
    found = [watch_stream(rows, setting, s, traffic=traffic, windows=windows, change=case.by) for s in seeds]
    figures = figures_of([one.alarms for one in found], case)
    if case.change == NONE:
        figures["episodes"] = rate_of([one.episodes for one in found], most=PERIOD).as_json()
    return figures


def evidently(case: Case, flags: Sequence[Flags]) -> Figures:
    """Any column (or, of a change, the changed one), and half of the columns."""
    half = [dataset_drift(one)[:, None] for one in flags]
    return {
        "evidently_any_column" if case.change == NONE else "evidently_changed_column": figures_of(flags, case),
        "evidently_dataset": figures_of([np.broadcast_to(one, (len(one), flags[0].shape[1])) for one in half], case),
    }


def nannyml_asked(effort: Effort, seed: int) -> dict[tuple[Case, str], list[Asked]]:
    """What NannyML is asked: by its defaults, and with windows for chunks and as many of them as we learn from."""
    asked: dict[tuple[Case, str], list[Asked]] = {}
    for case in effort.cases:
        trials = case.trials(effort.nannyml, effort.windows, seed)
        plain = "nannyml_any_column" if case.change == NONE else "nannyml_changed_column"
        asked[case, plain] = [Asked(trial=trial, chunk_per_window=False) for trial in trials]
        longer = [replace(trial, reference_rows=HISTORY * trial.window_rows) for trial in trials]
        asked[case, "nannyml_28_windows"] = [Asked(trial=trial, chunk_per_window=True) for trial in longer]
    return asked


def figures_of(flags: Sequence[Flags], case: Case) -> Figures:
    """Of unchanged streams, windows with any flag in 90; of changed ones, how often the changed column is flagged."""
    if case.change == NONE:
        per_period = [PERIOD * float(one.any(axis=1).mean()) for one in flags]
        return rate_of(per_period, most=PERIOD, event=PERIOD / len(flags[0])).as_json()
    there = [one[:, case.by.column] for one in flags]
    return {
        "within_7": rate_of([float(one.any()) for one in there], most=1).as_json(),
        "per_window": rate_of([float(one.mean()) for one in there], most=1, event=1 / SOON).as_json(),
    }


def troubles(streams: int, seed: int, rows: int = 5000) -> Figures:
    """What the rule does where windows are not exchangeable; nothing without streams."""
    if not streams:
        return {}
    settings = {name: (traffic, Setting()) for name, traffic in TROUBLES.items()}
    weekly = Traffic(wander=WANDERING.wander, weekly=True)
    every = {**settings, STRATA: (weekly, Setting(stratified=True))}
    return {name: _trouble(traffic, setting, streams, seed, rows) for name, (traffic, setting) in every.items()}


def _trouble(traffic: Traffic, setting: Setting, streams: int, seed: int, rows: int) -> Figures:
    seeds = [(seed, stream) for stream in range(streams)]
    calm = [watch_stream(rows, setting, s, traffic=traffic) for s in seeds]
    changed = [watch_stream(rows, setting, s, traffic=traffic, windows=SOON, change=OBVIOUS) for s in seeds]
    joint = replace(setting, together=TOGETHER)
    together = [watch_stream(rows, joint, s, traffic=traffic) for s in seeds[: _fewer(streams)]]
    return {
        "alarms": rate_of([one.alarmed_windows for one in calm], most=PERIOD).as_json(),
        "alarms_together": rate_of([one.alarmed_windows for one in together], most=PERIOD).as_json(),
        "episodes": rate_of([one.episodes for one in calm], most=PERIOD).as_json(),
        "reports_only": float(np.mean([one.reports_only for one in calm])),
        "guarded": float(np.mean([one.guarded for one in calm])),
        "found": rate_of([float(one.alarms[:, OBVIOUS.column].any()) for one in changed], most=1).as_json(),
    }


def by_table(figures: Mapping[Case, Figures]) -> tuple[Figures, Figures]:
    """False alarms by traffic and size; detection by traffic, size and change."""
    false_alarms: Figures = {}
    detection: Figures = {}
    for case, found in figures.items():
        if case.change == NONE:
            false_alarms.setdefault(case.traffic, {})[case.where] = found
        else:
            detection.setdefault(f"{case.traffic}, {case.where}", {})[case.change] = found
    return false_alarms, detection
