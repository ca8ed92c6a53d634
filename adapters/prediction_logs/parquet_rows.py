"""Rows of a Parquet file: only the columns that are asked for, and only the row groups that the window may need."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from adapters.prediction_logs.rows import BATCH_ROWS, Choose, Within

_PANDAS_INDEX = re.compile(r"__index_level_\d+__")
_DAY = timedelta(days=1)
_SMALL, _KEPT = 64 * 1024, 1024


def parquet_batches(file: Any, choose: Choose, within: Within | None) -> Iterator[Any]:
    """Batches of an opened file; memory is bounded by its largest row group. Raises ArrowException and OSError."""
    # Buffered ahead, the bytes of every row group would be kept until the last one is read.
    opened = pq.ParquetFile(file, pre_buffer=False)
    known = opened.schema_arrow
    schema = pa.schema([field for field in known if not _PANDAS_INDEX.fullmatch(field.name)])
    columns = choose(schema)
    groups = [number for number in range(opened.num_row_groups) if _may_hold(opened.metadata.row_group(number), within)]
    batches = opened.iter_batches(batch_size=BATCH_ROWS, row_groups=groups, columns=columns) if groups else ()
    empty = True
    for batch in batches:
        empty = False
        yield batch.select(columns)
    if empty:
        yield pa.RecordBatch.from_pylist([], schema=pa.schema([known.field(name) for name in columns]))


def small_table(path: Path) -> Any | None:
    """A small file of this machine, whole and decoded; None for a larger one, which is better read in parts.

    The last of them are kept, 64 MB of files at most: days of a log are read again and again, and to open a file takes
    longer than to decode so little. A file that was written again is another file. Raises ArrowException and OSError.
    """
    seen = path.stat()
    if seen.st_size > _SMALL:
        return None
    return _decoded(path, seen.st_ino, seen.st_size, seen.st_mtime_ns)


@lru_cache(maxsize=_KEPT)
def _decoded(path: Path, inode: int, size: int, written_ns: int) -> Any:
    del inode, size, written_ns  # They tell one writing of the path from the next.
    return pq.ParquetFile(path, pre_buffer=False).read(use_threads=False)


def table_batches(table: Any, choose: Choose) -> Iterator[Any]:
    """Batches of a table in memory, as `parquet_batches` gives those of a file."""
    known = table.schema
    schema = pa.schema([field for field in known if not _PANDAS_INDEX.fullmatch(field.name)])
    chosen = table.select(choose(schema))
    batches = chosen.to_batches(max_chunksize=BATCH_ROWS)
    yield from batches or [pa.RecordBatch.from_pylist([], schema=chosen.schema)]


def _may_hold(group: Any, within: Within | None) -> bool:
    """Whether a row group may hold needed rows: its times are unknown, or missing in some row, or near the window."""
    statistics = _statistics(group, within.column) if within is not None else None
    if within is None or statistics is None or not statistics.has_min_max or statistics.null_count != 0:
        return True
    first, last = statistics.min, statistics.max
    if not (isinstance(first, datetime) and isinstance(last, datetime)):
        return True
    if first.tzinfo is not None:
        return bool(first < within.end and last >= within.start)
    # Local times: no offset from UTC is as large as a day.
    start, end = within.start.replace(tzinfo=None) - _DAY, within.end.replace(tzinfo=None) + _DAY
    return bool(first < end and last >= start)


def _statistics(group: Any, column: str) -> Any | None:
    chunks = (group.column(number) for number in range(group.num_columns))
    found = next((chunk for chunk in chunks if chunk.path_in_schema == column), None)
    return None if found is None else found.statistics
