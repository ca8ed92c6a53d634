"""What a metric is held against: the promise, its own value on rows from before, or a limit in the model's file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from domain.signals import Side
from monitors.entries.metrics import METRIC_OF
from monitors.performance.metrics.estimate import Undefined
from monitors.performance.metrics.measuring import Measured, sees, take

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitors.entries import Performance
    from monitors.entries.metrics import AskedMetric
    from monitors.evidence import Evidence
    from monitors.performance.metrics.answers import Answers
    from monitors.performance.metrics.estimate import Ends
    from monitors.performance.seen import Seen
    from monitors.spec import MonitoringSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a value is held against; without a threshold, `missing` says what is lacking.

    `ends` is the interval of a threshold that was itself measured, for any tail; None for one that is given. It is
    taken between `days` days; 0: between rows.
    """

    threshold: float | None = None
    side: Side = Side.ABOVE
    baseline: float | None = None
    reference: str | None = None
    missing: str | None = None
    ends: Ends | None = None
    days: int = 0


def found_of(
    asked: AskedMetric, settings: Performance, spec: MonitoringSpec, seen: Answers | Undefined
) -> Measured | Undefined:
    """The metric of these rows; undefined below `min_labels` of them, and where they have no such value."""
    if isinstance(seen, Undefined):
        return seen
    if seen.rows < settings.min_labels:
        return Undefined(reason=f"{settings.min_labels} are needed")
    return take(asked, settings, spec, seen)


def limit_of(
    asked: AskedMetric, settings: Performance, spec: MonitoringSpec, evidence: Evidence, then: Seen | None
) -> Limit:
    """What the whole traffic is held against; `then` are the rows from before."""
    if asked.above is not None or asked.below is not None:
        threshold = asked.below if asked.above is None else asked.above
        return Limit(threshold=threshold, side=_side(asked), reference="the limit in the model's file")
    if asked.name in {METRIC_OF[spec.task], "bias"}:
        return _against_promise(asked, evidence, _share(asked, settings))
    found = _before(asked, settings, spec, then)
    if isinstance(found, Undefined):
        return Limit(side=_side(asked), missing=found.reason)
    return _against_before(asked, found, evidence, _share(asked, settings))


def limit_of_segment(
    asked: AskedMetric,
    settings: Performance,
    spec: MonitoringSpec,
    evidence: Evidence,
    then: Seen | None,
    *,
    whole: Limit,
) -> Limit:
    """What a segment is held against: its own value on the rows from before, where enough of them are labelled.

    Else, for a bias, and where the file gives a limit, it is that of the `whole` traffic.
    """
    if asked.above is not None or asked.below is not None or asked.name == "bias":
        return whole
    found = _before(asked, settings, spec, then)
    if isinstance(found, Measured):
        return _against_before(asked, found, evidence, _share(asked, settings))
    if whole.reference is None:
        return whole
    return replace(whole, reference=f"{whole.reference}, over the whole traffic: too few labels from before")


def towards(limit: Limit, value: float) -> Limit:
    """A bias is as bad below zero as above it, so the limit lies on the side that it leans to."""
    if value >= 0 or limit.threshold is None:
        return limit
    return replace(limit, threshold=-limit.threshold, side=Side.BELOW)


def _side(asked: AskedMetric) -> Side:
    return Side.BELOW if asked.is_higher_better else Side.ABOVE


def _share(asked: AskedMetric, settings: Performance) -> float:
    return settings.worse_than_baseline_by if asked.worse_than_baseline_by is None else asked.worse_than_baseline_by


def _against_promise(asked: AskedMetric, evidence: Evidence, share: float) -> Limit:
    reference, promised = f"promise of {evidence.version}", evidence.promised
    if promised is None:
        missing = f"nobody measured what {evidence.version} promises on rows that it had not seen"
        return Limit(reference=reference, missing=missing)
    if asked.name == "bias":
        return Limit(threshold=promised * share, reference=reference)
    return Limit(threshold=promised * (1 + share), baseline=promised, reference=reference)


def _against_before(asked: AskedMetric, found: Measured, evidence: Evidence, share: float) -> Limit:
    side = _side(asked)
    worse = partial(_worse, side=side, share=share)
    return Limit(
        threshold=worse(found.value),
        side=side,
        baseline=found.value,
        reference=f"{found.rows} labelled rows that {evidence.version} answered before",
        ends=partial(_ends_of_threshold, found.ends, worse),
        days=found.days if found.by_days else 0,
    )


def _worse(value: float, *, side: Side, share: float) -> float:
    return value - abs(value) * share if side is Side.BELOW else value + abs(value) * share


def _ends_of_threshold(ends: Ends, worse: Callable[[float], float], tail: float) -> tuple[float, float] | None:
    known = ends(tail)
    if known is None:
        return None
    low, high = sorted(map(worse, known))
    return low, high


def _before(asked: AskedMetric, settings: Performance, spec: MonitoringSpec, then: Seen | None) -> Measured | Undefined:
    """The metric on rows from before, or what is lacking to hold the window against it."""
    remedy = f"{asked.name} has nothing to be held against; write {'below' if asked.is_higher_better else 'above'}"
    seen = Undefined(reason="nobody looked") if then is None else then[sees(asked, spec)]
    if isinstance(seen, Undefined):
        return Undefined(reason=f"there are no labelled rows from before: {remedy}, or wait for them")
    found = found_of(asked, settings, spec, seen)
    if isinstance(found, Measured):
        return found
    return Undefined(reason=f"of {seen.rows} labelled rows from before, {found.reason}: {remedy}, or wait for more")
