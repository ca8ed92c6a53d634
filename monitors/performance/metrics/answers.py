"""The rows that a metric can be taken of: labels and answers as arrays, in an order of their own.

The order is one that the rows' values decide, so that no last digit depends on the order in which a log has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from domain.columns import LABEL, PREDICTION, SCORE, TIME, scored_class
from monitors.engines.dtypes import numbers_of
from monitors.performance.metrics.classes import Classes, class_codes, classes_of
from monitors.performance.metrics.estimate import Codes, Floats, Undefined

Places = npt.NDArray[np.intp]

_ODD = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93))
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NumberAnswers:
    """Predicted numbers: one finite label and prediction a row.

    Here as below, `days` numbers the local days from 0, if known, and `places` says where each row stood in the log's
    frame, where anybody may ask.
    """

    labels: Floats
    predictions: Floats
    days: Codes | None = None
    places: Places | None = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.labels)

    @property
    def errors(self) -> Floats:
        """prediction - label, in the label's unit; finite for the rows that count."""
        return self.predictions - self.labels


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassAnswers:
    """Predicted classes: labels and predictions as places in `classes`."""

    labels: Codes
    predictions: Codes
    classes: Classes
    days: Codes | None = None
    places: Places | None = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.labels)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoredAnswers:
    """Probabilities: `positive` says of which rows the label is the positive class, `scores` how probable that was."""

    positive: npt.NDArray[np.bool_]
    scores: Floats
    days: Codes | None = None
    places: Places | None = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.scores)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ManyScored:
    """Probabilities of several classes: rows x classes, and each label as a place among the named classes."""

    labels: Codes
    scores: Floats
    classes: tuple[str, ...]
    days: Codes | None = None
    places: Places | None = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.labels)


Answers = NumberAnswers | ClassAnswers | ScoredAnswers | ManyScored


def number_answers(rows: pd.DataFrame, timezone: str) -> NumberAnswers:
    """The rows whose prediction and label are numbers with a finite difference."""
    predictions, labels = (_numbers(rows, column) for column in (PREDICTION, LABEL))
    with np.errstate(over="ignore"):
        usable = np.isfinite(predictions - labels)
    kept = _order(usable, labels, predictions)
    days = local_days(rows, kept, timezone)
    return NumberAnswers(labels=labels[kept], predictions=predictions[kept], days=days, places=kept)


def class_answers(rows: pd.DataFrame, timezone: str) -> ClassAnswers:
    """The rows that have both a prediction and a label; equal is what Python calls equal, so 1 is 1.0 and True."""
    labels, predictions, classes = class_codes(rows, LABEL, PREDICTION)
    kept = _order((labels >= 0) & (predictions >= 0), labels, predictions)
    days = local_days(rows, kept, timezone)
    return ClassAnswers(labels=labels[kept], predictions=predictions[kept], classes=classes, days=days, places=kept)


def scored_answers(rows: pd.DataFrame, timezone: str, positive: str | None) -> ScoredAnswers | Undefined:
    """The rows with a label and a score from 0 to 1; undefined where nobody knows which label is the positive one."""
    labels, classes = classes_of(rows, LABEL)
    is_positive = classes.positive(positive)
    if isinstance(is_positive, Undefined):
        return is_positive
    scores = _numbers(rows, SCORE)
    kept = _order((labels >= 0) & (scores >= 0) & (scores <= 1), labels, scores)
    truth = is_positive[labels[kept]] if len(kept) else np.empty(0, dtype=np.bool_)
    days = local_days(rows, kept, timezone)
    return ScoredAnswers(positive=truth, scores=scores[kept], days=days, places=kept)


def many_scored(rows: pd.DataFrame, timezone: str) -> ManyScored:
    """The rows with a label that has a score column of its own, and scores from 0 to 1 for every class."""
    columns = score_columns(rows)
    named = tuple(scored_class(column) or "" for column in columns)
    labels, classes = classes_of(rows, LABEL)
    places = classes.places(named)
    scores = np.column_stack([_numbers(rows, column) for column in columns]) if columns else np.empty((len(rows), 0))
    known = np.where(labels >= 0, places[labels] if len(places) else -1, -1)
    usable = (known >= 0) & (scores >= 0).all(axis=1) & (scores <= 1).all(axis=1)
    kept = _order(usable, known, *scores.T)
    days = local_days(rows, kept, timezone)
    return ManyScored(labels=known[kept], scores=scores[kept], classes=named, days=days, places=kept)


def score_columns(rows: pd.DataFrame) -> list[str]:
    """The columns with the probability of one class each, by name."""
    return sorted(column for column in rows.columns if scored_class(column) is not None)


def local_days(rows: pd.DataFrame, kept: npt.NDArray[np.intp], timezone: str) -> Codes | None:
    """Each kept row's local day, numbered from 0 without gaps; None where a row has no time."""
    if TIME not in rows or not isinstance(rows[TIME].dtype, pd.DatetimeTZDtype):
        return None
    times = rows[TIME].iloc[kept]
    if times.isna().any():
        return None
    local = times.dt.tz_convert(ZoneInfo(timezone)).dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    numbers = local.astype(np.int64)
    first = int(numbers.min()) if len(numbers) else 0
    present = np.bincount(numbers - first) > 0
    return np.asarray((np.cumsum(present) - 1)[numbers - first], dtype=np.int64)


def canonical_order(*columns: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """An order that equal sets of rows share however they lie: by a mixture of the bits of the rows' values.

    Rows that mix to the same are equal but for one pair in some 10^19.
    """
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for place, column in enumerate(columns):
        bits = np.ascontiguousarray(column + 0.0, dtype=np.float64).view(np.uint64)
        mixed = (mixed ^ bits) * _ODD[place % len(_ODD)]
        mixed ^= mixed >> _SHIFT
    return np.argsort(mixed, kind="stable")


def _order(usable: npt.NDArray[np.bool_], *columns: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    (places,) = np.nonzero(usable)
    return places[canonical_order(*(column[places] for column in columns))]


def _numbers(rows: pd.DataFrame, column: str) -> Floats:
    return numbers_of(rows[column]) if column in rows else np.full(len(rows), np.nan)
