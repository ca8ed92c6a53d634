"""How far an estimate was off, once the labels that it stood in for have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.signals import Maturity, Side, Signal, SignalState
from monitors.performance.estimating.turned_out import turned_out
from monitors.performance.estimating.verified import expected_of
from monitors.performance.metrics.estimate import Undefined
from monitors.performance.told import maturity_of

if TYPE_CHECKING:
    from monitors.entries import EstimatedPerformance
    from monitors.evidence import Evidence
    from monitors.performance.estimating.answered import Answered
    from monitors.performance.estimating.expected import Expected
    from monitors.performance.estimating.turned_out import TurnedOut
    from monitors.performance.estimating.verified import Verified
    from monitors.spec import MonitoringSpec

NOT_FINAL = "the labels have not had their time yet"


def measure_estimate_error(
    metric: str,
    settings: EstimatedPerformance,
    spec: MonitoringSpec,
    evidence: Evidence,
    *,
    window: Answered,
    verified: Verified,
    baseline: float | None,
) -> Signal:
    """`<metric>_estimate_error`: estimated minus realised, both of the window's rows whose labels have come.

    Held, on either side, against the share of the baseline by which a value counts as worse: an estimate that is
    farther off can hide a breach or make one up. Breached when it is farther off than that and its interval, which is
    that of the realised value, does not hold zero. Unknown, and provisional, until the labels have had their time;
    unknown below `min_rows` labelled rows, and where the metric is not defined of them.
    """
    maturity, labelled = maturity_of(spec, evidence), window.labelled
    if maturity is Maturity.PROVISIONAL:
        return unknown_error(metric, NOT_FINAL, spec, evidence)
    if len(labelled.given) < settings.min_rows:
        why = f"{len(labelled.given)} of {window.rows} rows have labels to compare with; {settings.min_rows} are needed"
        return unknown_error(metric, why, spec, evidence, rows=len(labelled.given))
    said = expected_of(metric, settings, verified.estimator, labelled)
    found = turned_out(metric, labelled, spec, settings.business_value)
    if isinstance(said, Undefined):
        return unknown_error(metric, said.reason, spec, evidence, rows=len(labelled.given))
    if isinstance(found, Undefined):
        return unknown_error(metric, found.reason, spec, evidence, rows=len(labelled.given))
    limit = None if baseline is None else abs(baseline) * settings.worse_than_baseline_by
    return _signal(metric, said, found, limit, evidence, rows=len(labelled.given))


def unknown_error(metric: str, why: str, spec: MonitoringSpec, evidence: Evidence, *, rows: int = 0) -> Signal:
    """Nobody can say yet how far the estimate was off."""
    maturity = maturity_of(spec, evidence)
    return evidence.judge(f"{metric}_estimate_error", None, None, rows=rows, maturity=maturity, note=why)


def _signal(
    metric: str, said: Expected, found: TurnedOut, limit: float | None, evidence: Evidence, *, rows: int
) -> Signal:
    off = said.value - found.value
    side = Side.BELOW if off < 0 else Side.ABOVE
    ends = None if found.interval is None else (said.value - found.interval[1], said.value - found.interval[0])
    lacking = None if limit is not None else "there is no baseline by whose share to measure it"
    told = f"estimated {said.value:.4g}, realised {found.value:.4g}"
    return evidence.judge(
        f"{metric}_estimate_error",
        off,
        limit if limit is None or side is Side.ABOVE else -limit,
        side=side,
        reference=f"labels of {rows} rows of the window",
        rows=rows,
        interval=ends,
        state=_state(off, limit, ends),
        note="; ".join(part for part in (told, lacking) if part),
    )


def _state(off: float, limit: float | None, ends: tuple[float, float] | None) -> SignalState:
    if limit is None or ends is None:
        return SignalState.UNKNOWN
    is_far = abs(off) > limit and not ends[0] <= 0 <= ends[1]
    return SignalState.BREACHED if is_far else SignalState.CALM
