"""What a window's answers can be estimated with, and how labels that it was not fitted on have borne it out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from domain.columns import PREDICTION, SCORE
from monitors.entries.business import BUSINESS_VALUE
from monitors.performance.estimating.answered import Answered, answered, cut_of, from_sketch
from monitors.performance.estimating.binary import BinaryEstimator, fit_binary
from monitors.performance.estimating.multiclass import MulticlassEstimator, fit_multiclass
from monitors.performance.estimating.regression import ErrorCurve, fit_regression
from monitors.performance.estimating.trust import Trust, put_to_the_test
from monitors.performance.metrics.estimate import Floats, Undefined
from monitors.performance.metrics.served import served, served_before
from monitors.profiling import summaries_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitors.entries import EstimatedPerformance
    from monitors.entries.entry import Task
    from monitors.evidence import Evidence
    from monitors.performance.estimating.expected import Expected
    from monitors.spec import MonitoringSpec

Estimator = BinaryEstimator | MulticlassEstimator | ErrorCurve

_FITS: Mapping[Task, Callable[[Answered], Estimator]] = {
    "regression": fit_regression,
    "binary": fit_binary,
    "multiclass": fit_multiclass,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """An estimator, and what labels that it was not fitted on say of it."""

    estimator: Estimator
    learnt: Answered
    trust: Trust
    tested_until: np.datetime64 | None


def of_window(spec: MonitoringSpec, evidence: Evidence) -> Answered | Undefined:
    """The window's answers: its rows or, where they lack the score that the profile has, a thousand quantiles."""
    rows = served(evidence)
    column = PREDICTION if spec.task == "regression" else SCORE
    summary = summaries_of(evidence.profile).get(column) if column not in evidence.rows else None
    if summary is None or spec.task == "multiclass":
        return answered(rows, spec)
    if len(rows) < len(evidence.rows):
        return Undefined(reason=f"the profile holds rows that others than {evidence.version} served")
    if spec.task == "regression":
        return from_sketch(summary, None)
    before = _history(spec, evidence)
    cut = before if isinstance(before, Undefined) else cut_of(before.given, before.said)
    return cut if isinstance(cut, Undefined) else from_sketch(summary, cut)


def _history(spec: MonitoringSpec, evidence: Evidence) -> Answered | Undefined:
    """Labelled answers from before the window whose labels have had their time."""
    before = served_before(evidence)
    if before is None or before.empty:
        return Undefined(reason="there are no labelled rows from before to learn from")
    found = answered(before, spec)
    return found if isinstance(found, Undefined) else _matured(found, spec, evidence)


def verify(
    settings: EstimatedPerformance, spec: MonitoringSpec, evidence: Evidence, window: Answered | Undefined
) -> Verified | Undefined:
    """Learn from the older half of the labels from before, and test on the newer half and the window's own.

    Undefined below `min_labels` matured labels, and where there are none to learn from.
    """
    before = _history(spec, evidence)
    if isinstance(before, Undefined):
        return before
    count = len(before.given)
    if count < settings.min_labels:
        return Undefined(reason=f"{count} matured labels from before; {settings.min_labels} are needed to learn from")
    older = max(count // 2, settings.min_labels)
    learnt = before.only(slice(0, older))
    own = [] if isinstance(window, Undefined) else [_matured(window, spec, evidence)]
    tested = [before.only(slice(older, None)), *own]
    with np.errstate(over="ignore", invalid="ignore"):
        estimator = _FITS[spec.task](learnt)
    surprises = np.concatenate([estimator.surprises(part) for part in tested])
    moments = np.concatenate([part.at for part in tested])
    return Verified(
        estimator=estimator,
        learnt=learnt,
        trust=put_to_the_test(surprises, tolerance=_uncertainty(estimator.surprises(learnt))),
        tested_until=moments[-1] if len(moments) else None,
    )


def expected_of(
    metric: str, settings: EstimatedPerformance, estimator: Estimator, answers: Answered
) -> Expected | Undefined:
    """What the metric, or the business value, will come to; undefined where it is too large for a float."""
    worth = settings.business_value if metric == BUSINESS_VALUE else None
    with np.errstate(over="ignore", invalid="ignore"):
        found = estimator.expect(metric, answers) if worth is None else estimator.expect_value(worth, answers)
    if isinstance(found, Undefined) or np.isfinite([found.value, found.spread]).all():
        return found
    return Undefined(reason="the errors are too large to be added up")


def _uncertainty(surprises: Floats) -> float:
    """How far what was learnt may be off on average: two standard errors of the mean."""
    return 2 * float(np.std(surprises)) / math.sqrt(len(surprises))


def _matured(answers: Answered, spec: MonitoringSpec, evidence: Evidence) -> Answered:
    limit = np.datetime64((evidence.as_of - spec.labels_mature_after).replace(tzinfo=None), "ns")
    return answers.only(answers.at <= limit).labelled
