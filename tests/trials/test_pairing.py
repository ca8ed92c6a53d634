"""Two models on the same rows."""

import numpy as np
import pandas as pd
import pytest

from domain.columns import LABEL
from tests.trials.builders import some_rows
from trials.pairing import pair
from trials.probation import daily_harm


def test_losses_are_aligned_and_positive_differences_favour_the_challenger() -> None:
    pairs = pair(some_rows([10, 20]), champion=[13, 20], challenger=[11, 24], loss="absolute_error")
    assert pairs.champion.tolist() == [3, 0]
    assert pairs.challenger.tolist() == [1, 4]
    assert pairs.differences.tolist() == [2, -4]
    assert pairs.metric == "mean absolute error"


def test_rows_that_cannot_be_scored_are_dropped_and_counted() -> None:
    pairs = pair(
        some_rows([1, 2, None, 4, 5, 6]),
        champion=[1, np.nan, 1, 4, np.nan, 5],
        challenger=[2, 2, 2, np.inf, np.nan, 6],
        loss="squared_error",
    )
    assert pairs.rows == 2
    assert (pairs.labelled, pairs.unlabelled) == (5, 1)
    assert (pairs.champion_unscored, pairs.challenger_unscored) == (2, 2)
    assert pairs.champion.tolist() == [0, 1]


def test_classes_may_be_text() -> None:
    rows = some_rows([0, 0, 0])
    rows[LABEL] = ["late", "late", None]
    pairs = pair(rows, champion=["late", "on time", "late"], challenger=["late", "late", "late"], loss="zero_one")
    assert pairs.champion.tolist() == [0, 1]
    assert pairs.unlabelled == 1


def test_days_are_those_of_the_place_where_the_traffic_comes_from() -> None:
    rows = some_rows([1, 2, 3], hours=3)
    pairs = pair(rows, champion=[1, 1, 1], challenger=[1, 1, 1], loss="zero_one", timezone="America/New_York")
    assert [str(day) for day in pairs.days] == ["2013-03-31", "2013-03-31", "2013-04-01"]


def test_segments_follow_their_rows() -> None:
    rows = some_rows([1, None, 3]).assign(carrier=pd.Categorical(["UA", "DL", "B6"]))
    pairs = pair(rows, champion=[1, 1, 1], challenger=[1, 1, 1], loss="zero_one", segments=("carrier",))
    assert pairs.segments["carrier"].tolist() == ["UA", "B6"]


def test_the_rows_are_left_alone() -> None:
    rows = some_rows([1, None, 3])
    before = rows.copy(deep=True)
    pair(rows, champion=[1, 1, 1], challenger=[1, 1, 1], loss="absolute_error")
    pd.testing.assert_frame_equal(rows, before)


def test_a_hold_out_without_rows_pairs_nothing() -> None:
    pairs = pair(some_rows([]), champion=[], challenger=[], loss="absolute_error", timezone="Europe/Berlin")
    assert (pairs.rows, pairs.unlabelled) == (0, 0)
    assert daily_harm(pairs).tolist() == []


def test_another_number_of_predictions_is_refused() -> None:
    with pytest.raises(ValueError, match="2 rows need 2 predictions"):
        pair(some_rows([1, 2]), champion=[1, 2, 3], challenger=[1, 2], loss="absolute_error")


def test_a_guarded_column_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="no column 'carrier' to guard"):
        pair(some_rows([1]), champion=[1], challenger=[1], loss="absolute_error", segments=("carrier",))
