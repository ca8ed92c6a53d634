"""What answers are worth, by what a model's file says; the mean per prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from monitors.entries.business import BinaryValue, PerUnitOfError, RightOrWrong
from monitors.performance.metrics.answers import ClassAnswers, NumberAnswers
from monitors.performance.metrics.estimate import Estimate, Undefined, mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from monitors.entries.business import BusinessValue, ValueMatrix
    from monitors.performance.metrics.estimate import Floats


def value_of_numbers(answers: NumberAnswers, worth: PerUnitOfError) -> Estimate:
    """The mean of |prediction - label| times what one unit of it is worth."""
    return mean(worth.per_unit_of_error * np.abs(answers.errors))


def value_of_classes(answers: ClassAnswers, worth: BusinessValue, positive: str | None) -> Estimate | Undefined:
    """The mean of what each answer is worth; undefined where a class has no value, or no class is positive."""
    match worth:
        case RightOrWrong():
            return mean(np.where(answers.labels == answers.predictions, worth.right, worth.wrong))
        case BinaryValue():
            is_positive = answers.classes.positive(positive)
            if isinstance(is_positive, Undefined):
                return is_positive
            return mean(worth_of_outcomes(is_positive[answers.labels], is_positive[answers.predictions], worth))
        case dict():
            return _by_matrix(answers, worth)
        case PerUnitOfError():
            raise TypeError("the value of an error is for numbers; MonitoringSpec refuses it for classes")


def worth_of_outcomes(truth: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_], worth: BinaryValue) -> Floats:
    """What each answer is worth, of the four outcomes."""
    if_said = np.where(truth, worth.true_positive, worth.false_positive)
    if_not = np.where(truth, worth.false_negative, worth.true_negative)
    return np.where(said, if_said, if_not)


def _by_matrix(answers: ClassAnswers, worth: ValueMatrix) -> Estimate | Undefined:
    named = sorted(worth)
    place = answers.classes.places(named)
    strangers = [name for name, at in zip(answers.classes.names, place, strict=True) if at < 0]
    if strangers:
        return Undefined(reason=f"business_value has no value for the class {strangers[0]}; write one")
    values = np.array([[worth[label][prediction] for prediction in named] for label in named])
    return mean(values[place[answers.labels], place[answers.predictions]])
