"""The rows that the profiling benchmark measures on: 20 columns of mixed types, in one Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 250_000
FEW, MANY, TRUE = 0.05, 0.1, 0.3


def some_rows(n: int, seed: int) -> pa.Table:
    """Ten columns of floats, four of integers, four of text (one of them with 100,000 values), truth, time."""
    dice = np.random.default_rng(seed)
    columns: dict[str, pa.Array] = {f"float{i}": pa.array(dice.normal(i, 1 + i, n)) for i in range(6)}
    columns |= {f"gaps{i}": pa.array(dice.gamma(2, 3, n), mask=dice.random(n) < MANY) for i in range(3)}
    columns["float32"] = pa.array(dice.normal(size=n).astype(np.float32))
    columns |= {f"integer{i}": pa.array(dice.integers(0, 10 ** (i + 1), n)) for i in range(3)}
    columns["integer_gaps"] = pa.array(dice.integers(0, 1000, n).astype(np.int32), mask=dice.random(n) < FEW)
    columns |= {f"text{k}": _texts(dice, k, n) for k in (5, 200, 100_000)}
    columns["category"] = _texts(dice, 20, n).dictionary_encode()
    columns["flag"] = pa.array(dice.random(n) < TRUE)
    columns["time"] = pa.array(dice.integers(0, 10**15, n)).cast(pa.timestamp("us"))
    return pa.table(columns)


def _texts(dice: np.random.Generator, different: int, n: int) -> pa.Array:
    return pa.array([f"value {i}" for i in range(different)]).take(pa.array(dice.integers(0, different, n)))


def write_rows(path: Path, rows: int, *, first_seed: int = 0) -> None:
    """As many rows, in groups, so that writing them needs no more memory than one group."""
    with pq.ParquetWriter(path, some_rows(1, 0).schema) as writer:
        for seed, start in enumerate(range(0, rows, GROUP)):
            writer.write_table(some_rows(min(GROUP, rows - start), first_seed + seed))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroups:
    """Some of a file's row groups, as other processes get them; all of them if `groups` is None.

    Read without pre-buffering, which would keep what has been read of the file until its end.
    """

    path: Path
    groups: tuple[int, ...] | None = None

    def __call__(self) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(self.path, pre_buffer=False) as file:
            yield from file.iter_batches(row_groups=self.groups)


def shares_of(path: Path, parts: int) -> list[RowGroups]:
    """The file's row groups dealt out evenly, none of them empty."""
    groups = range(pq.ParquetFile(path).num_row_groups)
    return [RowGroups(path=path, groups=tuple(groups[part::parts])) for part in range(min(parts, len(groups)))]
