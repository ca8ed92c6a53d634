"""Performance: what the version in force got right on labelled rows, against what it promised or did before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.columns import LABEL
from monitors.performance.by_segment import measure_segments
from monitors.performance.limits import found_of, limit_of, towards
from monitors.performance.metrics.estimate import Undefined
from monitors.performance.metrics.measuring import Measured, sees
from monitors.performance.seen import served_in
from monitors.performance.told import Arrived, maturity_of, remarks, told_of

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.entries import Performance
    from monitors.entries.metrics import AskedMetric
    from monitors.evidence import Evidence
    from monitors.performance.limits import Limit
    from monitors.performance.seen import Served
    from monitors.spec import MonitoringSpec


def measure_performance(settings: Performance, spec: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """One signal a metric, by its name, of the rows that the version in force served and whose labels have arrived.

    `mae` and `error_rate` are held against the promised error times (1 + worse_than_baseline_by); every other metric
    against its own value on rows of the same version from before, by the same share in the direction that is worse, or
    against `above` or `below` if the file says so. A bias is held, on either side, against that share of the promised
    error. Provisional until the labels have had their time. Unknown below `min_labels`, where the metric is not
    defined, and without anything to hold it against. After them the signals of the segments that `by` asks for.
    """
    asked, known = settings.asked(spec.task), served_in(settings, spec, evidence)
    limits = {each.name: limit_of(each, settings, spec, evidence, known.then) for each in asked}
    whole = (_signal(each, settings, spec, evidence, known, limits[each.name]) for each in asked)
    return (*whole, *measure_segments(settings, spec, evidence, known, limits))


def _signal(
    asked: AskedMetric,
    settings: Performance,
    spec: MonitoringSpec,
    evidence: Evidence,
    served: Served,
    limit: Limit,
) -> Signal:
    kind = sees(asked, spec)
    seen = served.now[kind]
    found = found_of(asked, settings, spec, seen)
    known = found if isinstance(found, Measured) else None
    held = towards(limit, known.value) if known and asked.name == "bias" else limit
    arrived = Arrived(rows=len(served.window), labelled=int(served.window[LABEL].notna().sum()))
    return evidence.judge(
        asked.name,
        known.value if known else None,
        held.threshold,
        side=held.side,
        reference=held.reference,
        baseline=held.baseline,
        rows=0 if isinstance(seen, Undefined) else seen.rows,
        maturity=maturity_of(spec, evidence),
        interval=known.interval if known else None,
        note="; ".join([told_of(arrived, seen, evidence, kind), *remarks(found, held)]),
    )
