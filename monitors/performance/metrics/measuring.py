"""One metric of one set of rows: its value, its interval, or why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from monitors.entries.business import BUSINESS_VALUE, PerUnitOfError
from monitors.performance.metrics import business, user
from monitors.performance.metrics.answers import ClassAnswers, ManyScored, NumberAnswers, ScoredAnswers
from monitors.performance.metrics.estimate import FEWEST_DAYS, TAIL, Ends, Undefined, days_in, ends
from monitors.performance.metrics.table import metric

if TYPE_CHECKING:
    from monitors.entries import Performance
    from monitors.entries.business import BusinessValue
    from monitors.entries.metrics import AskedMetric
    from monitors.performance.metrics.answers import Answers
    from monitors.performance.metrics.estimate import Estimate
    from monitors.performance.metrics.table import Sees
    from monitors.spec import MonitoringSpec

_TOO_LARGE = Undefined(reason="the numbers are too large to be added up")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A metric of `rows` rows of `days` local days (0: not known), with its interval for any tail, where it has one."""

    value: float
    rows: int
    ends: Ends
    days: int
    remark: str | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval, where there is one."""
        return self.ends(TAIL)

    @property
    def by_days(self) -> bool:
        """Whether that is taken between days."""
        return self.days >= FEWEST_DAYS


def sees(asked: AskedMetric, spec: MonitoringSpec) -> Sees:
    """What the metric looks at."""
    return asked.takes or "predictions" if asked.callable else sees_of(asked.name, spec)


def sees_of(name: str, spec: MonitoringSpec) -> Sees:
    """What a metric that is built in, or the business value, looks at."""
    return "predictions" if name == BUSINESS_VALUE else metric(spec.task, name, spec.positive)[0]


def take(asked: AskedMetric, settings: Performance, spec: MonitoringSpec, answers: Answers) -> Measured | Undefined:
    """The metric of rows of which there is at least one.

    Undefined where the rows have no such value, where it is too large for a float, and where a user's function fails.
    """
    if asked.callable:
        return _take_user(asked.callable, spec, answers)
    with np.errstate(all="ignore"):
        found = estimate_of(asked.name, settings.business_value, spec, answers)
        if isinstance(found, Undefined):
            return found
        known = ends(found, answers.days)
    if not math.isfinite(found.value):
        return _TOO_LARGE
    return Measured(value=found.value, rows=answers.rows, ends=known, days=days_in(answers.days), remark=found.remark)


def estimate_of(name: str, worth: BusinessValue | None, spec: MonitoringSpec, answers: Answers) -> Estimate | Undefined:
    """A metric that is built in, or what answers are worth, with each row's pull."""
    if name != BUSINESS_VALUE:
        return metric(spec.task, name, spec.positive)[1](answers)
    if isinstance(answers, NumberAnswers) and isinstance(worth, PerUnitOfError):
        return business.value_of_numbers(answers, worth)
    assert isinstance(answers, ClassAnswers) and worth is not None  # noqa: PT018  (the shapes saw to both)
    return business.value_of_classes(answers, worth, spec.positive)


def _take_user(path: str, spec: MonitoringSpec, answers: Answers) -> Measured | Undefined:
    function, taken = user.import_metric(path), _taken(spec, answers)
    if isinstance(function, Undefined):
        return function
    if isinstance(taken, Undefined):
        return taken
    value = user.call(function, path, taken)
    if isinstance(value, Undefined):
        return value
    known = user.ends_of_call(function, path, taken, answers.days)
    return Measured(value=value, rows=len(taken[0]), ends=known, days=days_in(answers.days))


def _taken(spec: MonitoringSpec, answers: Answers) -> tuple[Any, ...] | Undefined:
    """The labels, and the predictions or scores, as a user's function gets them."""
    match answers:
        case NumberAnswers():
            return answers.labels, answers.predictions
        case ScoredAnswers():
            return answers.positive.astype(int), answers.scores
        case ManyScored():
            return np.array(answers.classes, dtype=object)[answers.labels], answers.scores
        case ClassAnswers() if spec.task == "binary":
            is_positive = answers.classes.positive(spec.positive)
            if isinstance(is_positive, Undefined):
                return is_positive
            return is_positive[answers.labels].astype(int), is_positive[answers.predictions].astype(int)
        case ClassAnswers():
            named = np.array(answers.classes.names, dtype=object)
            return named[answers.labels], named[answers.predictions]
