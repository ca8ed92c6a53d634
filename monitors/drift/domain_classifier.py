"""Drift of all features at once: how well a classifier tells the window's rows from reference rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from domain.signals import SignalState
from monitors.drift.domain_auc import Coding, area_under_curve, coding_of
from monitors.drift.periods import windows_in_period
from monitors.drift.strata import Stratum, choose_strata, local_start
from monitors.evidence import NO_ROWS
from monitors.rank.autocorrelation import TOLERATED, effective_windows
from monitors.rank.budget import RankRule, ReportOnly, choose_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from domain.signals import Signal
    from domain.windows import Window
    from monitors.engines.columns import Floats
    from monitors.entries import DomainClassifier
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_NAME = "domain_classifier"
_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Samples:
    """Rows of reference windows; two with the same digest and strata are the same, whoever read them."""

    digest: int
    strata: tuple[str, ...]
    frames: tuple[pd.DataFrame, ...] = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Calibration:
    """`areas` are those of each reference window against the others of its stratum; NaN where it is the only one."""

    coding: Coding
    encoded: tuple[Floats, ...]
    strata: tuple[str, ...]
    areas: Floats
    autocorrelation: float

    def area(self, rows: Floats, stratum: str, *, without: int | None = None) -> float:
        """How well rows are told from the reference rows of the stratum, one window left out."""
        others = [
            each for w, each in enumerate(self.encoded) if self.strata[w] == stratum and w != without and len(each)
        ]
        if not others or not len(rows):
            return float("nan")
        return area_under_curve(rows, others, texts=len(self.coding.levels))

    @property
    def known(self) -> Floats:
        """The areas there are, the largest first."""
        return np.sort(self.areas[np.isfinite(self.areas)])[::-1]


def measure_domain_classifier(
    settings: DomainClassifier, spec: MonitoringSpec, evidence: Evidence
) -> tuple[Signal, ...]:
    """`domain_classifier`: the area under the ROC curve (0.5: chance) with which small gradient-boosted trees tell the
    window's sample from reference samples, by all features at once. It sees what no single column shows, such as two
    columns that no longer go together.

    The threshold is calibrated as that of drift: the area of each reference window against the others of its kind
    gives the rank, `false_alarms` says how high and how often in a row. Needs `sample_rows`, and 8 reference windows.
    About 0.1 s a window on an idle core and, when the reference changes, as much for each of its windows.
    """
    note = _why_not(evidence)
    if note:
        return (_unknown(note, settings, evidence),)
    calibration, stratum = _calibrated(spec, evidence)
    rule = _rule(calibration, settings, spec, evidence)
    if isinstance(rule, ReportOnly):
        return (_unknown(rule.reason, settings, evidence),)
    areas = _last_areas(calibration, stratum, spec, evidence, count=rule.in_a_row)
    if not np.isfinite(areas[-1]):
        return (_unknown("no sample of the reference is of this kind of window", settings, evidence),)
    return (_judged(areas, calibration, rule, settings, evidence),)


def _judged(
    areas: Sequence[float], calibration: _Calibration, rule: RankRule, settings: DomainClassifier, evidence: Evidence
) -> Signal:
    threshold = max(float(calibration.known[rule.rank - 1]), settings.min_effect)
    hot = [area > threshold for area in areas]
    is_alarm = len(hot) == rule.in_a_row and all(hot)
    promise = f"at most {rule.expected_false_alarms:.2g} false alarms a {settings.budget.per}"
    alarm = f"an alarm takes {rule.in_a_row} windows in a row above the threshold: {promise}"
    alike = calibration.autocorrelation
    caution = f"; consecutive reference windows resemble each other (autocorrelation {alike:.2f})"
    return evidence.judge(
        _NAME,
        areas[-1],
        threshold,
        rows=_rows(evidence),
        reference=evidence.reference_in_words,
        state=SignalState.BREACHED if is_alarm else SignalState.CALM,
        note=alarm + (caution if alike > TOLERATED else ""),
    )


def _why_not(evidence: Evidence) -> str | None:
    if not evidence.profile.rows:
        return NO_ROWS
    if evidence.sample is None or not evidence.reference_samples:
        return "no whole rows are kept of window and reference; set monitoring.sample_rows above 0"
    usual = min((len(sample) for sample in evidence.reference_samples if len(sample)), default=0)
    if len(evidence.sample) < _HALF * usual:
        return f"{len(evidence.sample)} rows are in the sample, and {usual} or more in those of the reference windows"
    return None


def _rule(
    calibration: _Calibration, settings: DomainClassifier, spec: MonitoringSpec, evidence: Evidence
) -> RankRule | ReportOnly:
    """Windows that resemble each other count as the fewer that they amount to."""
    windows, alike = len(calibration.known), calibration.autocorrelation
    per_period = windows_in_period(_windows(evidence), _unit(spec), settings.budget)
    return choose_rank(
        effective_windows(windows, alike) if alike > TOLERATED else windows, per_period, settings.budget.budget
    )


def _calibrated(spec: MonitoringSpec, evidence: Evidence) -> tuple[_Calibration, Stratum]:
    windows = _windows(evidence)
    kind = choose_strata(windows, unit=_unit(spec), timezone=spec.timezone)
    strata = tuple(kind(local_start(window, spec.timezone)) for window in windows)
    frames = evidence.reference_samples
    return _calibrate(_Samples(digest=hash(tuple(map(_digest, frames))), strata=strata, frames=frames)), kind


@lru_cache(maxsize=4)
def _calibrate(samples: _Samples) -> _Calibration:
    coding = coding_of(samples.frames)
    encoded = tuple(map(coding.encode, samples.frames))
    bare = _Calibration(coding=coding, encoded=encoded, strata=samples.strata, areas=np.empty(0), autocorrelation=0.0)
    areas = [bare.area(rows, samples.strata[w], without=w) for w, rows in enumerate(encoded)]
    return _Calibration(
        coding=coding,
        encoded=encoded,
        strata=samples.strata,
        areas=np.array(areas),
        autocorrelation=_lag_one(np.array(areas)),
    )


def _last_areas(
    calibration: _Calibration, kind: Stratum, spec: MonitoringSpec, evidence: Evidence, *, count: int
) -> list[float]:
    """The areas of up to `count` windows that the version in force saw the end of, this one last."""
    since = evidence.in_force_since
    pairs = list(zip(reversed(evidence.preceding), reversed(evidence.preceding_samples), strict=False))[: count - 1]
    before = [(p.window, rows) for p, rows in reversed(pairs) if since is None or p.window.end > since]
    assert evidence.sample is not None
    every = [*before, (evidence.window, evidence.sample)]
    return [
        calibration.area(calibration.coding.encode(rows), kind(local_start(window, spec.timezone)))
        for window, rows in every
    ]


def _lag_one(areas: Floats) -> float:
    moved = np.nan_to_num(areas - np.nanmean(areas)) if np.isfinite(areas).any() else np.zeros(1)
    total = float((moved**2).sum())
    return max(0.0, float((moved[1:] * moved[:-1]).sum()) / total) if total else 0.0


def _digest(frame: pd.DataFrame) -> int:
    import pandas as pd

    return hash((tuple(frame.columns), pd.util.hash_pandas_object(frame.astype(str), index=False).to_numpy().tobytes()))


def _windows(evidence: Evidence) -> list[Window]:
    return [profile.window for profile in evidence.reference_windows]


def _unit(spec: MonitoringSpec) -> str:
    return spec.window if isinstance(spec.window, str) else "rows"


def _rows(evidence: Evidence) -> int:
    return 0 if evidence.sample is None else len(evidence.sample)


def _unknown(note: str, settings: DomainClassifier, evidence: Evidence) -> Signal:
    return evidence.judge(
        _NAME, None, settings.min_effect, rows=_rows(evidence), reference=evidence.reference_in_words, note=note
    )
