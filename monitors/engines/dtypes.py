"""Columns of every dtype that pandas has, brought down to the few that sketches and reports can take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd


class Kind(StrEnum):
    """What a column's values are."""

    NUMBERS = "numbers"
    TEXT = "text"
    MIXED = "mixed values"
    OPAQUE = "values that are neither numbers nor text"
    EMPTY = "no values"


# What pandas calls the values, whatever the dtype; see pandas.api.types.infer_dtype.
_KINDS = {
    **dict.fromkeys(("integer", "floating", "mixed-integer-float", "decimal"), Kind.NUMBERS),
    **dict.fromkeys(("string", "categorical", "boolean"), Kind.TEXT),
    **dict.fromkeys(("datetime64", "datetime", "date", "time", "timedelta64", "timedelta"), Kind.OPAQUE),
    **dict.fromkeys(("period", "interval", "bytes", "complex", "unknown-array"), Kind.OPAQUE),
    **dict.fromkeys(("mixed", "mixed-integer"), Kind.MIXED),
    "empty": Kind.EMPTY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalColumn:
    """A column of few dtypes: float64 (numbers, empty), object of text, or object of anything (mixed, opaque).

    Missing values are NaN in float64 and None in object. Infinite numbers became missing; `infinite` counts them.
    """

    kind: Kind
    values: pd.Series[Any]
    infinite: int = 0


def normalise(column: pd.Series[Any]) -> NormalColumn:
    """Bring a column down; the input stays as it is.

    Numbers of any width, nullable or Decimal, become float64: an integer column would change its dtype as soon as
    a value is missing. Truth values and categories become text.

    >>> normalise(pd.Series([1, None], dtype="Int64")).values.tolist()
    [1.0, nan]
    >>> normalise(pd.Series([True, None], dtype="boolean")).values.tolist()
    ['True', None]
    """
    kind = _KINDS.get(pd.api.types.infer_dtype(column, skipna=True), Kind.OPAQUE)
    if not column.notna().any():
        return NormalColumn(kind=Kind.EMPTY, values=pd.Series(np.nan, index=column.index, dtype=np.float64))
    if kind is Kind.NUMBERS:
        return _numbers(column)
    plain = _PLAIN[kind]
    values = [None if gap else plain(value) for value, gap in zip(column, column.isna(), strict=True)]
    infinite = sum(isinstance(value, float) and np.isinf(value) for value in values)
    finite = [None if isinstance(value, float) and not np.isfinite(value) else value for value in values]
    return NormalColumn(kind=kind, values=pd.Series(finite, index=column.index, dtype=object), infinite=infinite)


def numbers_of(column: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """One float a row: NaN where there is no finite number.

    >>> numbers_of(pd.Series([1, "a", None, float("inf")])).tolist()
    [1.0, nan, nan, nan]
    """
    values = normalise(column).values
    if values.dtype == np.float64:
        return values.to_numpy()
    return np.array([value if isinstance(value, float) else np.nan for value in values], dtype=np.float64)


def _numbers(column: pd.Series[Any]) -> NormalColumn:
    values = column.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    endless = np.isinf(values)
    values[endless] = np.nan
    kind = Kind.EMPTY if np.isnan(values).all() else Kind.NUMBERS
    return NormalColumn(kind=kind, values=pd.Series(values, index=column.index), infinite=int(endless.sum()))


def _number_or_text(value: Any) -> Any:
    """Numbers as float, text and truth values as str; of anything else only that it is there."""
    if isinstance(value, str | bool | np.bool_):
        return str(value)
    return float(value) if isinstance(value, Real | Decimal) else _opaque(value)


def _opaque(_: Any) -> object:
    """A value of which nothing is known but that it is there; it is neither a number, nor text, nor a list."""
    return ...


_PLAIN: dict[Kind, Callable[[Any], Any]] = {Kind.TEXT: str, Kind.MIXED: _number_or_text, Kind.OPAQUE: _opaque}
