"""Sketches say what the rows say: counts exactly, quantiles within the sketch's error, merged or not."""

import importlib.util
from collections import Counter
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.engines.columns import ColumnSummary
from monitors.engines.dtypes import Kind
from monitors.engines.whylogs_profiles import SKETCH_SIZE, merge_payloads, profile_frame, read_payload

NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)


def summary(values: Any, **options: Any) -> ColumnSummary:
    frame = pd.DataFrame({"x": pd.Series(values, **options)})
    return read_payload(profile_frame(frame, at=NOON))["x"]


def counts_of(parts: list[ColumnSummary]) -> tuple[Counter[str], Counter[str]]:
    names = ("count", "missing", "infinite", "numbers", "texts", "opaque")
    counts = Counter({name: sum(getattr(part, name) for part in parts) for name in names})
    return counts, sum((Counter(dict(part.items)) for part in parts), Counter())


def whylogs_own(module: str) -> ModuleType:
    """A module of whylogs read afresh, as nobody has touched it."""
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    return fresh


def test_whylogs_still_asks_numpy_for_a_name_that_it_dropped() -> None:
    """The day this fails, the view of numpy in the engine is no longer needed: take it out."""
    with pytest.raises(AttributeError, match="unicode_"):
        whylogs_own("whylogs.core.datatypes").String.match(np.dtype("datetime64[ns]"))


def test_numpy_itself_stays_as_it_is() -> None:
    assert summary(["a"]).texts == 1
    assert not hasattr(np, "unicode_")


def test_numbers_are_counted_and_sketched() -> None:
    numbers = summary([3.0, 1.0, 2.0, np.nan, np.inf])
    assert (numbers.kind, numbers.count, numbers.missing, numbers.infinite, numbers.numbers) == (
        Kind.NUMBERS,
        5,
        2,
        1,
        3,
    )
    assert numbers.quantiles([0.0, 0.5, 1.0]).tolist() == [1.0, 2.0, 3.0]
    assert numbers.counts_between([2.0]).tolist() == [1.0, 2.0]


def test_text_is_counted_heaviest_first_and_equal_ones_by_name() -> None:
    text = summary(["b", "a", "c", "c", None])
    assert (text.kind, text.count, text.missing, text.texts) == (Kind.TEXT, 5, 1, 4)
    assert list(text.items.items()) == [("c", 2), ("a", 1), ("b", 1)]


def test_dates_are_only_counted() -> None:
    dates = summary(pd.DatetimeIndex(["2013-04-01", pd.NaT], tz="UTC"))
    assert (dates.kind, dates.count, dates.missing, dates.opaque) == (Kind.OPAQUE, 2, 1, 1)
    assert dates.counts_between([0.0]).tolist() == [0.0, 0.0]


def test_a_column_of_everything_keeps_each_kind_apart() -> None:
    mixed = summary([1, "a", "b", None, [1, 2], np.inf], dtype=object)
    assert (mixed.numbers, mixed.texts, mixed.opaque, mixed.missing, mixed.infinite) == (1, 2, 1, 2, 1)


def test_categories_among_missing_values_do_not_crash() -> None:
    assert summary(["a", None], dtype="category").missing == 1


def test_sentinels_near_the_largest_float_do_not_warn() -> None:
    assert summary([1.0, 1.7e308, 1.7e308]).numbers == 3


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"x": pd.Series([], dtype=float)})])
def test_nothing_gives_no_bytes_and_merges_as_nothing(frame: pd.DataFrame) -> None:
    payload = profile_frame(frame, at=NOON)
    assert payload == b""
    assert read_payload(payload) == {}
    assert merge_payloads((payload, payload)) == b""


def test_the_same_rows_give_the_same_bytes_while_the_sketch_keeps_all() -> None:
    frame = pd.DataFrame({"x": np.arange(SKETCH_SIZE, dtype=float), "y": "a"})
    assert profile_frame(frame, at=NOON) == profile_frame(frame, at=NOON)


def test_whylogs_itself_reads_the_bytes() -> None:
    from whylogs.core import DatasetProfileView

    view = DatasetProfileView.deserialize(profile_frame(pd.DataFrame({"x": [1.0, 3.0]}), at=NOON))
    column = view.get_column("x")
    assert column is not None
    assert column.to_summary_dict()["distribution/mean"] == 2.0


cells = st.one_of(st.none(), st.floats(width=32), st.sampled_from(["a", "b", "c"]), st.booleans())
halves = st.lists(cells, max_size=30)


@settings(deadline=None)
@given(left=halves, right=halves)
def test_merged_profiles_count_as_the_rows_together(left: list[Any], right: list[Any]) -> None:
    payloads = tuple(
        profile_frame(pd.DataFrame({"x": pd.Series(half, dtype=object)}), at=NOON) for half in (left, right)
    )
    merged = list(read_payload(merge_payloads(payloads)).values())
    parts = [part for payload in payloads for part in read_payload(payload).values()]
    assert counts_of(merged) == counts_of(parts)


def test_quantiles_of_merged_profiles_are_within_the_sketch_error() -> None:
    numbers = np.random.default_rng(5).permutation(40_000).astype(float)
    payloads = tuple(profile_frame(pd.DataFrame({"x": part}), at=NOON) for part in np.split(numbers, 8))
    tenths = [tenth / 10 for tenth in range(1, 10)]
    merged = read_payload(merge_payloads(payloads))["x"]
    ranks = merged.quantiles(tenths) / 40_000
    assert merged.numbers == 40_000
    np.testing.assert_allclose(ranks, tenths, atol=0.005)
