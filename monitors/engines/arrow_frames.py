"""Data frames profiled by way of Arrow; only a column that Arrow cannot hold takes the slow road, value by value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from monitors.engines.arrow_profiles import profile_table, refuse_twins
from monitors.engines.whylogs_profiles import merge_once, profile_frame

if TYPE_CHECKING:
    from datetime import datetime

_MIXED = ("mixed", "mixed-integer")


def profile_by_arrow(frame: pd.DataFrame, *, at: datetime) -> bytes:
    """Sketch every column; `at` is stamped into the profile. A frame without rows or columns gives no bytes.

    Counts are those of `profile_frame`, except that integers stay integers, and that 1 and 1.0 count as one value.
    Raises ValueError for two columns of one name.
    """
    if frame.empty:
        return b""
    names = [str(name) for name in frame.columns]
    refuse_twins(names)
    columns = {name: frame.iloc[:, place] for place, name in enumerate(names)}
    arrays = {name: _as_arrow(column) for name, column in columns.items()}
    fast = {name: array for name, array in arrays.items() if array is not None}
    slow = pd.DataFrame({name: _sayable(columns[name]) for name, array in arrays.items() if array is None})
    payloads = (profile_table(pa.table(fast), at=at, alike=True), profile_frame(slow, at=at))
    return payloads[0] or payloads[1] if not all(payloads) else merge_once(payloads)


def _as_arrow(column: pd.Series[Any]) -> pa.Array | pa.ChunkedArray | None:
    """The column without its NaN, which are gaps to pandas; None where its values have no one type in Arrow."""
    if isinstance(column.dtype, pd.PeriodDtype):
        return None
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = _with_texts(column)
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) in _MIXED:
        return None
    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        return None


def _with_texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Categories are names, be they written as numbers or not; two of one name become one."""
    texts = [str(category) for category in column.cat.categories]
    if len(set(texts)) < len(texts):
        return column.astype(object).map(str, na_action="ignore")
    return column.cat.rename_categories(texts)


def _sayable(column: pd.Series[Any]) -> pd.Series[Any]:
    """Halves of characters, which no encoding can write, spelt out; all else as it is."""
    if column.dtype != object:
        return column
    return column.map(lambda value: value.encode(errors="backslashreplace").decode() if type(value) is str else value)
