"""A data frame by way of Arrow is counted as value by value; only what Arrow cannot hold takes the slow road."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitors.engines import arrow_frames
from monitors.engines.arrow_frames import profile_by_arrow
from monitors.engines.columns import ColumnSummary
from monitors.engines.whylogs_profiles import merge_payloads, profile_frame, read_payload

NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)

COLUMNS: dict[str, pd.Series[Any]] = {
    "integers": pd.Series([1, 2, 2]),
    "integers with gaps": pd.Series([1, None, 2], dtype="Int64"),
    "numbers": pd.Series([1.5, np.nan, np.inf]),
    "integers among fractions": pd.Series([1, 2.5, None], dtype=object),
    "integers beyond 64 bits": pd.Series([2**70, 1, None], dtype=object),
    "the largest unsigned": pd.Series([2**64 - 1, 3], dtype="uint64"),
    "decimals": pd.Series([Decimal("0.1"), None, Decimal("NaN")]),
    "truth": pd.Series([True, None], dtype=object),
    "text": pd.Series(["a", None, "b"], dtype="string"),
    "categories": pd.Series(["a", None, "b"], dtype="category"),
    "numbered categories": pd.Series([1, None, 2], dtype="category"),
    "categories of one name": pd.Series([1, "1", None], dtype="category"),
    "mixed": pd.Series([1, "a", None, True, [1]], dtype=object),
    "text and bytes": pd.Series(["a", b"b"], dtype=object),
    "dates": pd.Series([date(2020, 1, 1), None]),
    "periods": pd.Series(pd.period_range("2020", periods=2, freq="D")),
    "intervals": pd.Series(pd.interval_range(0, 2)),
    "complex": pd.Series([1j, 2]),
    "sparse": pd.Series(pd.arrays.SparseArray([1.0, np.nan])),
    "nothing": pd.Series([None, None]),
}


def counts_of(summary: ColumnSummary) -> tuple[Any, ...]:
    counts = (summary.count, summary.missing, summary.infinite, summary.numbers, summary.texts, summary.opaque)
    return (*counts, dict(summary.items))


def by_arrow(**columns: Any) -> dict[str, ColumnSummary]:
    return read_payload(profile_by_arrow(pd.DataFrame(columns), at=NOON))


@pytest.mark.parametrize("name", COLUMNS)
def test_either_road_counts_the_same(name: str) -> None:
    slow = read_payload(profile_frame(pd.DataFrame({"x": COLUMNS[name]}), at=NOON))
    assert counts_of(by_arrow(x=COLUMNS[name])["x"]) == counts_of(slow["x"])


def test_only_the_column_that_arrow_cannot_hold_takes_the_slow_road(monkeypatch: pytest.MonkeyPatch) -> None:
    slow: list[str] = []

    def watched(frame: pd.DataFrame, *, at: datetime) -> bytes:
        slow.extend(frame.columns)
        return profile_frame(frame, at=at)

    monkeypatch.setattr(arrow_frames, "profile_frame", watched)
    found = by_arrow(good=[1, 2], bad=pd.Series([1, "a"], dtype=object))
    assert (slow, list(found)) == (["bad"], ["bad", "good"])
    assert (found["good"].numbers, found["bad"].numbers, found["bad"].texts) == (2, 1, 1)


def test_half_a_character_does_not_raise() -> None:
    assert dict(by_arrow(x=["\ud800", "a"])["x"].items) == {"\\ud800": 1, "a": 1}


def test_columns_are_told_apart_by_name() -> None:
    twice = pd.DataFrame([[1, 2]], columns=["x", "x"])
    with pytest.raises(ValueError, match="two or more of x"):
        profile_by_arrow(twice, at=NOON)


def test_names_that_are_numbers_become_text() -> None:
    assert list(read_payload(profile_by_arrow(pd.DataFrame({3: [1], "a": [1]}), at=NOON))) == ["3", "a"]


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"x": pd.Series([], dtype=float)})])
def test_nothing_gives_no_bytes(frame: pd.DataFrame) -> None:
    assert profile_by_arrow(frame, at=NOON) == b""


def different_values(payload: bytes) -> float:
    from whylogs.core import DatasetProfileView

    return float(DatasetProfileView.deserialize(payload).get_column("x").to_summary_dict()["cardinality/est"])


def test_integers_that_became_floats_for_their_gaps_count_as_the_same_values() -> None:
    whole, gappy = pd.DataFrame({"x": range(100)}), pd.DataFrame({"x": [*range(100), None]})
    assert gappy["x"].dtype == np.float64
    merged = merge_payloads(tuple(profile_by_arrow(frame, at=NOON) for frame in (whole, gappy)))
    assert different_values(merged) == pytest.approx(100, rel=1e-3)


def test_fractions_count_as_values_of_their_own() -> None:
    payload = profile_by_arrow(pd.DataFrame({"x": [1.0, 1.5, 2.0, 2.5]}), at=NOON)
    assert different_values(payload) == pytest.approx(4, rel=1e-3)


def test_a_frame_is_profiled_several_times_faster_than_value_by_value() -> None:
    dice = np.random.default_rng(1)
    frame = pd.DataFrame({f"x{i}": dice.normal(size=20_000) for i in range(5)} | {"text": ["a", "b"] * 10_000})
    spent = {}
    for road in (profile_by_arrow, profile_frame):
        road(frame.head(10), at=NOON)
        started = time.process_time()
        road(frame, at=NOON)
        spent[road] = time.process_time() - started
    assert spent[profile_by_arrow] < spent[profile_frame] / 3
