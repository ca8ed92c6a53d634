"""Which input moves the prediction: the model is asked, not the distance."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from monitors.changes.swap_in import SwapIn, swap_in
from monitors.drift.binning import bin_together
from tests.monitors.changes.builders import Floats, summaries

FEATURES = ("hour", "temp", "unused", "carrier")


def _traffic(rows: int, seed: int, *, temp: float = 0.0, unused: float = 0.0, late: float = 0.3) -> pd.DataFrame:
    dice = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "hour": dice.integers(0, 24, rows),
            "temp": dice.normal(temp, 1, rows),
            "unused": dice.normal(unused, 1, rows),
            "carrier": dice.choice(["late", "on time"], rows, p=[late, 1 - late]),
        }
    )


def _predict(rows: pd.DataFrame) -> Floats:
    numbers = 4 * rows["temp"] + 0.1 * rows["hour"] + 10 * (rows["carrier"] == "late")
    return numbers.to_numpy(dtype=float)


def _swaps(window: pd.DataFrame, *, seed: int = 1, predict: Any = _predict, **options: Any) -> dict[str, SwapIn]:
    rows = _traffic(4000, 11)
    reference = summaries(pd.concat([rows, _traffic(16_000, 12)]))
    columns = options.pop("columns", FEATURES)
    found = swap_in(rows, predict, summaries(window), reference, columns, seed, **options)
    return {swap.column: swap for swap in found}


@pytest.mark.parametrize("seed", range(5))
def test_the_feature_that_matters_comes_first_although_another_drifted_further(seed: int) -> None:
    window = _traffic(10_000, 100 + seed, temp=0.5, unused=3.0)
    here, there = summaries(window), summaries(_traffic(20_000, 12))
    distances = {column: _overlap(here[column], there[column]) for column in FEATURES}
    assert min(distances, key=lambda column: distances[column]) == "unused"
    swaps = _swaps(window, seed=seed)
    assert next(iter(swaps)) == "temp"
    assert swaps["temp"].prediction_change == pytest.approx(2.0, abs=0.3)
    assert swaps["unused"].prediction_change == 0.0


def _overlap(window: Any, reference: Any) -> float:
    bins = bin_together(window, reference)
    assert bins is not None
    return float(np.minimum(bins.window / bins.window.sum(), bins.reference / bins.reference.sum()).sum())


def test_the_change_is_the_true_one_for_text_and_the_largest_comes_first() -> None:
    swaps = _swaps(_traffic(10_000, 7, temp=0.25, late=0.5))
    assert list(swaps)[:2] == ["carrier", "temp"]
    assert swaps["carrier"].prediction_change == pytest.approx(2.0, abs=0.3)
    assert swaps["temp"].prediction_change == pytest.approx(1.0, abs=0.3)


@pytest.mark.slow
def test_without_a_change_no_feature_passes_three_times_its_noise() -> None:
    passed = 0
    for seed in range(40):
        swaps = _swaps(_traffic(5000, 500 + seed), seed=seed).values()
        passed += any(abs(s.prediction_change or 0.0) > 3 * (s.noise or 0.0) for s in swaps)
    assert passed <= 1


def test_the_same_seed_gives_the_same_answer_for_any_order_of_columns() -> None:
    rows, window = _traffic(4000, 1), summaries(_traffic(5000, 3, temp=0.3, late=0.4))
    reference = summaries(rows)
    there, back = (swap_in(rows, _predict, window, reference, order, 1) for order in (FEATURES, FEATURES[::-1]))
    assert there == back


def test_the_rows_are_left_alone() -> None:
    rows = _traffic(500, 1)
    before = rows.copy(deep=True)
    swap_in(rows, _predict, summaries(_traffic(500, 2, temp=1, late=0.9)), summaries(rows), FEATURES, 1)
    pd.testing.assert_frame_equal(rows, before)


def test_the_expected_loss_is_asked_of_the_swapped_rows_too() -> None:
    def squared(rows: pd.DataFrame, predictions: Floats) -> Floats:
        assert len(rows) == len(predictions)
        return np.square(predictions) / 16

    swaps = _swaps(_traffic(10_000, 4, temp=2.0), predict=lambda rows: 4 * rows["temp"], expected_loss=squared)
    assert swaps["temp"].expected_loss_change == pytest.approx(4.0, abs=0.3)
    assert swaps["unused"].expected_loss_change == 0.0


def test_a_column_that_cannot_be_compared_is_named_last_with_the_reason() -> None:
    window = _traffic(5000, 3, temp=0.3).assign(carrier=1.0, extra=2.0)
    swaps = _swaps(window, columns=("extra", *FEATURES))
    assert list(swaps)[-2:] == ["carrier", "extra"]
    assert swaps["carrier"] == SwapIn(
        column="carrier", prediction_change=None, note="it holds text in the reference and numbers in the window"
    )
    assert swaps["extra"].note == "it is missing from the reference"


def test_stored_rows_without_the_column_or_without_rows_say_so() -> None:
    rows = _traffic(300, 1)
    known = summaries(rows)
    (lacking,) = swap_in(rows.drop(columns="hour"), lambda r: r["temp"], known, known, ["hour"], 1)
    (empty,) = swap_in(rows[:0], _predict, known, known, ["hour"], 1)
    assert (lacking.prediction_change, lacking.note) == (None, "the stored reference rows lack it")
    assert (empty.prediction_change, empty.note) == (None, "there are no stored reference rows")


@pytest.mark.parametrize(("unscored", "known"), [(10, True), (4000, False)])
def test_rows_that_the_model_cannot_score_are_counted_and_left_out(unscored: int, known: bool) -> None:
    def patchy(rows: pd.DataFrame) -> Floats:
        return np.where(np.arange(len(rows)) < unscored, np.inf, rows["temp"])

    temp = _swaps(_traffic(5000, 3, temp=1.0), predict=patchy)["temp"]
    assert temp.note == f"the model gave no finite prediction for {unscored:,} of 4,000 rows"
    assert (temp.prediction_change is not None) == known


def test_another_number_of_predictions_than_of_rows_is_refused() -> None:
    def short(rows: pd.DataFrame) -> npt.NDArray[np.float64]:
        return np.zeros(len(rows) - 1)

    with pytest.raises(ValueError, match=r"predictions: an array of shape \(3999,\) for 4000 rows"):
        _swaps(_traffic(500, 1), predict=short)
