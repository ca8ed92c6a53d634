"""The rows that a version answered, with what metrics look at: time, prediction, label, scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.columns import LABEL, LABEL_TIME, PREDICTION, SCORE, TIME, VERSION
from monitors.performance.metrics.answers import (
    Answers,
    class_answers,
    many_scored,
    number_answers,
    score_columns,
    scored_answers,
)
from monitors.performance.metrics.estimate import Undefined

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from monitors.evidence import Evidence
    from monitors.performance.metrics.table import Sees
    from monitors.spec import MonitoringSpec

_IF_LOGGED = (TIME, VERSION, SCORE, LABEL_TIME)


def served_by(version: str, rows: pd.DataFrame, *, also: Sequence[str] = ()) -> pd.DataFrame:
    """The rows that the version answered; all of them where the log does not tell versions apart.

    With the columns that metrics look at, and those of `also` that the log has.
    """
    wanted = [*(name for name in (*_IF_LOGGED, *also) if name in rows), *score_columns(rows), PREDICTION, LABEL]
    known = rows.reindex(columns=list(dict.fromkeys(wanted)))
    return known[known[VERSION] == version] if VERSION in known else known


def served(evidence: Evidence, *, also: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of the window that the version in force answered."""
    return served_by(evidence.version, evidence.rows, also=also)


def served_before(evidence: Evidence, *, also: Sequence[str] = ()) -> pd.DataFrame | None:
    """The rows that the version in force answered before the window, labelled or not; None if nobody gathered them."""
    before = evidence.labelled_before
    return None if before is None else served_by(evidence.version, before, also=also)


def answers(rows: pd.DataFrame, spec: MonitoringSpec, sees: Sees) -> Answers | Undefined:
    """The rows as arrays, without those that lack a usable label, prediction or score."""
    if sees == "predictions":
        make = number_answers if spec.task == "regression" else class_answers
        return make(rows, spec.timezone)
    if spec.task == "binary":
        no_scores = SCORE not in rows
        return _UNSCORED if no_scores else scored_answers(rows, spec.timezone, spec.positive)
    return many_scored(rows, spec.timezone) if score_columns(rows) else _UNSCORED


_UNSCORED = Undefined(reason="the log names no scores; name them under columns as score, or as scores by class")
