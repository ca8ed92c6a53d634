"""What a wrong prediction costs, row by row: one visible table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

LossName = Literal["absolute_error", "squared_error", "zero_one"]


def absolute_error(labels: ArrayLike, predictions: ArrayLike) -> NDArray[np.float64]:
    """|label - prediction| per row.

    >>> absolute_error([10.0, 20.0], [12.0, 20.0])
    array([2., 0.])
    """
    return np.abs(_residuals(labels, predictions))


def squared_error(labels: ArrayLike, predictions: ArrayLike) -> NDArray[np.float64]:
    """(label - prediction) squared, per row.

    >>> squared_error([10.0, 20.0], [12.0, 20.0])
    array([4., 0.])
    """
    return np.square(_residuals(labels, predictions))


def zero_one(labels: ArrayLike, predictions: ArrayLike) -> NDArray[np.float64]:
    """1 where the predicted class is not the label, else 0; classes may be numbers or text.

    >>> zero_one(["yes", "no"], ["yes", "yes"])
    array([0., 1.])
    """
    return np.asarray(np.asarray(labels) != np.asarray(predictions), dtype=float)


def _residuals(labels: ArrayLike, predictions: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(np.asarray(labels, dtype=float) - np.asarray(predictions, dtype=float))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A loss per row, and the name that its mean over rows has."""

    metric: str
    per_row: Callable[[ArrayLike, ArrayLike], NDArray[np.float64]]


LOSSES: dict[LossName, Loss] = {
    "absolute_error": Loss(metric="mean absolute error", per_row=absolute_error),
    "squared_error": Loss(metric="mean squared error", per_row=squared_error),
    "zero_one": Loss(metric="error rate", per_row=zero_one),
}
