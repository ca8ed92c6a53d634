"""Which input moves the prediction: the model scores reference rows again with one column as it is in the window.

The distance by which a column drifted does not say what that does to the prediction: a model may not even look at
the column. Swapping in one column at a time asks the model itself. It answers for each column alone, if the other
columns' dependence stayed as before, and cannot see a changed relation between inputs and label.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import numpy.typing as npt

from monitors.changes.marginals import moved, why_not_comparable

if TYPE_CHECKING:
    import pandas as pd

    from monitors.engines.columns import ColumnSummary, Floats

Predict = Callable[["pd.DataFrame"], npt.ArrayLike]
ExpectedLoss = Callable[["pd.DataFrame", "Floats"], npt.ArrayLike]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapIn:
    """What one column alone does: changes of the mean prediction and of the mean expected loss, in their units.

    `noise` bounds the standard error of `prediction_change` under a model that adds its inputs up: sampling moves a
    column's mean effect by no more than the predictions' standard deviation times sqrt(1 / reference's rows +
    1 / window's rows). A change is None where `note` says why, and `expected_loss_change` also where nobody asked.
    """

    column: str
    prediction_change: float | None
    expected_loss_change: float | None = None
    noise: float | None = None
    note: str | None = None


def swap_in(
    rows: pd.DataFrame,
    predict: Predict,
    window: Mapping[str, ColumnSummary],
    reference: Mapping[str, ColumnSummary],
    columns: Sequence[str],
    seed: int,
    *,
    expected_loss: ExpectedLoss | None = None,
) -> tuple[SwapIn, ...]:
    """Each column swapped into the reference rows: the largest change of the prediction first, the unknown last.

    `rows` are some 4,000 rows of the reference and stay as they are. `predict` gives one number a row: a class is no
    number, its score is one. `expected_loss` gives a number a row from rows and predictions. Both have to take what
    the window holds, as they did when it was served. The same seed gives the same answer for any order of columns.
    Raises ValueError for another number of predictions or losses than of rows.

    >>> import pandas as pd
    >>> from datetime import UTC, datetime
    >>> from monitors.engines.whylogs_profiles import profile_frame, read_payload
    >>> rows = pd.DataFrame({"temp": [1.0, 2.0, 3.0], "carrier": ["AA", "DL", "DL"]})
    >>> before, after = (
    ...     read_payload(profile_frame(frame, at=datetime(2013, 1, 1, tzinfo=UTC)))
    ...     for frame in (rows, rows.assign(temp=rows["temp"] + 5))
    ... )
    >>> found = swap_in(rows, lambda frame: 2 * frame["temp"], after, before, ["carrier", "temp"], seed=1)
    >>> [(swap.column, swap.prediction_change) for swap in found]
    [('temp', 10.0), ('carrier', 0.0)]
    """
    model = _Model(predict=predict, expected_loss=expected_loss)
    before = model.score(rows)
    swaps = [_swap(column, rows, before, model, window, reference, seed) for column in columns]
    return tuple(sorted(swaps, key=_largest_first))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Scores:
    """A prediction for each row, and an expected loss for each if anybody asked; NaN where the model gave none."""

    predictions: Floats
    losses: Floats | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Model:
    """What is asked of the rows."""

    predict: Predict
    expected_loss: ExpectedLoss | None

    def score(self, rows: pd.DataFrame) -> _Scores:
        predictions = _one_a_row(self.predict(rows), rows, "predictions")
        if self.expected_loss is None:
            return _Scores(predictions=predictions, losses=None)
        losses = _one_a_row(self.expected_loss(rows, predictions), rows, "expected losses")
        return _Scores(predictions=predictions, losses=losses)


def _swap(
    column: str,
    rows: pd.DataFrame,
    before: _Scores,
    model: _Model,
    window: Mapping[str, ColumnSummary],
    reference: Mapping[str, ColumnSummary],
    seed: int,
) -> SwapIn:
    there, here = window.get(column), reference.get(column)
    reason = _why_not(column, rows, there, here)
    if there is None or here is None or reason:
        return SwapIn(column=column, prediction_change=None, note=reason)
    dice = np.random.default_rng([seed, crc32(column.encode())])
    after = model.score(rows.assign(**{column: moved(rows[column], there, here, dice)}))
    change, unscored = _mean_change(before.predictions, after.predictions)
    return SwapIn(
        column=column,
        prediction_change=change,
        expected_loss_change=_loss_change(before, after),
        noise=_noise(before.predictions, there, here),
        note=f"the model gave no finite prediction for {unscored:,} of {len(rows):,} rows" if unscored else None,
    )


def _why_not(
    column: str, rows: pd.DataFrame, window: ColumnSummary | None, reference: ColumnSummary | None
) -> str | None:
    if reason := why_not_comparable(window, reference):
        return reason
    if column not in rows:
        return "the stored reference rows lack it"
    return None if len(rows) else "there are no stored reference rows"


def _mean_change(before: Floats, after: Floats) -> tuple[float | None, int]:
    """The mean change over the rows that have both numbers, and how many have not."""
    changes = after - before
    known = changes[np.isfinite(changes)]
    return (float(known.mean()) if len(known) else None), len(changes) - len(known)


def _loss_change(before: _Scores, after: _Scores) -> float | None:
    if before.losses is None or after.losses is None:
        return None
    return _mean_change(before.losses, after.losses)[0]


def _noise(predictions: Floats, window: ColumnSummary, reference: ColumnSummary) -> float | None:
    known = predictions[np.isfinite(predictions)]
    return float(known.std()) * sqrt(1 / window.count + 1 / reference.count) if len(known) else None


def _one_a_row(answers: npt.ArrayLike, rows: pd.DataFrame, what: str) -> Floats:
    """The answers as floats, endless ones as NaN."""
    numbers = np.asarray(answers, dtype=np.float64)
    if numbers.shape != (len(rows),):
        raise ValueError(f"{what}: an array of shape {numbers.shape} for {len(rows)} rows; one number a row is needed")
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _largest_first(swap: SwapIn) -> tuple[bool, float, str]:
    change = swap.prediction_change
    return change is None, -abs(change or 0.0), swap.column
