"""Estimated performance: what the labels of a window will probably say, as long as that has held true so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from domain.signals import Side, Signal, SignalState
from monitors.entries.metrics import HIGHER_IS_BETTER, METRIC_OF
from monitors.evidence import NO_ROWS
from monitors.performance.estimating.answered import Answered
from monitors.performance.estimating.expected import Expected
from monitors.performance.estimating.support import support_of, unverifiable
from monitors.performance.estimating.trust import Trust
from monitors.performance.estimating.verified import Verified, of_window, verify
from monitors.performance.metrics.estimate import Undefined
from monitors.performance.metrics.realised import realised
from monitors.performance.metrics.served import served_before

if TYPE_CHECKING:
    from monitors.entries import EstimatedPerformance
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec


def measure_estimated_performance(
    settings: EstimatedPerformance, spec: MonitoringSpec, evidence: Evidence
) -> tuple[Signal, ...]:
    """One signal a metric, `estimated_` and its name, of the rows that the version in force served, labelled or not.

    The older half of the labelled rows from before teaches what scores mean (at least `min_labels` of them); the newer
    half and the window's own labels put that to the test, in the order of events. Only rows whose labels have had
    their time count, because early labels are no fair draw. The note begins with the state: estimated; unverifiable,
    for values where few labels were seen; falsified, once the test has failed. In the latter two the value is told and
    the signal is unknown, so that no policy acts on it. The interval is the estimate plus and minus two standard
    deviations of what chance does to the labels, without the error of what was learnt.
    """
    window = of_window(spec, evidence)
    learnt = verify(settings, spec, evidence, window)
    problem = _problem(window, learnt, settings, evidence)
    if problem or isinstance(window, Undefined) or isinstance(learnt, Undefined):
        rows = 0 if isinstance(window, Undefined) else window.rows
        return tuple(_unknown(name, problem or "", rows, evidence) for name in settings.estimated(spec.task))
    return tuple(
        _signal(name, settings, spec, evidence, window=window, verified=learnt)
        for name in settings.estimated(spec.task)
    )


def _problem(
    window: Answered | Undefined, learnt: Verified | Undefined, settings: EstimatedPerformance, evidence: Evidence
) -> str | None:
    if evidence.rows.empty:
        return NO_ROWS
    if isinstance(window, Undefined):
        return window.reason
    if window.rows < settings.min_rows:
        return f"{window.rows} rows served by {evidence.version} can be used; {settings.min_rows} are needed"
    return learnt.reason if isinstance(learnt, Undefined) else None


def _unknown(metric: str, why: str, rows: int, evidence: Evidence) -> Signal:
    return evidence.judge(f"estimated_{metric}", None, None, side=_side(metric), rows=rows, note=why)


def _signal(
    metric: str,
    settings: EstimatedPerformance,
    spec: MonitoringSpec,
    evidence: Evidence,
    *,
    window: Answered,
    verified: Verified,
) -> Signal:
    with np.errstate(over="ignore", invalid="ignore"):
        found = verified.estimator.expect(metric, window)
    if isinstance(found, Undefined) or not np.isfinite([found.value, found.spread]).all():
        why = found.reason if isinstance(found, Undefined) else "the errors are too large to be added up"
        return _unknown(metric, why, window.rows, evidence)
    baseline, reference = _baseline(metric, spec, evidence)
    state, note = _standing(window, verified, settings)
    lacking = None if baseline is not None else f"there is no {reference} to hold it against"
    worse = -settings.worse_than_baseline_by if _side(metric) is Side.BELOW else settings.worse_than_baseline_by
    return evidence.judge(
        f"estimated_{metric}",
        found.value,
        None if baseline is None else baseline * (1 + worse),
        side=_side(metric),
        reference=reference,
        baseline=baseline,
        rows=window.rows,
        interval=_interval(found, metric),
        state=state,
        note="; ".join(part for part in (note, lacking) if part),
    )


def _baseline(metric: str, spec: MonitoringSpec, evidence: Evidence) -> tuple[float | None, str]:
    """The promise, for the metric that it is in; else the metric of the labelled rows from before."""
    if metric == METRIC_OF[spec.task]:
        return evidence.promised, f"promise of {evidence.version}"
    before = served_before(evidence)
    value = None if before is None else realised(metric, before, spec)
    return value, f"labelled rows that {evidence.version} answered before"


def _standing(window: Answered, verified: Verified, settings: EstimatedPerformance) -> tuple[SignalState | None, str]:
    """Unknown where the estimate cannot be believed; in words, beginning with one of the three states."""
    trust = verified.trust
    if trust.falsified_after is not None:
        return SignalState.UNKNOWN, f"falsified: {_how_falsified(trust)}"
    problem = unverifiable(
        support_of(verified.learnt.given), window.given, window.weights, outside_at_most=settings.outside_at_most
    )
    if problem:
        return SignalState.UNKNOWN, f"unverifiable: {problem.reason}"
    return None, f"estimated (assumes that what scores mean has not changed; {_last_verified(verified)})"


def _how_falsified(trust: Trust) -> str:
    side = "worse" if trust.surprise > 0 else "better"
    return (
        f"{trust.falsified_after} labels were enough to contradict it; by all {trust.rows} that came since it was "
        f"learnt, answers are {side} than estimated"
    )


def _last_verified(verified: Verified) -> str:
    if verified.tested_until is None:
        return "no label has come to verify it"
    return f"last verified {np.datetime_as_string(verified.tested_until, unit='D')}, {verified.trust.rows} labels"


def _interval(found: Expected, metric: str) -> tuple[float, float]:
    low, high = max(found.value - 2 * found.spread, 0.0), found.value + 2 * found.spread
    return (low, high) if metric == "mae" else (low, min(high, 1.0))


def _side(metric: str) -> Side:
    return Side.BELOW if metric in HIGHER_IS_BETTER else Side.ABOVE
