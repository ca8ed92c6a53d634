"""What whylogs keeps besides counts and quantiles, and what its own road gets wrong or falls over."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.engines.arrow_profiles import profile_table
from monitors.engines.whylogs_profiles import merge_payloads, profile_frame, read_payload

NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)
WIDTHS = {
    pa.int8(): (-128, 127),
    pa.int32(): (-(2**31), 2**31 - 1),
    pa.int64(): (-(2**63), 2**63 - 1),
    pa.uint8(): (0, 255),
    pa.uint64(): (0, 2**63 - 1),
}


def view_of(payload: bytes) -> Any:
    from whylogs.core import DatasetProfileView

    return DatasetProfileView.deserialize(payload).get_column("x")


def of_arrow(values: Any, type_: pa.DataType | None = None, **options: Any) -> bytes:
    array = values if isinstance(values, pa.Array) else pa.array(values, type_)
    return profile_table(pa.table({"x": array}), at=NOON, **options)


def of_why_log(values: list[Any], dtype: str) -> Any:
    profile_frame(pd.DataFrame({"x": [1]}), at=NOON)  # whylogs can tell dtypes apart under numpy 2 from here on
    import whylogs

    return whylogs.log(pandas=pd.DataFrame({"x": pd.Series(values, dtype=dtype)})).view().get_column("x")


def items_of(column: Any) -> dict[str, int]:
    return {item.value: item.est for item in column.get_metric("frequent_items").strings}


@st.composite
def integers(draw: st.DrawFn) -> tuple[pa.DataType, list[int | None]]:
    type_ = draw(st.sampled_from(list(WIDTHS)))
    some = st.integers(*WIDTHS[type_]) | st.integers(0, 5)
    return type_, [draw(some), *draw(st.lists(st.none() | some, max_size=30))]


@settings(deadline=None, max_examples=100)
@given(column=integers())
def test_frequent_integers_and_their_extremes_are_why_logs(column: tuple[pa.DataType, list[int | None]]) -> None:
    type_, values = column
    ours, theirs = view_of(of_arrow(values, type_)), of_why_log(values, "Int64")
    assert set(ours.get_metric_names()) == set(theirs.get_metric_names())
    assert items_of(ours) == items_of(theirs)
    summaries = [view.to_summary_dict() for view in (ours, theirs)]
    assert [(s["ints/min"], s["ints/max"]) for s in summaries] == [(min_of(values), max_of(values))] * 2


def min_of(values: list[int | None]) -> int:
    return min(value for value in values if value is not None)


def max_of(values: list[int | None]) -> int:
    return max(value for value in values if value is not None)


@pytest.mark.parametrize("rows", [[1.5, 2.5], ["a"], [True]])
def test_other_columns_have_the_metrics_of_why_log_that_say_something(rows: list[Any]) -> None:
    names = set(view_of(of_arrow(rows)).get_metric_names())
    assert ("frequent_items" in names) == (not isinstance(rows[0], float))
    assert "ints" not in names


def test_integers_that_lie_far_apart_are_frequent_too() -> None:
    values = [10**12, 10**12, 5, -7]
    assert items_of(view_of(of_arrow(values))) == {str(10**12): 2, "5": 1, "-7": 1}


def test_unsigned_integers_beyond_the_signed_ones_keep_their_digits() -> None:
    view = view_of(of_arrow([2**64 - 1, 2**64 - 1, 3], pa.uint64()))
    assert items_of(view) == {str(2**64 - 1): 2, "3": 1}
    assert view.to_summary_dict()["ints/max"] == 2**63 - 1
    close = view_of(of_arrow([2**64 - 1, 2**64 - 2], pa.uint64()))
    assert items_of(close) == {str(2**64 - 1): 1, str(2**64 - 2): 1}


def some_bytes(*values: bytes) -> pa.Array:
    """A column of text that says it is UTF-8 and is not."""
    ends = np.cumsum([0, *map(len, values)]).astype(np.int32)
    return pa.Array.from_buffers(
        pa.string(), len(values), [None, pa.py_buffer(ends.tobytes()), pa.py_buffer(b"".join(values))]
    )


def test_bytes_that_are_no_utf8_are_spelt_out() -> None:
    broken = some_bytes(b"caf\xe9", b"caf\xe8", b"a")
    for array in (broken, pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), broken)):
        assert dict(read_payload(of_arrow(array))["x"].items) == {"caf\\xe8": 1, "caf\\xe9": 1, "a": 1}


def test_profiles_of_huge_numbers_merge() -> None:
    payloads = tuple(of_arrow(values) for values in ([1e300, 2.0], [-1e300, 4.0], [1.7e308, 1.7e308]))
    merged = merge_payloads(payloads)
    assert read_payload(merge_payloads((merged, merged)))["x"].numbers == 12


@pytest.mark.parametrize(
    "type_",
    [pa.decimal32(9, 2), pa.decimal64(18, 2), pa.decimal128(18, 2), pa.decimal128(38, 2), pa.decimal256(60, 2)],
    ids=str,
)
def test_decimals_are_the_nearest_floats(type_: pa.DataType) -> None:
    texts = ["0.10", "-3.25", "1234567.89", "0.00", "-0.07"]
    array = pa.array([*map(Decimal, texts), None], type_)[1:]
    found = view_of(of_arrow(array)).get_metric("distribution").kll.value
    assert sorted(found.get_quantiles([0.0, 1.0])) == [-3.25, 1234567.89]
    assert found.get_n() == 4


@settings(deadline=None, max_examples=100)
@given(units=st.lists(st.integers(-(10**18) + 1, 10**18 - 1), min_size=1, max_size=10))
def test_decimals_become_floats_as_python_makes_them(units: list[int]) -> None:
    values = [Decimal(unit).scaleb(-4) for unit in units]
    found = view_of(of_arrow(values, pa.decimal128(18, 4))).get_metric("distribution").kll.value
    assert [found.get_min_value(), found.get_max_value()] == [float(min(values)), float(max(values))]


@pytest.mark.parametrize(("alike", "different"), [(True, 4), (False, 6)])
def test_whole_numbers_of_either_type_can_count_as_the_same_values(*, alike: bool, different: int) -> None:
    payloads = tuple(of_arrow(values, alike=alike) for values in ([1, 2, 3], [1.0, 2.0, 2.5]))
    found = view_of(merge_payloads(payloads)).to_summary_dict()["cardinality/est"]
    assert found == pytest.approx(different, rel=1e-3)


def test_runs_are_what_why_log_sees_of_the_values_they_stand_for() -> None:
    runs = pa.RunEndEncodedArray.from_arrays([2, 3, 7], [1.5, None, 2.5])
    ours, theirs = view_of(of_arrow(runs)), of_why_log([1.5] * 2 + [np.nan] + [2.5] * 4, "float64")
    for name in ("counts/n", "counts/null", "distribution/mean", "distribution/stddev", "cardinality/est"):
        assert ours.to_summary_dict()[name] == pytest.approx(theirs.to_summary_dict()[name], rel=1e-9)
