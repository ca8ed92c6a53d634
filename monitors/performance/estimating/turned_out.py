"""How answers that were estimated turned out: the same metric of the same rows, now that their labels have come."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.columns import TIME
from monitors.entries.business import BUSINESS_VALUE, PerUnitOfError
from monitors.performance.metrics import business
from monitors.performance.metrics.answers import Answers, ClassAnswers, NumberAnswers, ScoredAnswers, local_days
from monitors.performance.metrics.classes import Classes
from monitors.performance.metrics.estimate import Undefined, interval
from monitors.performance.metrics.table import metric

if TYPE_CHECKING:
    from monitors.entries.business import BusinessValue
    from monitors.performance.estimating.answered import Answered
    from monitors.performance.metrics.estimate import Codes, Estimate
    from monitors.spec import MonitoringSpec

_NO_AND_YES = Classes(names=("0", "1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedOut:
    """What the labels say, with its 95 % interval, if it has one."""

    value: float
    interval: tuple[float, float] | None


def turned_out(
    name: str, labelled: Answered, spec: MonitoringSpec, worth: BusinessValue | None
) -> TurnedOut | Undefined:
    """The metric of labelled answers, of which there is at least one; undefined where it is not defined of them."""
    days = _days(labelled, spec)
    answers = _answers(name, labelled, spec, days)
    with np.errstate(all="ignore"):
        found = _estimate(name, answers, spec, worth)
        if isinstance(found, Undefined):
            return found
        ends = interval(found, days)
    if not math.isfinite(found.value):
        return Undefined(reason="the errors are too large to be added up")
    return TurnedOut(value=found.value, interval=ends)


def _estimate(name: str, answers: Answers, spec: MonitoringSpec, worth: BusinessValue | None) -> Estimate | Undefined:
    if name != BUSINESS_VALUE:
        return metric(spec.task, name, None)[1](answers)
    if isinstance(answers, NumberAnswers):
        assert isinstance(worth, PerUnitOfError)  # the shape of the entry saw to it
        return business.value_of_numbers(answers, worth)
    assert isinstance(answers, ClassAnswers) and worth is not None  # noqa: PT018  (it saw to both)
    return business.value_of_classes(answers, worth, None)


def _answers(name: str, labelled: Answered, spec: MonitoringSpec, days: Codes | None) -> Answers:
    """The outcomes as metrics take them: errors from zero, no and yes, or right (1) where right is expected."""
    outcome = labelled.outcome
    if spec.task == "regression":
        return NumberAnswers(labels=np.zeros(len(outcome)), predictions=outcome, days=days)
    if name == "roc_auc":
        return ScoredAnswers(positive=outcome > 0, scores=labelled.given, days=days)
    said = labelled.said if spec.task == "binary" else np.ones(len(outcome), dtype=np.int64)
    return ClassAnswers(labels=outcome.astype(np.int64), predictions=said, classes=_NO_AND_YES, days=days)


def _days(labelled: Answered, spec: MonitoringSpec) -> Codes | None:
    moments = pd.Series(labelled.at).dt.tz_localize("UTC")
    return local_days(pd.DataFrame({TIME: moments}), np.arange(len(moments)), spec.timezone)
