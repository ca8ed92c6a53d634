"""Classes as labels and predictions have them (truth values, numbers, text), and as a model's file names them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from monitors.performance.metrics.estimate import Undefined

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from monitors.performance.metrics.estimate import Codes

_POSITIVE, _NEGATIVE = {"1", "true", "yes"}, {"0", "-1", "false", "no"}
_AS_NUMBERS = {"true": "1", "false": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """The classes met, by name in alphabetical order; codes are places in it."""

    names: tuple[str, ...]

    def positive(self, asked: str | None) -> npt.NDArray[np.bool_] | Undefined:
        """Which classes are the positive one: the one asked for, else 1, true or yes; undefined where neither is.

        >>> Classes(names=("no", "yes")).positive(None).tolist()
        [False, True]
        >>> Classes(names=("ham", "spam")).positive(None).reason
        'which of ham and spam is the positive class is not known; write it as monitoring.positive'
        """
        if asked is not None:
            return np.array([_names(name, asked) for name in self.names], dtype=np.bool_)
        if all(name.lower() in _POSITIVE | _NEGATIVE for name in self.names) or not self.names:
            return np.array([name.lower() in _POSITIVE for name in self.names], dtype=np.bool_)
        told = " and ".join(self.names[:3])
        return Undefined(reason=f"which of {told} is the positive class is not known; write it as monitoring.positive")

    def places(self, columns: Sequence[str]) -> Codes:
        """For each class its place among the columns that a file named, -1 for none."""
        found = [next((at for at, asked in enumerate(columns) if _names(name, asked)), -1) for name in self.names]
        return np.array(found, dtype=np.int64)


def class_name(value: Any) -> str:
    """A class as a file would write it; whole numbers without a point, truth values as 1 and 0.

    >>> [class_name(value) for value in (True, 1.0, 1.5, "cat")]
    ['1', '1', '1.5', 'cat']
    """
    if isinstance(value, np.bool_ | Real | Decimal) and math.isfinite(value) and float(value).is_integer():
        return str(int(float(value)))
    return str(value)


def classes_of(rows: pd.DataFrame, column: str) -> tuple[Codes, Classes]:
    """Each row's class as a code, -1 where it has none, and what the codes stand for."""
    codes, values = _factorised(_column(rows, column))
    return _by_name(codes, values)


def class_codes(rows: pd.DataFrame, *columns: str) -> tuple[Codes, Codes, Classes]:
    """Two columns in codes of the same classes."""
    both = pd.concat([_column(rows, column) for column in columns], ignore_index=True)
    codes, classes = _by_name(*_factorised(both))
    return codes[: len(rows)], codes[len(rows) :], classes


def _column(rows: pd.DataFrame, column: str) -> pd.Series[Any]:
    if column not in rows:
        return pd.Series([None] * len(rows), dtype=object)
    known = rows[column]
    return known if known.dtype.kind in "iu" else known.astype(object)


def _factorised(values: pd.Series[Any]) -> tuple[Codes, list[Any]]:
    plain = values.to_numpy()
    try:
        codes, uniques = pd.factorize(plain)
    except TypeError:  # Lists and the like cannot be told apart but by what they print.
        codes, uniques = pd.factorize(values.map(str, na_action="ignore").to_numpy())
    return codes.astype(np.int64), list(uniques)


def _by_name(codes: Codes, values: list[Any]) -> tuple[Codes, Classes]:
    names = [class_name(value) for value in values]
    order = sorted(range(len(names)), key=lambda at: (names[at], type(values[at]).__name__))
    place = np.empty(len(names) + 1, dtype=np.int64)
    place[order] = np.arange(len(names))
    place[-1] = -1
    return place[codes], Classes(names=tuple(names[at] for at in order))


def _names(name: str, asked: str) -> bool:
    return asked == name or _AS_NUMBERS.get(asked.lower(), asked) == name
