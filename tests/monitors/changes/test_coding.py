"""Values as codes: the same on both sides, rare ones together and said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitors.changes.coding import MISSING, OTHER, code_column, code_pair


def _series(*values: object) -> pd.Series[Any]:
    return pd.Series(list(values))


@pytest.mark.parametrize(
    ("reference", "window"),
    [
        (_series(1, 2), _series(1.0, None)),
        (_series("1", "2"), _series(1, None)),
        (_series("1", "2").astype("category"), _series("1", None).astype("category")),
        (pd.Series([1, 2], dtype="Int64"), pd.Series([1, None], dtype="Int64")),
    ],
)
def test_values_that_read_the_same_are_the_same_whatever_their_dtype(
    reference: pd.Series[Any],
    window: pd.Series[Any],
) -> None:
    coded = code_column("x", reference, window)
    assert coded.reference[0] == coded.window[0]
    assert set(coded.values) == {("1",), ("2",), (MISSING,)}


def test_many_values_leave_the_heaviest_50_and_one_for_the_rest() -> None:
    values = pd.Series(np.repeat(np.arange(120), np.arange(120, 0, -1)))
    coded = code_column("x", values, values)
    assert coded.values == (*((str(value),) for value in range(50)), (OTHER,))
    assert coded.folded == 70
    assert (coded.reference == np.minimum(values, 50)).all()


def test_a_value_that_only_the_short_window_has_weighs_as_much_as_its_share() -> None:
    reference = pd.Series(np.tile(np.arange(60), 1000))
    coded = code_column("x", reference, pd.Series(["new"] * 10))
    assert coded.values[0] == ("new",)


def test_pairs_hold_the_combinations_that_there_are() -> None:
    first = code_column("a", _series("x", "x", "y"), _series("x"))
    second = code_column("b", _series(1, 1, 2), _series(2))
    pair = code_pair(first, second)
    assert pair.columns == ("a", "b")
    assert pair.values == (("x", "2"), ("x", "1"), ("y", "2"))
    assert (pair.reference.tolist(), pair.window.tolist()) == ([1, 1, 2], [0])
