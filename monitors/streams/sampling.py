"""A few whole rows of a window: drawn evenly, packed for the ledger, and unpacked again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from domain.samples import Sample

if TYPE_CHECKING:
    import pandas as pd

    from domain.windows import Window


def draw(rows: pd.DataFrame, limit: int, *, seed: int = 0) -> pd.DataFrame:
    """At most so many of the rows, each as likely as any other, in their order."""
    return rows if len(rows) <= limit else rows.sample(limit, random_state=seed).sort_index()


def pack(rows: pd.DataFrame, *, model: str, window: Window, origin: str, of_rows: int, revision: int = 0) -> Sample:
    """The rows as a sample of the `of_rows` that the window has; a column that Arrow cannot take is kept as text."""
    sink = io.BytesIO()
    pq.write_table(pa.table({name: _array(rows[name]) for name in rows.columns}), sink, compression="zstd")
    return Sample(
        model=model,
        window=window,
        origin=origin,
        rows=len(rows),
        of_rows=of_rows,
        payload=sink.getvalue(),
        revision=revision,
    )


def unpack(sample: Sample) -> pd.DataFrame:
    """The rows of a sample."""
    return pq.read_table(io.BytesIO(sample.payload)).to_pandas()  # type: ignore[no-any-return]


def _array(column: pd.Series[Any]) -> pa.Array:
    try:
        return pa.Array.from_pandas(column)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return pa.Array.from_pandas(column.map(str, na_action="ignore"))
