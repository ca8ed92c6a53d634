"""A column moved to the window's distribution: what it then looks like, and what stays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitors.changes.marginals import moved, why_not_comparable
from monitors.engines.columns import ColumnSummary
from tests.monitors.changes.builders import Floats, summary


def _normal(rows: int, seed: int, mean: float = 0.0, sd: float = 1.0) -> Floats:
    return np.random.default_rng(seed).normal(mean, sd, rows)


def _moved(column: pd.Series[Any], window: Any, reference: Any = None, seed: int = 1) -> pd.Series[Any]:
    before = summary(column if reference is None else reference)
    return moved(column, summary(window), before, np.random.default_rng(seed))


def test_numbers_take_the_windows_distribution_and_keep_their_order() -> None:
    column = pd.Series(_normal(4000, 1))
    swapped = _moved(column, _normal(50_000, 2, mean=3, sd=2), _normal(50_000, 3))
    assert (swapped.mean(), swapped.std()) == pytest.approx((3, 2), abs=0.1)
    assert column.corr(swapped, method="spearman") > 0.999


@pytest.mark.parametrize("column", [_normal(4000, 1), np.arange(4000) % 7, np.array(["a", "b", "c", "c"] * 1000)])
def test_a_column_that_did_not_move_stays_as_it_is(column: Floats) -> None:
    series = pd.Series(column)
    swapped = _moved(series, column[:1999])
    if series.dtype.kind in "if":
        assert np.abs(swapped - series).mean() < 0.1
    else:
        assert (swapped != series).mean() < 0.01
    pd.testing.assert_series_equal(_moved(series[:2000], series[:2000]), series[:2000])


def test_a_value_that_many_rows_share_is_spread_over_what_it_became() -> None:
    column = pd.Series([0.0] * 3000 + [1.0] * 1000)
    swapped = _moved(column, np.repeat([0.0, 1.0, 2.0], [250, 500, 250]))
    assert swapped.value_counts(normalize=True).sort_index().tolist() == pytest.approx([0.25, 0.5, 0.25], abs=0.02)
    assert (swapped >= column).all()


@pytest.mark.parametrize(("before", "after"), [(0.1, 0.6), (0.6, 0.1), (0.0, 1.0), (1.0, 0.0), (0.3, 0.3)])
@pytest.mark.parametrize("values", [_normal(4000, 1), np.array(["a", "b"] * 2000, dtype=object)], ids=["n", "t"])
def test_the_share_of_missing_values_moves_too(values: Any, before: float, after: float) -> None:
    gaps = np.random.default_rng(5).permutation(4000)
    column, window = (pd.Series(values).mask(gaps < 4000 * share) for share in (before, after))
    swapped = _moved(column, window)
    assert swapped.isna().mean() == pytest.approx(after, abs=0.001)
    if after > before:
        assert not (column.isna() & swapped.notna()).any()


def test_texts_move_by_as_few_rows_as_can_be() -> None:
    column = pd.Series(["a", "b", "c", "d"] * 1000)
    window = ["a"] * 10 + ["b"] * 25 + ["c"] * 25 + ["d"] * 20 + ["new"] * 20
    swapped = _moved(column, window)
    assert swapped.value_counts(normalize=True).to_dict() == pytest.approx(
        {"a": 0.1, "b": 0.25, "c": 0.25, "d": 0.2, "new": 0.2}, abs=0.001
    )
    assert (swapped != column).sum() == 800


@pytest.mark.parametrize(
    ("column", "window", "dtype"),
    [
        (pd.Series([1, 2, 3, 4], dtype="int64"), [5, 6, 7], "int64"),
        (pd.Series([1, 2, 3, 4], dtype="int64"), [5.5, 6.5], "float64"),
        (pd.Series([1, 2, 3, 4], dtype="int64"), [None, 2.0, None, None], "float64"),
        (pd.Series([1, 2, 3, 4], dtype="Int64"), [None, 2.0, None, None], "Int64"),
        (pd.Series([1, 2, 3, 4], dtype="uint8"), [-1, 300], "float64"),
        (pd.Series([1, 2, 3, 4], dtype="float32"), [1.5, 2.5], "float32"),
        (pd.Series([Decimal(1), Decimal(2)]), [1.5, 2.5], "float64"),
        (pd.Series([True, True, True]), [False], "bool"),
        (pd.Series([True, True, True], dtype="object"), [False], "object"),
        (pd.Series([True, True]), pd.Series([None, None, True, None], dtype="boolean"), "object"),
        (pd.Series([True, True], dtype="boolean"), pd.Series([None, None, True], dtype="boolean"), "boolean"),
        (pd.Series(["a", "b"], dtype="string"), ["c", None], "string"),
        (pd.Series([None, None, None], dtype="float64"), ["c"], "object"),
    ],
)
def test_the_dtype_stays_where_it_can_hold_the_values(column: pd.Series[Any], window: Any, dtype: str) -> None:
    before = column.copy(deep=True)
    swapped = _moved(column, window)
    assert str(swapped.dtype) == dtype
    assert set(swapped.dropna()) <= set(pd.Series(window).dropna())
    assert swapped.index.equals(column.index)
    pd.testing.assert_series_equal(column, before)


def test_categories_keep_their_order_and_get_the_new_ones() -> None:
    column = pd.Series(pd.Categorical(["a", "b"] * 50, categories=["b", "a", "unused"], ordered=True))
    swapped = _moved(column, ["unused"] * 50 + ["new"] * 50)
    assert list(swapped.cat.categories) == ["b", "a", "unused", "new"]
    assert swapped.cat.ordered
    assert set(swapped) == {"unused", "new"}


def test_the_few_values_that_are_no_numbers_stay() -> None:
    column = pd.Series([*range(99), "broken"], dtype=object)
    swapped = _moved(column, np.arange(1000, 1100))
    assert swapped.iloc[-1] == "broken"
    assert all(value >= 1000 for value in swapped[:-1])


NUMBERS, TEXTS, GAPS = [1.0, 2.0], ["a", "b"], [None, None]
DATES = pd.to_datetime(["2013-01-01"] * 2)


@pytest.mark.parametrize(
    ("window", "reference", "reason"),
    [
        (NUMBERS, NUMBERS, None),
        (GAPS, TEXTS, None),
        (NUMBERS, GAPS, None),
        (TEXTS, NUMBERS, "it holds numbers in the reference and text in the window"),
        (GAPS, GAPS, "neither the reference nor the window has any value of it"),
        (DATES, DATES, "it holds values that are neither numbers nor text; only numbers and text can be moved"),
        (NUMBERS, [*range(9), "a"], "1 of its 10 values in the reference are not numbers"),
        (
            [f"id {n}" for n in range(20_000)],
            TEXTS,
            "it has too many different texts in the window: the profile lists only the most frequent",
        ),
    ],
)
def test_a_column_that_cannot_be_moved_says_why(window: Any, reference: Any, reason: str | None) -> None:
    assert why_not_comparable(summary(window), summary(reference)) == reason


def test_a_column_that_a_side_lacks_says_which() -> None:
    there: ColumnSummary = summary(NUMBERS)
    assert why_not_comparable(None, there) == "it is missing from the window"
    assert why_not_comparable(None, None) == "it is missing from the reference and the window"
