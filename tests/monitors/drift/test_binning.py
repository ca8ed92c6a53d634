"""The reference chooses the bins; nothing in the window can fall outside them."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.drift.binning import bin_together, decile_edges
from monitors.engines.columns import ColumnSummary
from monitors.engines.whylogs_profiles import profile_frame, read_payload


def a_column(values: Any) -> ColumnSummary:
    frame = pd.DataFrame({"x": pd.Series(values, dtype=object)})
    return read_payload(profile_frame(frame, at=datetime(2013, 4, 1, tzinfo=UTC)))["x"]


def test_numbers_fall_into_ten_even_bins_and_one_of_what_is_missing() -> None:
    bins = bin_together(a_column([*range(1000), None]), a_column(range(1000)))
    assert bins is not None
    assert bins.reference == pytest.approx([*[100] * 10, 0], abs=2)
    assert bins.window == pytest.approx([*[100] * 10, 1], abs=2)


def test_text_falls_into_its_heaviest_values_and_the_rest() -> None:
    bins = bin_together(a_column(["a", "new", None]), a_column(["a", "a", "b"]))
    assert bins is not None
    assert bins.reference.tolist() == [2, 1, 0, 0]
    assert bins.window.tolist() == [1, 0, 1, 1]


def test_only_the_50_heaviest_values_have_a_bin_of_their_own() -> None:
    names = [f"v{number:02d}" for number in range(60)]
    bins = bin_together(a_column(names), a_column(names))
    assert bins is not None
    assert bins.reference.tolist() == [*[1] * 50, 10, 0]


def test_a_value_that_is_nearly_always_there_has_a_bin_to_itself() -> None:
    mostly_none = a_column([0.0] * 90 + [1.0] * 10)
    assert decile_edges(mostly_none)[:2] == [0.0, np.nextafter(0.0, 1.0)]
    bins = bin_together(a_column([0.5] * 100), mostly_none)
    assert bins is not None
    assert (bins.window * bins.reference).sum() == 0


@pytest.mark.parametrize("values", [[None], [datetime(2013, 4, 1, tzinfo=UTC)]])
def test_what_is_neither_number_nor_text_has_no_bins(values: list[Any]) -> None:
    assert bin_together(a_column([1]), a_column(values)) is None


def test_nothing_lies_beyond_the_largest_float() -> None:
    largest = float(np.finfo(np.float64).max)
    assert decile_edges(a_column([largest] * 10)) == [largest]


cells = st.lists(st.one_of(st.none(), st.floats(), st.integers(-3, 3), st.text(max_size=2)), min_size=1, max_size=40)


@settings(deadline=None)
@given(window=cells, reference=cells)
def test_every_value_falls_into_one_bin(window: list[Any], reference: list[Any]) -> None:
    bins = bin_together(a_column(window), a_column(reference))
    sums = (len(window), len(reference)) if bins is None else (bins.window.sum(), bins.reference.sum())
    assert sums == pytest.approx((len(window), len(reference)))
