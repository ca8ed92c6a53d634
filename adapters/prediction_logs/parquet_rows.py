"""Rows of a Parquet file: only the columns that are asked for, and only the row groups that the window may need."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from adapters.prediction_logs.rows import BATCH_ROWS, Choose, Within

_PANDAS_INDEX = re.compile(r"__index_level_\d+__")
_DAY = timedelta(days=1)


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
