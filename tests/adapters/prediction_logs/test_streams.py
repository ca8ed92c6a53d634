"""Streams: ids that come twice are told apart exactly, and memory does not grow with the rows."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.prediction_logs import doubles
from adapters.prediction_logs.doubles import Doubles
from domain.columns import ID, PREDICTION, TIME
from tests.adapters.prediction_logs.builders import MUCH_LATER, START, WEEK, a_log, hours, predictions

IDS = st.one_of(st.none(), st.integers(-3, 3))
ROWS = st.lists(st.tuples(IDS, st.integers(0, 4)), max_size=25)


def batches(rows: list[tuple[int | None, int]], kind: pa.DataType, *, size: int) -> list[Any]:
    """Rows of (id, hour), numbered, in batches of a few."""
    ids = [None if id_ is None else id_ if pa.types.is_integer(kind) else str(id_) for id_, _ in rows]
    times = pa.array([hours(hour) for _, hour in rows], pa.timestamp("ns", "UTC"))
    table = pa.table({ID: pa.array(ids, kind), TIME: times, PREDICTION: list(range(len(rows)))})
    return [table.slice(start, size).combine_chunks().to_batches()[0] for start in range(0, len(rows), size)]


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, size=st.integers(1, 5), is_text=st.booleans(), colliding=st.booleans())
def test_of_each_id_the_row_is_kept_that_reading_keeps(
    rows: list[tuple[int | None, int]], size: int, is_text: bool, colliding: bool
) -> None:
    given_batches = batches(rows, pa.string() if is_text else pa.int32(), size=size)
    with pytest.MonkeyPatch.context() as patched:
        if colliding:
            patched.setattr(doubles, "_hashes", lambda ids: np.zeros(len(ids.drop_null()), np.uint64))
        found = Doubles(lambda: given_batches)
        kept = [row for batch in given_batches for row in found.dropped_from(batch).column(PREDICTION).to_pylist()]
    frame = pd.DataFrame(rows, columns=["id", "hour"]).sort_values("hour", kind="stable")
    assert sorted(kept) == sorted(frame[~(frame["id"].notna() & frame["id"].duplicated())].index)


@settings(max_examples=30, deadline=None)
@given(rows=ROWS.filter(bool))
def test_a_stream_of_files_gives_what_reading_gives(rows: list[tuple[int | None, int]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "served"
        folder.mkdir()
        for number, (id_, hour) in enumerate(rows):
            frame = predictions((id_, hours(hour), float(number))).astype({"flight": "Int64"})
            frame.to_parquet(folder / f"{number:03}.parquet", index=False)
        log = a_log(Path(name), labels=None)
        streamed = [row for batch in log.stream(WEEK, as_of=MUCH_LATER) for row in batch.column(PREDICTION).to_pylist()]
        assert sorted(streamed) == sorted(log.read(WEEK, as_of=MUCH_LATER)[PREDICTION])


def a_long_file(root: Path, rows: int) -> None:
    """A file with many rows in row groups of the same size, thirty numbers a row."""
    (root / "served").mkdir(parents=True)
    times = np.datetime64(START.replace(tzinfo=None), "us") + np.arange(rows) * np.timedelta64(1, "s")
    dice = np.random.default_rng(3)
    columns = {"flight": pa.array(range(rows)), "scheduled": pa.array(times).cast(pa.timestamp("us", "UTC"))}
    columns |= {f"x{number}": pa.array(dice.random(rows)) for number in range(30)}
    table = pa.table(columns | {"minutes": columns["x0"]})
    pq.write_table(table, root / "served" / "all.parquet", row_group_size=20_000)


def test_the_memory_of_a_stream_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    peaks = {}
    for rows in (60_000, 300_000):
        a_long_file(tmp_path / str(rows), rows)
        log, before, peaks[rows] = a_log(tmp_path / str(rows), labels=None), pa.total_allocated_bytes(), 0
        for batch in log.stream(WEEK, as_of=MUCH_LATER):
            peaks[rows] = max(peaks[rows], pa.total_allocated_bytes() - before)
            assert len(batch) <= 65_536
    assert peaks[300_000] < 1.5 * peaks[60_000]
    assert peaks[300_000] < 0.7 * 300_000 * 31 * 8
