"""Performance: what the version in force got right on labelled rows, against what it promised or did before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.columns import LABEL
from domain.signals import Maturity, Side, Signal
from monitors.entries.metrics import METRIC_OF
from monitors.evidence import NO_ROWS
from monitors.performance.metrics.estimate import Undefined
from monitors.performance.metrics.measuring import Measured, sees, take
from monitors.performance.metrics.served import answers, served, served_before

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from monitors.entries import Performance
    from monitors.entries.metrics import AskedMetric
    from monitors.evidence import Evidence
    from monitors.performance.metrics.answers import Answers
    from monitors.performance.metrics.table import Sees
    from monitors.spec import MonitoringSpec

    Seen = Mapping[Sees, Answers | Undefined]


def measure_performance(settings: Performance, spec: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """One signal a metric, by its name, of the rows that the version in force served and whose labels have arrived.

    `mae` and `error_rate` are held against the promised error times (1 + worse_than_baseline_by); every other metric
    against its own value on rows of the same version from before, by the same share in the direction that is worse, or
    against `above` or `below` if the file says so. A bias is held, on either side, against that share of the promised
    error. Provisional until the labels have had their time. Unknown below `min_labels`, where the metric is not
    defined, and without anything to hold it against.
    """
    asked = settings.asked(spec.task)
    window, before = served(evidence), served_before(evidence)
    kinds = {sees(each, spec) for each in asked}
    now: Seen = {kind: answers(window, spec, kind) for kind in kinds}
    then: Seen | None = None if before is None else {kind: answers(before, spec, kind) for kind in kinds}
    return tuple(_signal(each, settings, spec, evidence, now=now, then=then, window=window) for each in asked)


def _signal(
    asked: AskedMetric,
    settings: Performance,
    spec: MonitoringSpec,
    evidence: Evidence,
    *,
    now: Seen,
    then: Seen | None,
    window: pd.DataFrame,
) -> Signal:
    kind = sees(asked, spec)
    seen = now[kind]
    usable = 0 if isinstance(seen, Undefined) else seen.rows
    found = _found(asked, settings, spec, seen)
    limit = _limit(asked, settings, spec, evidence, then)
    if asked.name == "bias" and isinstance(found, Measured):
        limit = _towards(limit, found.value)
    known = found if isinstance(found, Measured) else None
    return evidence.judge(
        asked.name,
        known.value if known else None,
        limit.threshold,
        side=limit.side,
        reference=limit.reference,
        baseline=limit.baseline,
        rows=usable,
        maturity=_maturity(spec, evidence),
        interval=known.interval if known else None,
        note="; ".join([_arrived(window, seen, evidence, kind), *_remarks(found, limit)]),
    )


def _maturity(spec: MonitoringSpec, evidence: Evidence) -> Maturity:
    has_matured = evidence.window.end + spec.labels_mature_after <= evidence.as_of
    return Maturity.FINAL if has_matured else Maturity.PROVISIONAL


def _arrived(window: pd.DataFrame, seen: Answers | Undefined, evidence: Evidence, kind: Sees) -> str:
    if evidence.rows.empty:
        return NO_ROWS
    if window.empty:
        return f"no row of the window was served by {evidence.version}"
    labelled = int(window[LABEL].notna().sum())
    note = f"{labelled} of {len(window)} rows served by {evidence.version} have labels ({labelled / len(window):.0%})"
    unusable = 0 if isinstance(seen, Undefined) else labelled - seen.rows
    lacking = "prediction" if kind == "predictions" else "score"
    return f"{note}, {unusable} of them without a usable {lacking} or label" if unusable else note


def _remarks(found: Measured | Undefined, limit: Limit) -> list[str]:
    """What is lacking, and how the interval was taken."""
    if isinstance(found, Undefined):
        return [reason for reason in (found.reason, limit.missing) if reason]
    how = f"interval between {'days' if found.by_days else 'rows'}" if found.interval else None
    return [remark for remark in (limit.missing, how, found.remark) if remark]
