"""Drifts of the truth: other labels come more often (label shift), or mean something else (concept drift)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from domain.columns import ID, LABEL, LABEL_TIME, LATENCY, LOGGED_AT, PREDICTION, TIME, VERSION
from monitors.injections.injection import Ground, Injection, NotInjected, Size, in_deviations, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

_DEVIATIONS = {Size.SMALL: 0.25, Size.MEDIUM: 0.5, Size.LARGE: 1.0}
_POINTS = {Size.SMALL: 0.05, Size.MEDIUM: 0.10, Size.LARGE: 0.20}
_GROWTH = {Size.SMALL: 0.25, Size.MEDIUM: 0.5, Size.LARGE: 1.0}
# These say when and how a row was served, not what was asked.
_STAY = (ID, TIME, LOGGED_AT, LABEL_TIME, LATENCY, VERSION)
_MOST = 0.95


def label_shifts(ground: Ground) -> Iterator[Injection | NotInjected]:
    """Rows with certain labels come more often; what rows of one label look like stays as it is [1].

    [1] Lipton, Wang and Smola (2018), Detecting and correcting for label shift with black box predictors, ICML.
    """
    labels = _labels(ground.rows)
    if labels.nunique() <= 1:
        yield NotInjected(name="label shift", why="the rows have no labels, or one label only")
    elif ground.task == "regression":
        yield _tilted(spread(labels), _DEVIATIONS[ground.size])
    else:
        yield _more_often(labels, _POINTS[ground.size])


def concepts(ground: Ground) -> Iterator[Injection | NotInjected]:
    """The same features have another truth, so that the error grows and nothing else moves."""
    if PREDICTION not in ground.rows or _labels(ground.rows).nunique() <= 1:
        yield NotInjected(name="concept drift", why="the rows have no labels and predictions, or one label only")
    elif ground.task == "regression":
        yield _farther(_GROWTH[ground.size])
    else:
        yield _wronged(_POINTS[ground.size])


def _labels(rows: pd.DataFrame) -> pd.Series[float]:
    return rows[LABEL].dropna() if LABEL in rows else rows[TIME][:0]


def _tilted(deviation: float, by: float) -> Injection:
    """Exponential tilting: drawn with weights exp(by * z) a normal z moves by `by` standard deviations."""

    def inject(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        from scipy.special import ndtri

        ranks = _labels(rows).rank(pct=True) - 0.5 / max(1, rows[LABEL].notna().sum())
        return _drawn(rows, np.exp(by * ndtri(ranks.to_numpy(dtype=float))), dice)

    does = f"large labels come more often: their mean rises by about {by * deviation:.3g} ({in_deviations(by)})"
    return Injection(name="label shift", does=does, inject=inject)


def _more_often(labels: pd.Series[float], points: float) -> Injection:
    shares = labels.value_counts(normalize=True)
    rarest = shares.index[-1]
    now = min(max(_MOST, float(shares.iloc[-1])), float(shares.iloc[-1]) + points)

    def inject(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        is_rare = (_labels(rows) == rarest).to_numpy()
        rare = max(1, int(is_rare.sum()))
        weights = np.where(is_rare, now / rare, (1 - now) / max(1, len(is_rare) - rare))
        return _drawn(rows, weights, dice)

    does = f"label {rarest} comes in {now:.1%} of the rows instead of {shares.iloc[-1]:.1%}"
    return Injection(name="label shift", does=does, inject=inject)


def _drawn(rows: pd.DataFrame, weights: np.ndarray, dice: np.random.Generator) -> pd.DataFrame:
    """Each labelled row asks what another one asked, drawn by weight, and keeps its own id, times and latency."""
    labelled = np.flatnonzero(rows[LABEL].notna())
    drawn = dice.choice(labelled, size=len(labelled), p=weights / weights.sum())
    source = np.arange(len(rows))
    source[labelled] = drawn
    asked = [name for name in rows if name not in _STAY]
    return rows.assign(**{str(name): rows[name].take(source).set_axis(rows.index) for name in asked})


def _farther(growth: float) -> Injection:
    def inject(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        del dice
        labels, answers = rows[LABEL].astype(float), rows[PREDICTION].astype(float)
        off = labels - answers
        farther = labels + np.where(off < 0, -1.0, 1.0) * growth * off.abs().mean()
        return rows.assign(**{LABEL: farther.where(off.notna(), labels)})

    does = f"every label lies farther from its prediction: the mean absolute error grows by {growth:.0%}"
    return Injection(name="concept drift", does=does, inject=inject)


def _wronged(points: float) -> Injection:
    def inject(rows: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        labels = rows[LABEL]
        classes = np.sort(_labels(rows).unique())
        right = np.flatnonzero(labels.notna() & (labels == rows[PREDICTION]))
        chosen = dice.choice(right, size=min(len(right), round(points * labels.notna().sum())), replace=False)
        steps = dice.integers(1, len(classes), size=len(chosen)) if len(classes) > 1 else 0
        places = (np.searchsorted(classes, labels.iloc[chosen].to_numpy()) + steps) % len(classes)
        wronged = labels.copy()
        wronged.iloc[chosen] = classes[places]
        return rows.assign(**{LABEL: wronged})

    does = f"{points:.0%} of the labels are another class than predicted: the error rate grows by as many points"
    return Injection(name="concept drift", does=does, inject=inject)
