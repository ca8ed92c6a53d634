"""How the models of the benchmark are trained: by Newton's steps, or as the example of the flights is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from benchmarks.policies_rows import Floats, Predict

_STEPS, _ENOUGH, _RIDGE, _STEEPEST = 25, 1e-4, 1.0, 30.0


def logistic(design: Floats, target: Floats) -> Predict:
    """A logistic regression with an intercept and a ridge penalty of 1, fitted by iteratively reweighted least squares.

    Some twenty times faster than scikit-learn's on as few columns, which is what lets every training there could be
    take place. It predicts the class.
    """
    x = _with_intercept(design)
    weights = np.zeros(x.shape[1], dtype=x.dtype)
    penalty = np.full(x.shape[1], _RIDGE, dtype=x.dtype)
    penalty[-1] = 1e-6
    for _ in range(_STEPS):
        share = _sigmoid(x @ weights)
        gradient = x.T @ (target - share) - penalty * weights
        curvature = (x * (share * (1 - share))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < _ENOUGH:
            break
    return lambda rows: (_with_intercept(rows) @ weights > 0).astype(np.float32)


def boosted_minutes(design: Floats, target: Floats) -> Predict:
    """What examples/flights/training.py fits: a histogram gradient boosting of the absolute error."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    model = HistGradientBoostingRegressor(loss="absolute_error", max_iter=100, random_state=0).fit(design, target)
    return lambda rows: np.asarray(model.predict(rows), dtype=np.float32)


def boosted_classes(design: Floats, target: Floats) -> Predict:
    """The same for two classes."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(max_iter=100, random_state=0).fit(design, target)
    return lambda rows: np.asarray(model.predict(rows), dtype=np.float32)


def _with_intercept(design: Floats) -> Floats:
    return np.column_stack([design, np.ones(len(design), dtype=design.dtype)])


def _sigmoid(values: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(values, -_STEEPEST, _STEEPEST)))
