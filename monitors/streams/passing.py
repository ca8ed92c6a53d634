"""One pass over a stream of rows for all who want to see it: sketches, slices, condition counts, sample, listeners."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa

from monitors.engines.arrow_profiles import Sketches, gathered
from monitors.engines.whylogs_profiles import conditions_payload, merge_once
from monitors.quality.constraint_counts import ConstraintCounts
from monitors.streams.segments import Slice, Slicings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from domain.models import Segment
    from monitors.entries.checks import Check

_CANDIDATES = 4


class BatchListener(Protocol):
    """Someone who wants to see every row of a stream once; it must not keep the batches."""

    def hear(self, batch: pa.RecordBatch) -> None:
        """Take the next rows; columns and their types may change from batch to batch."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one pass showed: `payload` holds the sketches of all `rows`, `slices` those of each segment.

    `sample` holds whole rows, drawn evenly without replacement: all of them where there are no more than were asked
    for. A column that was of two types has one that can hold both there, text if need be.
    """

    rows: int
    payload: bytes
    slices: Mapping[Segment, Slice]
    sample: pa.Table

    @property
    def segment_payloads(self) -> Mapping[Segment, bytes]:
        """The sketches of each segment."""
        return {segment: found.payload for segment, found in self.slices.items()}

    @property
    def segment_rows(self) -> Mapping[Segment, int]:
        """How many rows each segment has."""
        return {segment: found.rows for segment, found in self.slices.items()}

    @property
    def folded(self) -> Mapping[Segment, int]:
        """The segments `(other)`, with how many different values each stands for, at least."""
        return {segment: found.values for segment, found in self.slices.items() if found.values > 1}


def look(
    batches: Iterable[pa.RecordBatch],
    *,
    at: datetime,
    segments: Sequence[tuple[str, ...]] = (),
    sample_rows: int = 0,
    seed: int = 0,
    checks: Sequence[Check] = (),
    listeners: Sequence[BatchListener] = (),
    unsketched: Collection[str] = (),
) -> Look:
    """Read a stream once; each batch is decoded once, and shown to all. Columns may differ between batches.

    `segments` names a column or a pair for each slicing, of which `segments.NAMED` slices are told apart and
    the others put together. How many rows keep each of the `checks` is in the payload as whylogs' condition counts,
    not in the slices. Columns that are `unsketched`, such as ids, are for checks, listeners and the sample only. Memory
    does not grow with the rows: a few hundred thousand wait to be ordered by segment. 1 and 1.0 count as one value.
    Raises ValueError for two columns of one name and for a slicing that has neither one nor two columns.
    """
    wrong = [columns for columns in segments if len(columns) not in (1, 2)]
    if wrong:
        raise ValueError(f"a segment has one or two columns, not {', '.join(map(str, wrong))}")
    sketches = Sketches(alike=True)
    slicings, sample = Slicings(asked=segments, alike=True), Reservoir(size=sample_rows, seed=seed)
    counts = ConstraintCounts(checks)
    everyone: list[BatchListener] = [sample, counts, *listeners]
    for batch in gathered(batches):
        sketched = batch.select([name for name in batch.schema.names if name not in unsketched])
        sketches.add(sketched)
        slicings.hear(sketched)
        for listener in everyone:
            listener.hear(batch)
    payload, conditions = sketches.payload(at=at), conditions_payload(counts.found(), at=at)
    return Look(
        rows=sketches.rows,
        payload=merge_once([payload, conditions]) if conditions else payload,
        slices=slicings.slices(at=at),
        sample=sample.table(),
    )


@dataclass(slots=True, kw_only=True)
class Reservoir:
    """The `size` rows with the smallest keys, each row's key being drawn evenly from [0, 1): an even sample.

    The same rows in the same batches give the same sample for the same seed. The rows keep their order.
    """

    size: int
    seed: int
    _dice: np.random.Generator = field(init=False)
    _kept: list[tuple[np.ndarray, pa.Table]] = field(default_factory=list)
    _limit: float = 1.0

    def __post_init__(self) -> None:
        self._dice = np.random.default_rng(self.seed)

    def hear(self, batch: pa.RecordBatch) -> None:
        """Let the next rows into the draw."""
        if not self.size:
            return
        keys = self._dice.random(len(batch))
        low = np.flatnonzero(keys < self._limit)
        if len(low):
            self._kept.append((keys[low], pa.Table.from_batches([batch.take(pa.array(low))])))
        if sum(len(keys) for keys, _ in self._kept) > _CANDIDATES * self.size:
            self._thin()

    def table(self) -> pa.Table:
        """The sample; a table without columns where there is none."""
        self._thin()
        return stacked([rows for _, rows in self._kept])

    def _thin(self) -> None:
        keys = np.concatenate([keys for keys, _ in self._kept]) if self._kept else np.empty(0)
        if len(keys) <= self.size:
            return
        self._limit = float(np.partition(keys, self.size)[self.size])
        thinned = ((keys, rows, np.flatnonzero(keys < self._limit)) for keys, rows in self._kept)
        self._kept = [(keys[low], rows.take(pa.array(low))) for keys, rows, low in thinned if len(low)]


def stacked(tables: Sequence[pa.Table]) -> pa.Table:
    """The tables below each other: a column that one lacks is missing there, one of two types becomes text if need be.

    >>> stacked([pa.table({"x": [1]}), pa.table({"x": ["a"], "y": [2.0]})]).to_pydict()
    {'x': ['1', 'a'], 'y': [None, 2.0]}
    """
    if not tables:
        return pa.table({})
    mixed = _without_common_type(tables)
    return pa.concat_tables([_as_text(table, mixed) for table in tables], promote_options="permissive")


def _without_common_type(tables: Sequence[pa.Table]) -> set[str]:
    names = dict.fromkeys(name for table in tables for name in table.schema.names)
    return {name for name in names if not _agree([t.schema.field(name) for t in tables if name in t.schema.names])}


def _agree(fields: list[pa.Field]) -> bool:
    try:
        pa.unify_schemas([pa.schema([field]) for field in fields], promote_options="permissive")
    except pa.ArrowException:
        return False
    return True


def _as_text(table: pa.Table, columns: set[str]) -> pa.Table:
    for place, name in enumerate(table.schema.names):
        if name in columns:
            texts = [None if value is None else str(value) for value in table.column(name).to_pylist()]
            table = table.set_column(place, name, pa.array(texts, pa.large_string()))
    return table
