"""One pass shows everyone every row once: sketches, slices, sample and listeners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from domain.models import Segment
from monitors.engines.arrow_profiles import ROWS_AT_ONCE, profile_table
from monitors.engines.whylogs_profiles import read_payload
from monitors.streams import segments
from monitors.streams.passing import Look, look
from monitors.streams.segments import MISSING, NAMED, OTHER

NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)
ORIGIN, CARRIER = ("origin",), ("carrier",)
PAIR = ("origin", "carrier")


def a_table(rows: int = 3000, seed: int = 1) -> pa.Table:
    dice = np.random.default_rng(seed)
    return pa.table(
        {
            "row": np.arange(rows),
            "temp": pa.array(dice.normal(size=rows), mask=dice.random(rows) < 0.2),
            "origin": dice.choice(["EWR", "JFK", "LGA"], rows, p=[0.5, 0.3, 0.2]).tolist(),
            "carrier": pa.array(dice.choice(["AA", "B6"], rows).tolist(), mask=dice.random(rows) < 0.1),
        }
    )


def look_at(table: pa.Table, **asked: Any) -> Look:
    return look(table.to_batches(max_chunksize=700), at=NOON, **asked)


def counts_of(payload: bytes) -> dict[str, tuple[Any, ...]]:
    found = read_payload(payload)
    return {name: (s.count, s.missing, s.numbers, s.texts, dict(s.items)) for name, s in found.items()}


class Ear:
    """Counts what it hears."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def hear(self, batch: pa.RecordBatch) -> None:
        self.batches.append(len(batch))


def test_the_whole_is_profiled_as_a_table_is() -> None:
    table = a_table()
    found = look_at(table)
    assert found.rows == 3000
    assert counts_of(found.payload) == counts_of(profile_table(table, at=NOON))
    assert (dict(found.slices), found.sample.num_rows) == ({}, 0)


def test_every_listener_hears_every_row_once() -> None:
    ears = Ear(), Ear()
    look_at(a_table(), listeners=ears)
    assert sum(ears[0].batches) == 3000
    assert ears[0].batches == ears[1].batches


def test_each_batch_is_asked_for_once_and_only_when_the_last_one_has_been_seen() -> None:
    ear, seen = Ear(), []

    def stream() -> Iterator[pa.RecordBatch]:
        for batch in a_table(ROWS_AT_ONCE * 3).to_batches(max_chunksize=ROWS_AT_ONCE):
            seen.append(sum(ear.batches))
            yield batch

    look(stream(), at=NOON, listeners=[ear])
    assert seen == [0, 0, ROWS_AT_ONCE]


@pytest.mark.parametrize("columns", [ORIGIN, CARRIER, PAIR, ("flag",), ("row of origin",)])
def test_a_slice_is_profiled_as_its_rows_alone(columns: tuple[str, ...]) -> None:
    table = a_table()
    table = table.append_column("flag", pa.array([row % 3 == 0 for row in range(len(table))]))
    table = table.append_column("row of origin", table.column("origin").combine_chunks().dictionary_encode())
    found = look_at(table, segments=[columns])
    texts = [[MISSING if v is None else str(v) for v in table.column(c).to_pylist()] for c in columns]
    keys = [Segment.of(columns, values) for values in zip(*texts, strict=True)]
    assert dict(found.segment_rows) == Counter(keys)
    for segment, payload in found.segment_payloads.items():
        rows = table.take([row for row, key in enumerate(keys) if key == segment])
        assert counts_of(payload) == counts_of(profile_table(rows, at=NOON))


def test_several_slicings_share_the_pass() -> None:
    found = look_at(a_table(), segments=[ORIGIN, CARRIER, PAIR])
    assert len(found.slices) == 3 + 3 + 9
    for columns in (1, 2):
        rows = [rows for segment, rows in found.segment_rows.items() if len(segment.pairs) == columns]
        assert sum(rows) == 3000 * (3 - columns)


def test_one_and_one_point_zero_are_one_slice() -> None:
    batches = [pa.record_batch({"hour": [1, 2]}), pa.record_batch({"hour": [1.0, None, 2.5]})]
    found = look(batches, at=NOON, segments=[("hour",)])
    assert {str(key): rows for key, rows in found.segment_rows.items()} == {
        "hour=1": 2,
        "hour=2": 1,
        "hour=2.5": 1,
        f"hour={MISSING}": 1,
    }


def test_a_segment_column_that_no_row_has_makes_no_slices() -> None:
    assert not look([pa.record_batch({"x": [1, 2]})], at=NOON, segments=[("y",), ("x", "y")]).segment_rows


