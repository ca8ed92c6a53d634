"""How well a classifier tells two sets of rows apart, by all their features at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from domain.columns import features_of
from monitors.engines.dtypes import Kind, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from monitors.engines.columns import Floats

_HEAVIEST = 50
_MOST_ROWS = 2000
_FOLDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How features become numbers: `levels` are the most frequent texts of the columns of text, any other comes after.

    Columns without a number or a text in the reference are left out.
    """

    numbers: tuple[str, ...]
    levels: dict[str, dict[str, int]]

    def encode(self, frame: pd.DataFrame) -> Floats:
        """Rows x features, NaN where a value is missing or not what the reference holds; in an order of its own."""
        columns = [self._numbers(frame, name) for name in self.numbers]
        columns += [self._codes(frame, name) for name in self.levels]
        rows = np.column_stack(columns)
        return np.asarray(rows[np.lexsort(rows.T)])

    @staticmethod
    def _numbers(frame: pd.DataFrame, name: str) -> Floats:
        column = normalise(frame[name]) if name in frame else None
        if column is None or column.kind is not Kind.NUMBERS:
            return np.full(len(frame), np.nan)
        return column.values.to_numpy()

    def _codes(self, frame: pd.DataFrame, name: str) -> Floats:
        if name not in frame:
            return np.full(len(frame), np.nan)
        levels = self.levels[name]
        values = normalise(frame[name]).values
        gaps = values.isna()
        codes = [
            np.nan if gap else levels.get(str(value), len(levels)) for value, gap in zip(values, gaps, strict=True)
        ]
        return np.array(codes, dtype=np.float64)


def coding_of(frames: Sequence[pd.DataFrame]) -> Coding:
    """The coding of all features that these rows have."""
    import pandas as pd

    together = pd.concat(frames, ignore_index=True)
    normal = {name: normalise(together[name]) for name in features_of(together.columns)}
    texts = {name: column.values.dropna() for name, column in normal.items() if column.kind is Kind.TEXT}
    return Coding(
        numbers=tuple(name for name, column in normal.items() if column.kind is Kind.NUMBERS),
        levels={name: _levels(values.tolist()) for name, values in texts.items()},
    )


def area_under_curve(rows: Floats, others: Sequence[Floats], *, texts: int, seed: int = 0) -> float:
    """The area under the ROC curve of telling `rows` from the others: 0.5 is chance, 1 is every time.

    Cross-fitted: each half of the rows is scored by 30 small gradient-boosted trees that learned from the other
    half. The others are thinned evenly to 2,000 rows; the last `texts` features are categories.
    D. Lopez-Paz and M. Oquab, Revisiting classifier two-sample tests, ICLR 2017.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score

    features, truth, folds = _labelled(rows, np.concatenate(others), seed)
    is_text = np.arange(features.shape[1]) >= features.shape[1] - texts
    scores = np.empty(len(truth))
    for fold in range(_FOLDS):
        trees = HistGradientBoostingClassifier(
            max_iter=30, max_leaf_nodes=8, learning_rate=0.2, early_stopping=False,
            categorical_features=is_text, random_state=seed,
        )  # fmt: skip
        trees.fit(features[folds != fold], truth[folds != fold])
        scores[folds == fold] = trees.decision_function(features[folds == fold])
    return float(roc_auc_score(truth, scores))


def _labelled(rows: Floats, others: Floats, seed: int) -> tuple[Floats, Floats, Floats]:
    """Features, which side they are of, and their fold, drawn: sorted rows dealt out in turn would give both folds the
    same chance deviations, and so take chance for drift.
    """
    kept = others[np.linspace(0, len(others) - 1, min(_MOST_ROWS, len(others))).astype(int)]
    dice = np.random.default_rng(seed)
    features = np.concatenate([rows, kept])
    truth = np.repeat([1.0, 0.0], [len(rows), len(kept)])
    folds = np.concatenate([dice.permutation(len(side)) % _FOLDS for side in (rows, kept)])
    return features, truth, folds.astype(np.float64)


def _levels(values: Sequence[str]) -> dict[str, int]:
    counted = sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))
    return {value: code for code, (value, _) in enumerate(counted[:_HEAVIEST])}
