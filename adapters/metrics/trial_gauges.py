"""The newest trial of each model: the interval of each difference beside its margin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.metrics.family import Family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.board import Standing
    from domain.verdicts import Comparison, Interval

_LABELS = ("model", "metric", "segment")
_ENDS = {
    "lower": "The lower end of the interval of a difference",
    "estimate": "The estimate of a difference",
    "upper": "The upper end of the interval of a difference",
}
_WHICH = "in the newest trial, champion minus challenger; positive is better for the challenger."


def trial_families(standing: Standing) -> Iterator[Family]:
    """Where a difference could not be measured there is no sample of it, but its margin is there."""
    compared = _compared(standing)
    measured = [(labels, each.difference) for labels, each in compared if each.difference is not None]
    for end, said in _ENDS.items():
        samples = [(labels, _at(interval, end)) for labels, interval in measured]
        yield Family(
            name=f"driftwarden_trial_difference_{end}", said=f"{said} {_WHICH}", labels=_LABELS, samples=samples
        )
    said = "The loss that a comparison of the newest trial would still tolerate, in the unit of its metric."
    margins = [(labels, each.margin) for labels, each in compared]
    yield Family(name="driftwarden_trial_margin", said=said, labels=_LABELS, samples=margins)
    judged = [((verdict.model,), verdict.judged_at.timestamp()) for verdict in standing.verdicts]
    said = "When the newest trial was judged, in Unix time."
    yield Family(name="driftwarden_trial_judged_timestamp_seconds", said=said, labels=("model",), samples=judged)


def _compared(standing: Standing) -> list[tuple[tuple[str, str, str], Comparison]]:
    """Each metric and slice once: a goal that is a guardrail as well is shown as the goal, which is compared first."""
    found: dict[tuple[str, str, str], Comparison] = {}
    for verdict in standing.verdicts:
        for each in verdict.comparisons:
            found.setdefault((verdict.model, each.metric, str(each.segment or "")), each)
    return list(found.items())


def _at(interval: Interval, end: str) -> float:
    return {"lower": interval.low, "estimate": interval.estimate, "upper": interval.high}[end]
