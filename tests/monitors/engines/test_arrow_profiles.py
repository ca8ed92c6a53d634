"""Profiles made from Arrow say what whylogs says of the same rows, and whylogs reads and merges them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.engines.arrow_profiles import ROWS_AT_ONCE, profile_batches, profile_table
from monitors.engines.columns import ColumnSummary
from monitors.engines.dtypes import Kind, normalise
from monitors.engines.whylogs_profiles import merge_payloads, profile_frame, read_payload

NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)
INF, NAN = float("inf"), float("nan")

floats = st.floats(-1e100, 1e100) | st.sampled_from([NAN, INF, -INF])
texts = st.text(st.characters(codec="utf-8"), max_size=3)
cents = st.decimals(-(10**7), 10**7, places=2)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001
halves = st.integers(-2000, 2000).map(lambda whole: whole / 2)
wide = halves | st.sampled_from([NAN, INF])
NUMBERS = (halves, wide, floats, cents)


def whole(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


CELLS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.int8(): whole(-128, 127),
    pa.int16(): whole(-(2**15), 2**15 - 1),
    pa.int32(): whole(-(2**31), 2**31 - 1),
    pa.int64(): whole(-(2**53), 2**53),
    pa.uint8(): whole(0, 255),
    pa.uint16(): whole(0, 2**16 - 1),
    pa.uint32(): whole(0, 2**32 - 1),
    pa.uint64(): whole(0, 2**53),
    pa.float16(): halves,
    pa.float32(): wide,
    pa.float64(): floats,
    pa.decimal128(10, 2): cents,
    pa.decimal256(50, 2): cents,
    pa.string(): texts,
    pa.large_string(): texts,
    pa.string_view(): texts,
    pa.dictionary(pa.int8(), pa.string()): texts,
    pa.dictionary(pa.int32(), pa.string_view()): texts,
    pa.dictionary(pa.int16(), pa.float64()): floats,
    pa.bool_(): st.booleans(),
    pa.timestamp("us"): moments,
    pa.timestamp("ns", "UTC"): moments,
    pa.date32(): st.dates(),
    pa.time64("us"): st.times(),
    pa.duration("s"): st.timedeltas().map(lambda span: span // 10**6 * 10**6),
    pa.binary(): st.binary(max_size=2),
    pa.list_(pa.int8()): st.lists(whole(0, 9), max_size=2),
    pa.struct({"a": pa.int8()}): st.fixed_dictionaries({"a": whole(0, 9)}),
    pa.null(): st.none(),
}


@st.composite
def columns(draw: st.DrawFn) -> tuple[pa.DataType, list[Any]]:
    type_ = draw(st.sampled_from(list(CELLS)))
    return type_, draw(st.lists(st.none() | CELLS[type_], min_size=1, max_size=40))


def an_array(values: list[Any], type_: pa.DataType) -> pa.Array:
    """NaN stays a number; views are made of what they are views of, since Arrow builds few of them itself."""
    if pa.types.is_dictionary(type_):
        keys = list(dict.fromkeys(value for value in values if value is not None))
        places = [None if value is None else keys.index(value) for value in values]
        return pa.DictionaryArray.from_arrays(pa.array(places, type_.index_type), an_array(keys, type_.value_type))
    return pa.array(values, type_, from_pandas=False)


def as_pandas(values: list[Any], type_: pa.DataType) -> "pd.Series[Any]":
    """The same values as a user of pandas holds them."""
    if pa.types.is_integer(type_):
        return pd.Series(values, dtype="Int64")
    return pd.Series(values, dtype=object)


def of_arrow(values: Any, type_: pa.DataType | None = None) -> bytes:
    array = values if isinstance(values, pa.Array) else an_array(values, type_)
    return profile_table(pa.table({"x": array}), at=NOON)


def of_pandas(values: list[Any], type_: pa.DataType) -> bytes:
    return profile_frame(pd.DataFrame({"x": as_pandas(values, type_)}), at=NOON)


def of_why_log(values: list[Any], type_: pa.DataType) -> Any:
    """whylogs' own profile: of integers and of nothing as they are, of all else as `normalise` brings it down."""
    of_pandas([1], pa.int64())  # whylogs can tell dtypes apart under numpy 2 once the engine has been used
    import whylogs

    series = as_pandas(values, type_)
    takes_as_it_is = pa.types.is_integer(type_) or not (series.notna().any() or CELLS[type_] in NUMBERS)
    frame = pd.DataFrame({"x": series if takes_as_it_is else normalise(series).values})
    return whylogs.log(pandas=frame).view()


def view_of(payload: bytes) -> Any:
    from whylogs.core import DatasetProfileView

    return DatasetProfileView.deserialize(payload)


EXACT = ("counts/n", "counts/null", "counts/nan", "types/integral", "types/fractional", "types/string", "types/object")
SAME = (*EXACT, "distribution/n", "distribution/min", "distribution/max", "cardinality/est")


def facts(view: Any) -> dict[str, float]:
    summary = view.get_column("x").to_summary_dict()
    return {name: summary[name] for name in SAME}