def test_a_segment_column_that_some_rows_lack_is_missing_there() -> None:
    found = look([pa.record_batch({"x": [1, 2]}), pa.record_batch({"x": [3], "y": ["a"]})], at=NOON, segments=[("y",)])
    assert {str(key): rows for key, rows in found.segment_rows.items()} == {f"y={MISSING}": 2, "y=a": 1}


@pytest.mark.parametrize("columns", [("value",), ("value", "other")])
def test_of_many_values_the_heaviest_keep_their_name_and_the_rest_is_counted_together(
    columns: tuple[str, ...],
) -> None:
    values = [f"v{value:03}" for value in range(300) for _ in range(1 + 5 * (value < NAMED))]
    order = np.random.default_rng(2).permutation(len(values))
    table = pa.table({"value": pa.array(values).take(order), "other": ["a"] * len(values)})
    found = look_at(table, segments=[columns])
    other = Segment.of(columns, [OTHER] * len(columns))
    assert len(found.slices) == NAMED + 1
    assert {key.value for key in found.slices if key != other} == {f"v{value:03}" for value in range(NAMED)}
    assert set(found.segment_rows.values()) == {6, 200}
    assert dict(found.folded) == {other: 200}
    assert read_payload(found.segment_payloads[other])["value"].count == 200


def test_a_value_is_in_other_with_all_of_its_rows_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_ROWS_TOGETHER", 1000)
    dice = np.random.default_rng(3)
    values = pa.array([f"v{value}" for value in dice.geometric(0.005, 20_000)])
    table = pa.table({"value": values})
    found = look_at(table, segments=[("value",)])
    heavy = Counter(values.to_pylist())
    assert sum(found.segment_rows.values()) == 20_000
    for segment, rows in found.segment_rows.items():
        assert rows == heavy.get(segment.value, rows)


@pytest.mark.parametrize("columns", [(), ("a", "b", "c")])
def test_a_slicing_has_one_or_two_columns(columns: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="one or two columns"):
        look_at(a_table(), segments=[columns])


def test_the_sample_holds_whole_rows_each_once_and_in_their_order() -> None:
    table = a_table(20_000)
    sample = look_at(table, sample_rows=500, seed=3).sample
    places = sample.column("row").to_pylist()
    assert len(places) == 500
    assert places == sorted(set(places))
    assert sample.equals(table.take(places).cast(sample.schema))


def test_the_same_seed_draws_the_same_rows_and_another_one_others() -> None:
    draws = [look_at(a_table(), sample_rows=50, seed=seed).sample.column("row").to_pylist() for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]


def test_few_rows_are_all_in_the_sample() -> None:
    assert look_at(a_table(40), sample_rows=500).sample.num_rows == 40


def test_every_row_is_as_likely_to_be_drawn() -> None:
    """Of 400 draws of 50 of 1000 rows each row has 20 on average; chi-squared with 999 degrees of freedom."""
    table = pa.table({"row": np.arange(1000)})
    drawn = np.zeros(1000)
    for seed in range(400):
        drawn[
            look(table.to_batches(max_chunksize=97), at=NOON, sample_rows=50, seed=seed).sample["row"].to_numpy()
        ] += 1
    chi_squared = float(np.square(drawn - 20).sum() / (20 * 0.95))
    assert abs(chi_squared - 999) < 4 * np.sqrt(2 * 999)


def test_a_column_that_changes_its_type_is_text_in_the_sample() -> None:
    batches = [pa.record_batch({"x": [1, 2]}), pa.record_batch({"x": ["a"], "y": [0.5]})]
    found = look(batches, at=NOON, sample_rows=10)
    assert found.sample.to_pydict() == {"x": ["1", "2", "a"], "y": [None, None, 0.5]}


def test_a_stream_without_rows_shows_nothing() -> None:
    found = look(iter([]), at=NOON, segments=[ORIGIN], sample_rows=5)
    assert (found.rows, found.payload, dict(found.slices), found.sample.num_rows) == (0, b"", {}, 0)


def test_memory_does_not_grow_with_the_rows() -> None:
    """Of 100 MB that flow by, no more stays than the rows that wait to be ordered by segment, and their order."""
    before, peak = pa.total_allocated_bytes(), 0

    def stream() -> Iterator[pa.RecordBatch]:
        nonlocal peak
        for number in range(100):
            peak = max(peak, pa.total_allocated_bytes() - before)
            yield pa.record_batch({"x": np.arange(ROWS_AT_ONCE), "slice": np.full(ROWS_AT_ONCE, number % 3)})

    found = look(stream(), at=NOON, segments=[("slice",)], sample_rows=100)
    assert found.rows == 100 * ROWS_AT_ONCE
    assert peak < 4 * 4 * 16 * ROWS_AT_ONCE
