"""Answers with what the model gave away about them and, where the label has come, how they turned out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from domain.columns import LABEL, PREDICTION, SCORE, TIME, scored_class
from monitors.engines.dtypes import numbers_of
from monitors.performance.metrics.answers import canonical_order, score_columns
from monitors.performance.metrics.classes import class_codes
from monitors.performance.metrics.estimate import Codes, Floats, Undefined

if TYPE_CHECKING:
    import numpy.typing as npt

    from monitors.engines.columns import ColumnSummary
    from monitors.spec import MonitoringSpec

POINTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answered:
    """Answers in time order, one an entry, or `weights` of them that are alike.

    `given` is the score of the positive class (binary), that of the answer (multiclass), or the predicted number.
    `said` is the answer: 1 for the positive class and 0 for the other, the place of a class, or 0. `outcome` is how it
    turned out: 1 for a positive label (binary) or a right answer (multiclass), |prediction - label| of a regression,
    and NaN where there is no label. `at` is the event time in UTC; empty where it does not matter.
    """

    given: Floats
    said: Codes
    weights: Floats
    outcome: Floats
    at: npt.NDArray[np.datetime64]

    @property
    def rows(self) -> int:
        """How many answers there are."""
        return round(float(self.weights.sum()))

    def only(self, kept: npt.NDArray[np.bool_] | slice) -> Answered:
        """Some of them."""
        return Answered(
            given=self.given[kept],
            said=self.said[kept],
            weights=self.weights[kept],
            outcome=self.outcome[kept],
            at=self.at[kept],
        )

    @property
    def labelled(self) -> Answered:
        """Those whose label has come."""
        return self.only(np.isfinite(self.outcome))


def answered(rows: pd.DataFrame, spec: MonitoringSpec) -> Answered | Undefined:
    """The rows with a usable answer (and score, where the task has scores) and an event time; labels or not."""
    if TIME not in rows or not isinstance(rows[TIME].dtype, pd.DatetimeTZDtype):
        return Undefined(reason="the rows have no event time, so nobody knows which labels are old enough")
    match spec.task:
        case "regression":
            return _ordered(rows, *_numbers(rows))
        case "binary":
            parts = _binary(rows, spec.positive)
            return parts if isinstance(parts, Undefined) else _ordered(rows, *parts)
        case "multiclass":
            columns = score_columns(rows)
            return _ordered(rows, *_multiclass(rows, columns)) if columns else _UNSCORED


def from_sketch(summary: ColumnSummary, cut: float | None, *, points: int = POINTS) -> Answered:
    """As many quantiles as `points` stand for all the numbers of a column; scores from `cut` on said positive."""
    middles = (np.arange(points) + 0.5) / points
    given = summary.quantiles(middles.tolist())
    said = np.zeros(len(given)) if cut is None else given >= cut
    weights = np.full(len(given), summary.numbers / points)
    nothing = np.full(len(given), np.nan)
    return Answered(
        given=given,
        said=said.astype(np.int64),
        weights=weights,
        outcome=nothing,
        at=np.full(len(given), np.datetime64("NaT", "ns")),
    )


def cut_of(scores: Floats, said: Codes) -> float | Undefined:
    """The score from which on the answer was positive; undefined where the answers do not follow from the scores.

    >>> cut_of(np.array([0.1, 0.6, 0.4]), np.array([0, 1, 0]))
    0.6
    """
    positive, negative = scores[said == 1], scores[said == 0]
    cut = float(positive.min(initial=np.inf))
    if negative.max(initial=-np.inf) >= cut or not np.isfinite(cut):
        return Undefined(
            reason="the answers do not follow from one cut through the scores, so a sketch does not say them"
        )
    return cut


def _numbers(rows: pd.DataFrame) -> tuple[Floats, Codes, Floats]:
    given, labels = numbers_of(rows[PREDICTION]), numbers_of(rows[LABEL])
    with np.errstate(over="ignore"):
        errors = np.abs(given - labels)
    return given, np.zeros(len(rows), dtype=np.int64), np.where(np.isfinite(errors), errors, np.nan)


def _binary(rows: pd.DataFrame, positive: str | None) -> tuple[Floats, Codes, Floats] | Undefined:
    if SCORE not in rows:
        return _UNSCORED
    labels, said, classes = class_codes(rows, LABEL, PREDICTION)
    is_positive = classes.positive(positive)
    if isinstance(is_positive, Undefined):
        return is_positive
    known = np.append(is_positive.astype(float), np.nan)
    answers = known[said]
    given = numbers_of(rows[SCORE])
    usable = np.isfinite(answers) & (given >= 0) & (given <= 1)
    return np.where(usable, given, np.nan), np.nan_to_num(answers).astype(np.int64), known[labels]


def _multiclass(rows: pd.DataFrame, columns: list[str]) -> tuple[Floats, Codes, Floats]:
    labels, said, classes = class_codes(rows, LABEL, PREDICTION)
    place = np.append(classes.places([scored_class(column) or "" for column in columns]), -1)[said]
    scores = np.column_stack([*(numbers_of(rows[column]) for column in columns), np.full(len(rows), np.nan)])
    given = scores[np.arange(len(rows)), place]
    right = np.where(labels >= 0, labels == said, np.nan)
    return np.where((given >= 0) & (given <= 1), given, np.nan), place, right


def _ordered(rows: pd.DataFrame, given: Floats, said: Codes, outcome: Floats) -> Answered:
    (usable,) = np.nonzero(np.isfinite(given) & rows[TIME].notna().to_numpy())
    mixed = usable[canonical_order(given[usable], said[usable], np.nan_to_num(outcome[usable], nan=-1.0))]
    at = _utc(rows[TIME])
    kept = mixed[np.argsort(at[mixed], kind="stable")]
    return Answered(given=given[kept], said=said[kept], weights=np.ones(len(kept)), outcome=outcome[kept], at=at[kept])


def _utc(times: pd.Series[Any]) -> npt.NDArray[np.datetime64]:
    return np.asarray(times.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), dtype="datetime64[ns]")


_UNSCORED = Undefined(reason="the log names no scores; name them under columns as score, or as scores by class")