def moments_of(view: Any) -> list[float]:
    summary = view.get_column("x").to_summary_dict()
    return [summary["distribution/mean"], summary["distribution/stddev"]]


def near(view: Any) -> Any:
    """Means and deviations, up to what the order of adding changes at the size of the numbers."""
    extremes = [facts(view)["distribution/min"], facts(view)["distribution/max"]]
    return pytest.approx(moments_of(view), rel=1e-9, abs=1e-9 * np.nan_to_num(np.abs(extremes)).max())


def counts_of(summary: ColumnSummary) -> tuple[Any, ...]:
    counts = (summary.count, summary.missing, summary.infinite, summary.numbers, summary.texts, summary.opaque)
    return (*counts, summary.kind, dict(summary.items))


@settings(deadline=None, max_examples=300)
@given(column=columns())
def test_whylogs_says_the_same_of_every_type(column: tuple[pa.DataType, list[Any]]) -> None:
    values, type_ = column[1], column[0]
    ours, theirs = view_of(of_arrow(values, type_)), of_why_log(values, type_)
    assert facts(ours) == pytest.approx(facts(theirs), rel=1e-12, nan_ok=True)
    assert moments_of(ours) == near(theirs)


@settings(deadline=None, max_examples=200)
@given(column=columns())
def test_either_road_gives_the_same_summary(column: tuple[pa.DataType, list[Any]]) -> None:
    values, type_ = column[1], column[0]
    ours, theirs = (read_payload(payload)["x"] for payload in (of_arrow(values, type_), of_pandas(values, type_)))
    assert counts_of(ours) == counts_of(theirs)
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    np.testing.assert_array_equal(ours.quantiles(shares), theirs.quantiles(shares))


def test_cardinality_is_whylogs_own_beyond_what_sketches_keep_exactly() -> None:
    dice = np.random.default_rng(3)
    rows = {pa.float64(): dice.normal(size=80_000), pa.int64(): dice.integers(0, 50_000, 80_000)}
    rows[pa.string()] = rows[pa.int64()].astype(str)
    for type_, values in rows.items():
        ours, theirs = view_of(of_arrow(values.tolist(), type_)), of_why_log(values.tolist(), type_)
        assert facts(ours) == pytest.approx(facts(theirs), rel=1e-12, nan_ok=True)


@settings(deadline=None, max_examples=100)
@given(column=columns(), cut=st.integers(0, 40))
def test_whylogs_merges_ours_with_its_own(column: tuple[pa.DataType, list[Any]], cut: int) -> None:
    type_, values = column[0], column[1] + column[1]
    left, right = values[: cut + 1], values[cut + 1 :] or values[:1]
    merged = view_of(of_arrow(left, type_)).merge(of_why_log(right, type_))
    merged = view_of(merged.serialize())
    whole = of_why_log(left + right, type_)
    assert facts(merged) == pytest.approx(facts(whole), rel=1e-12, nan_ok=True)
    assert moments_of(merged) == near(whole)


@settings(deadline=None, max_examples=100)
@given(column=columns(), size=st.integers(1, 7))
def test_how_the_rows_are_cut_into_batches_does_not_matter(column: tuple[pa.DataType, list[Any]], size: int) -> None:
    table = pa.table({"x": an_array(column[1], column[0])})
    once = profile_table(table, at=NOON)
    cut = profile_batches(table.to_batches(max_chunksize=size), at=NOON)
    assert counts_of(read_payload(cut)["x"]) == counts_of(read_payload(once)["x"])
    assert facts(view_of(cut)) == pytest.approx(facts(view_of(once)), nan_ok=True)


def test_integers_beyond_the_largest_signed_one_stay_positive() -> None:
    large = of_arrow([2**64 - 1, 2**63, None], pa.uint64())
    assert counts_of(read_payload(large)["x"])[:4] == (3, 1, 0, 2)
    assert [facts(view_of(large))[f"distribution/{end}"] for end in ("min", "max")] == [2.0**63, 2.0**64]


def test_integers_that_floats_cannot_tell_apart_are_counted_apart() -> None:
    ids = [2**60 + offset for offset in range(100)]
    assert facts(view_of(of_arrow(ids, pa.int64())))["cardinality/est"] == pytest.approx(100, rel=1e-3)


def test_infinite_numbers_are_counted_and_leave_the_mean_alone() -> None:
    view = view_of(of_arrow([1.0, 3.0, INF, -INF, NAN, None], pa.float64()))
    summary = view.get_column("x").to_summary_dict()
    assert (summary["counts/null"], summary["counts/inf"], summary["distribution/mean"]) == (4, 2, 2.0)


def test_sentinels_near_the_largest_float_do_not_warn() -> None:
    assert read_payload(of_arrow([1.0, 1.7e308, 1.7e308, -1.7e308], pa.float64()))["x"].numbers == 4


