"""Estimated performance: what the labels of a window will probably say, as long as that has held true so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from domain.signals import Side, Signal, SignalState
from monitors.entries.business import BUSINESS_VALUE
from monitors.entries.metrics import HIGHER_IS_BETTER, METRIC_OF
from monitors.evidence import NO_ROWS
from monitors.performance.estimate_error import measure_estimate_error, unknown_error
from monitors.performance.estimating.answered import Answered
from monitors.performance.estimating.expected import Expected
from monitors.performance.estimating.support import support_of, unverifiable
from monitors.performance.estimating.trust import Trust
from monitors.performance.estimating.verified import Verified, expected_of, of_window, verify
from monitors.performance.metrics.estimate import Undefined
from monitors.performance.metrics.realised import realised
from monitors.performance.metrics.served import served, served_before
from monitors.performance.told import unserved

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
    deviations of what chance does to the labels, without the error of what was learnt. After the estimates, one signal
    a metric, its name and `_estimate_error`: how far the estimate was off, once the labels are final.
    """
    window = of_window(spec, evidence)
    learnt = verify(settings, spec, evidence, window)
    problem = _problem(window, learnt, settings, evidence)
    names = settings.estimated(spec.task)
    if problem or isinstance(window, Undefined) or isinstance(learnt, Undefined):
        rows = 0 if isinstance(window, Undefined) else window.rows
        why = problem or ""
        estimates = (_unknown(name, why, rows, evidence) for name in names)
        return (*estimates, *(unknown_error(name, why, spec, evidence) for name in names))
    known = {name: _baseline(name, settings, spec, evidence) for name in names}
    estimates = (
        _signal(name, settings, evidence, window=window, verified=learnt, baseline=baseline, reference=reference)
        for name, (baseline, reference) in known.items()
    )
    errors = (
        measure_estimate_error(name, settings, spec, evidence, window=window, verified=learnt, baseline=baseline)
        for name, (baseline, _) in known.items()
    )
    return (*estimates, *errors)


def _problem(
    window: Answered | Undefined, learnt: Verified | Undefined, settings: EstimatedPerformance, evidence: Evidence
) -> str | None:
    if evidence.rows.empty:
        return NO_ROWS
    if isinstance(window, Undefined):
        return window.reason
    if served(evidence).empty:
        return unserved(evidence)
    if window.rows < settings.min_rows:
        return f"{window.rows} rows served by {evidence.version} can be used; {settings.min_rows} are needed"
    return learnt.reason if isinstance(learnt, Undefined) else None


def _unknown(metric: str, why: str, rows: int, evidence: Evidence) -> Signal:
    return evidence.judge(f"estimated_{metric}", None, None, side=_side(metric), rows=rows, note=why)


def _signal(
    metric: str,
    settings: EstimatedPerformance,
    evidence: Evidence,
    *,
    window: Answered,
    verified: Verified,
    baseline: float | None,
    reference: str,
) -> Signal:
    found = expected_of(metric, settings, verified.estimator, window)
    if isinstance(found, Undefined):
        return _unknown(metric, found.reason, window.rows, evidence)
    state, note = _standing(window, verified, settings)
    lacking = None if baseline is not None else f"there is no {reference} to hold it against"
    worse = -settings.worse_than_baseline_by if _side(metric) is Side.BELOW else settings.worse_than_baseline_by
    return evidence.judge(
        f"estimated_{metric}",
        found.value,
        None if baseline is None else baseline + abs(baseline) * worse,
        side=_side(metric),
        reference=reference,
        baseline=baseline,
        rows=window.rows,
        interval=_interval(found, metric),
        state=state,
        note="; ".join(part for part in (note, lacking) if part),
    )


def _baseline(
    metric: str, settings: EstimatedPerformance, spec: MonitoringSpec, evidence: Evidence
) -> tuple[float | None, str]:
    """The promise, for the metric that it is in; else the metric of the labelled rows from before."""
    if metric == METRIC_OF[spec.task]:
        return evidence.promised, f"promise of {evidence.version}"
    before = served_before(evidence)
    value = None if before is None else realised(metric, before, spec, settings.business_value)
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
    low, high = found.value - 2 * found.spread, found.value + 2 * found.spread
    if metric == BUSINESS_VALUE:
        return low, high
    return (max(low, 0.0), high) if metric == "mae" else (max(low, 0.0), min(high, 1.0))


def _side(metric: str) -> Side:
    return Side.BELOW if metric in HIGHER_IS_BETTER else Side.ABOVE
