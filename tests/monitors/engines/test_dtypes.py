"""Every dtype comes down to numbers, text, mixed or opaque values, or nothing."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from monitors.engines.dtypes import Kind, normalise

NAN = np.nan
COLUMNS: dict[str, tuple[pd.Series, Kind, list[Any]]] = {
    "float with inf": (pd.Series([1.5, np.inf, -np.inf, NAN]), Kind.NUMBERS, [1.5, NAN, NAN, NAN]),
    "int": (pd.Series([1, 2]), Kind.NUMBERS, [1.0, 2.0]),
    "large uint64": (pd.Series([2**63 + 2048], dtype="uint64"), Kind.NUMBERS, [float(2**63 + 2048)]),
    "nullable Int64": (pd.Series([1, None], dtype="Int64"), Kind.NUMBERS, [1.0, NAN]),
    "nullable Float64": (pd.Series([1.5, None], dtype="Float64"), Kind.NUMBERS, [1.5, NAN]),
    "arrow int": (pd.Series([1, None], dtype="int64[pyarrow]"), Kind.NUMBERS, [1.0, NAN]),
    "arrow decimal": (
        pd.Series([Decimal("1.5"), None], dtype=pd.ArrowDtype(pa.decimal128(5, 2))),
        Kind.NUMBERS,
        [1.5, NAN],
    ),
    "Decimal": (pd.Series([Decimal("1.5"), None, Decimal("NaN")]), Kind.NUMBERS, [1.5, NAN, NAN]),
    "ints among None": (pd.Series([1, None], dtype=object), Kind.NUMBERS, [1.0, NAN]),
    "bool": (pd.Series([True, False]), Kind.TEXT, ["True", "False"]),
    "nullable boolean": (pd.Series([True, None], dtype="boolean"), Kind.TEXT, ["True", None]),
    "bools among None": (pd.Series([True, None], dtype=object), Kind.TEXT, ["True", None]),
    "text": (pd.Series(["a", None, NAN]), Kind.TEXT, ["a", None, None]),
    "nullable string": (pd.Series(["a", None], dtype="string"), Kind.TEXT, ["a", None]),
    "arrow string": (pd.Series(["a", None], dtype="string[pyarrow]"), Kind.TEXT, ["a", None]),
    "categories of text": (pd.Series(["a", None], dtype="category"), Kind.TEXT, ["a", None]),
    "categories of numbers": (pd.Series([7, None], dtype="category"), Kind.TEXT, ["7", None]),
    "numbers and text": (pd.Series([1, "a", None, np.inf]), Kind.MIXED, [1.0, "a", None, None]),
    "Decimals and floats": (pd.Series([Decimal(1), 2.5, NAN]), Kind.MIXED, [1.0, 2.5, None]),
    "lists": (pd.Series([[1, 2], None]), Kind.MIXED, [..., None]),
    "dates with zone": (pd.Series(pd.DatetimeIndex(["2013-04-01", pd.NaT], tz="UTC")), Kind.OPAQUE, [..., None]),
    "arrow timestamps": (
        pd.Series([datetime(2013, 4, 1), None], dtype=pd.ArrowDtype(pa.timestamp("us"))),  # noqa: DTZ001 - naive
        Kind.OPAQUE,
        [..., None],
    ),
    "arrow lists": (pd.Series([[1], None], dtype=pd.ArrowDtype(pa.list_(pa.int64()))), Kind.OPAQUE, [..., None]),
    "dates": (pd.Series([date(2013, 4, 1), None]), Kind.OPAQUE, [..., None]),
    "bytes": (pd.Series([b"a", None]), Kind.OPAQUE, [..., None]),
    "complex": (pd.Series([1j]), Kind.OPAQUE, [...]),
    "all None": (pd.Series([None, None], dtype=object), Kind.EMPTY, [NAN, NAN]),
    "all NaN": (pd.Series([NAN]), Kind.EMPTY, [NAN]),
    "all inf": (pd.Series([np.inf]), Kind.EMPTY, [NAN]),
    "no rows": (pd.Series([], dtype=object), Kind.EMPTY, []),
}


@pytest.mark.parametrize("dtype", COLUMNS)
def test_a_column_of_any_dtype_comes_down_to_few(dtype: str) -> None:
    column, kind, values = COLUMNS[dtype]
    before = column.copy(deep=True)
    normal = normalise(column)
    assert normal.kind is kind
    np.testing.assert_equal(normal.values.tolist(), values)
    assert normal.values.dtype in (np.float64, object)
    pd.testing.assert_series_equal(column, before)


@pytest.mark.parametrize(("dtype", "infinite"), [("float with inf", 2), ("numbers and text", 1), ("text", 0)])
def test_infinite_numbers_are_counted(dtype: str, infinite: int) -> None:
    assert normalise(COLUMNS[dtype][0]).infinite == infinite


def test_the_rows_keep_their_index() -> None:
    assert normalise(pd.Series(["a", "b"], index=[7, 3])).values.index.tolist() == [7, 3]