@pytest.mark.parametrize(
    ("array", "kind", "missing"),
    [
        (pa.RunEndEncodedArray.from_arrays([2, 3], [1.0, None]), Kind.NUMBERS, 1),
        (pa.RunEndEncodedArray.from_arrays([2, 3], pa.array(["a", None])), Kind.TEXT, 1),
        (pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, None]), pa.array(["a", None, "a"])), Kind.TEXT, 2),
        (pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array([Decimal("0.1"), None])), Kind.NUMBERS, 1),
        (pa.array([1, None], pa.bool8()), Kind.NUMBERS, 1),
        (pa.array([b"0" * 16, None], pa.uuid()), Kind.OPAQUE, 1),
        (pa.array([b"0", None], pa.binary_view()), Kind.OPAQUE, 1),
        (pa.array([[1], None], pa.list_view(pa.int8())), Kind.OPAQUE, 1),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else None,
)
def test_rarer_types_are_what_they_stand_for(array: pa.Array, kind: Kind, missing: int) -> None:
    summary = read_payload(of_arrow(array))["x"]
    assert (summary.kind, summary.count, summary.missing) == (kind, len(array), missing)


def test_one_text_under_two_keys_is_one_text() -> None:
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 2]), pa.array(["a", "b", "a"]))
    assert dict(read_payload(of_arrow(twice))["x"].items) == {"a": 3, "b": 1}


def test_long_texts_are_frequent_by_their_first_characters() -> None:
    long = "x" * 128
    summary = read_payload(of_arrow([long + "1", long + "2"], pa.string()))["x"]
    assert (dict(summary.items), summary.texts) == ({long: 2}, 2)


@pytest.mark.parametrize("table", [pa.table({}), pa.table({"x": pa.array([], pa.int64())})])
def test_nothing_gives_no_bytes(table: pa.Table) -> None:
    assert profile_table(table, at=NOON) == b""
    assert profile_batches(iter([]), at=NOON) == b""


def test_a_column_may_appear_disappear_and_change_its_type() -> None:
    batches = [
        pa.record_batch({"x": [1, 2], "old": [1, 1]}),
        pa.record_batch({"x": ["a"], "new": [True]}),
        pa.record_batch({"x": pa.nulls(2)}),
    ]
    found = read_payload(profile_batches(batches, at=NOON))
    x = found["x"]
    assert (x.count, x.numbers, x.texts, x.missing) == (5, 2, 1, 2)
    assert (found["old"].count, found["new"].count) == (2, 1)


def test_two_columns_of_one_name_are_refused() -> None:
    table = pa.table([pa.array([1]), pa.array([2])], names=["x", "x"])
    with pytest.raises(ValueError, match="two or more of x; rename them"):
        profile_table(table, at=NOON)


def test_the_same_rows_give_the_same_bytes_while_the_sketch_keeps_all() -> None:
    values = list(range(2000))
    assert of_arrow(values, pa.float64()) == of_arrow(values, pa.float64())


def many_rows() -> Iterator[pa.RecordBatch]:
    """Twenty batches, each made when it is asked for."""
    for seed in range(20):
        yield pa.record_batch({"x": np.random.default_rng(seed).normal(size=ROWS_AT_ONCE // 3)})


ORDERS: dict[str, Callable[[list[bytes]], bytes]] = {
    "from the left": lambda p: merge_payloads((merge_payloads((p[0], p[1])), p[2])),
    "from the right": lambda p: merge_payloads((p[0], merge_payloads((p[1], p[2])))),
    "backwards": lambda p: merge_payloads((p[2], p[1], p[0])),
}


@pytest.mark.parametrize("order", ORDERS)
def test_merging_in_any_order_is_profiling_all_rows(order: str) -> None:
    batches = list(many_rows())
    parts = [profile_batches(part, at=NOON) for part in (batches[:3], batches[3:12], batches[12:])]
    merged, whole = view_of(ORDERS[order](parts)), view_of(profile_batches(many_rows(), at=NOON))
    numbers = np.concatenate([batch.column(0).to_numpy() for batch in batches])
    assert facts(merged) == pytest.approx(facts(whole), rel=2e-3)
    assert moments_of(merged) == pytest.approx([numbers.mean(), numbers.std(ddof=1)], rel=1e-9)
    tenths = [tenth / 10 for tenth in range(1, 10)]
    found = merged.get_column("x").get_metric("distribution").kll.value.get_quantiles(tenths)
    np.testing.assert_allclose(np.searchsorted(np.sort(numbers), found) / len(numbers), tenths, atol=0.004)


def test_a_stream_leaves_little_behind_in_memory() -> None:
    """Of 40 MB that flow by, no batch is kept but the next few."""
    before, peak = pa.total_allocated_bytes(), 0

    def watched() -> Iterator[pa.RecordBatch]:
        nonlocal peak
        for _ in range(80):
            peak = max(peak, pa.total_allocated_bytes() - before)
            yield pa.record_batch({"x": pa.array(range(ROWS_AT_ONCE))})

    payload = profile_batches(watched(), at=NOON)
    assert read_payload(payload)["x"].count == 80 * ROWS_AT_ONCE
    assert peak < 8 * 8 * ROWS_AT_ONCE
