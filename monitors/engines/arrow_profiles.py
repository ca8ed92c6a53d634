"""Profiles made from Arrow, at the speed of the sketches; whylogs itself reads and merges them.

What `whylogs_profiles.profile_frame` makes of a data frame, this makes of a stream of batches: `merge_payloads` and
`read_payload` there take either. Only the cardinality differs, because a data frame's integers become floats and
count as others than the integers here, as they do for whylogs itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from monitors.engines.arrow_columns import ColumnSketch, payload_of
from monitors.engines.arrow_types import add_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

# Smaller batches are put together first, because each array has its price; larger ones of a table are cut, so that
# what is computed between the sketches stays in the processor's cache.
ROWS_AT_ONCE = 2**16


def profile_table(table: pa.Table, *, at: datetime, alike: bool = False) -> bytes:
    """Sketch every column of a table, as `profile_batches` does those of a stream."""
    return profile_batches(table.to_batches(max_chunksize=ROWS_AT_ONCE), at=at, alike=alike)


def profile_batches(batches: Iterable[pa.RecordBatch], *, at: datetime, alike: bool = False) -> bytes:
    """Sketch every column of a stream, reading it once; the memory needed does not grow with the rows.

    A column may be absent from some batches, and may have another type in each; it counts the rows that have it.
    `at` is stamped into the profile. A stream without rows or columns gives no bytes. `alike` counts whole numbers
    of either type as the same, see `ColumnSketch`. Raises ValueError for two columns of one name.
    """
    sketches = Sketches(alike=alike)
    for batch in gathered(batches):
        sketches.add(batch)
    return sketches.payload(at=at)


@dataclass(slots=True, kw_only=True)
class Sketches:
    """The sketches of all columns, by name, as rows are added."""

    alike: bool = False
    rows: int = 0
    _columns: dict[str, ColumnSketch] = field(default_factory=dict)

    def add(self, batch: pa.RecordBatch) -> None:
        """Raises ValueError for two columns of one name."""
        refuse_twins(batch.schema.names)
        self.rows += len(batch)
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            if name not in self._columns:
                self._columns[name] = ColumnSketch(alike=self.alike)
            add_array(self._columns[name], array)

    def payload(self, *, at: datetime) -> bytes:
        """The profile, stamped with `at`; no bytes without rows or columns."""
        return payload_of(self._columns, at=at) if self.rows and self._columns else b""


def refuse_twins(names: Sequence[str]) -> None:
    """Raises ValueError for two columns of one name."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"columns are told apart by name, and there are two or more of {', '.join(twice)}; rename them"
        )


def gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows in order, small neighbours of one schema as one batch; nothing of batches without rows."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        if waiting and (batch.schema != waiting[0].schema or _rows(waiting) + len(batch) > ROWS_AT_ONCE):
            yield pa.concat_batches(waiting)
            waiting = []
        if len(batch):
            waiting.append(batch)
    if waiting:
        yield pa.concat_batches(waiting)


def _rows(batches: list[pa.RecordBatch]) -> int:
    return sum(len(batch) for batch in batches)
