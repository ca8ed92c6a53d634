"""What a version answers to rows, be they changed: broken features break predictions, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.columns import PREDICTION, SCORE, VERSION, features_of, scored_class
from domain.errors import EvidenceUnavailable
from flows.due.judging import score
from monitors.injections.injection import ranked_by, swapped
from monitors.injections.table import dice_for

if TYPE_CHECKING:
    from flows.watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answered:
    """Rows with the version's predictions; `remark` says why they are those of the log instead, if they are."""

    rows: pd.DataFrame
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Features, the most important first; `remark` says by what."""

    features: tuple[str, ...]
    remark: str


def answered(watch: Watch, version: str, rows: pd.DataFrame) -> Answered:
    """The rows as the version would answer them; as they are logged where it cannot."""
    rows = rows.assign(**{VERSION: version})
    if _has_scores(rows):
        why = "the log has scores, which an artifact does not tell anew; what broken features do to answers is left out"
        return Answered(rows=rows, remark=f"Predictions stay as they were logged: {why}.")
    try:
        return Answered(rows=rows.assign(**{PREDICTION: _scored(watch, version, rows)}))
    except EvidenceUnavailable as error:
        return Answered(rows=rows, remark=f"Predictions stay as they were logged: {error}.")


def features_by_importance(watch: Watch, version: str, answers: Answered, seed: int) -> Ranked:
    """Features by how far predictions move on average when each is dealt out anew among the rows."""
    rows = answers.rows
    features = tuple(features_of(rows.columns))
    if not features:
        return Ranked(features=(), remark="The log has no features.")
    try:
        plain = _scored(watch, version, rows)
        moved = {
            name: _distance(plain, _scored(watch, version, swapped(rows, name, dice_for(name, seed))))
            for name in features
        }
    except EvidenceUnavailable as error:
        why = f"{version} cannot be asked which features matter ({error}); the log's first columns stand for those"
        return Ranked(features=features, remark=f"{why}.")
    ranked = ranked_by(moved.__getitem__, rows)
    most = ", ".join(ranked[:3])
    return Ranked(features=ranked, remark=f"What moves the predictions of {version} most, by swapping: {most}.")


def _scored(watch: Watch, version: str, rows: pd.DataFrame) -> np.ndarray:
    artifact = watch.ledger.candidates.of_version(watch.model, version).artifact
    return score(watch, artifact, _plain(rows))


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Whole numbers with gaps as models know them: floating, with NaN."""
    gaps = [str(name) for name in rows if isinstance(rows[name].dtype, pd.Int64Dtype | pd.BooleanDtype)]
    return rows.assign(**{name: rows[name].astype("float64") for name in gaps})


def _has_scores(rows: pd.DataFrame) -> bool:
    return any(name == SCORE or scored_class(str(name)) is not None for name in rows)


def _distance(plain: np.ndarray, moved: np.ndarray) -> float:
    """The mean absolute difference of numbers, the share of classes that differ."""
    if np.issubdtype(plain.dtype, np.number):
        return float(np.nanmean(np.abs(moved.astype(float) - plain.astype(float))))
    return float(np.mean(plain != moved))
