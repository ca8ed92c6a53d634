"""Rows that break a rule, counted in Arrow batches: exactly, and all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

if TYPE_CHECKING:
    from monitors.entries import Constraints
    from monitors.entries.checks import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """How many of `rows` break one rule; `present` of them came with the column."""

    rows: int = 0
    present: int = 0
    broken: int = 0


class ConstraintListener:
    """Counts, for each check of an entry, the rows that break it."""

    def __init__(self, settings: Constraints) -> None:
        self._checks = settings.checks
        self._counts = {check.in_words: Broken() for check in settings.checks}

    def hear(self, batch: pa.RecordBatch) -> None:
        """A batch without a column has no value in it."""
        for check in self._checks:
            before = self._counts[check.in_words]
            is_there = check.column in batch.schema.names
            column = batch.column(check.column) if is_there else pa.nulls(len(batch))
            self._counts[check.in_words] = Broken(
                rows=before.rows + len(batch),
                present=before.present + len(batch) * is_there,
                broken=before.broken + count_broken(column, check),
            )

    def found(self) -> dict[str, Broken]:
        """The counts by `Check.in_words`."""
        return dict(self._counts)


def count_broken(column: pa.Array, check: Check) -> int:
    """How many values break the rule. Nulls and NaN break `not_null` and nothing else.

    >>> from monitors.entries.checks import Check
    >>> count_broken(pa.array([-41.0, 7.5, None]), Check(column="temp", between=(-40, 60)))
    1
    """
    key, said = check.rule
    plain = _plain(column)
    present = plain.filter(pc.invert(plain.is_null(nan_is_null=True)))
    if key == "not_null":
        return len(plain) - len(present)
    return len(present) - _kept(_KEEPING[key](present, said))


def _plain(column: pa.Array) -> pa.Array:
    """What dictionaries, runs and extensions stand for, and text as text."""
    if types.is_dictionary(column.type):
        return _plain(column.dictionary_decode())
    if types.is_run_end_encoded(column.type):
        return _plain(pc.run_end_decode(column))
    if isinstance(column.type, pa.BaseExtensionType):
        return _plain(column.storage)
    return column.cast(pa.large_string()) if types.is_string_view(column.type) else column


def _kept(mask: pa.Array | None) -> int:
    return pc.sum(mask).as_py() or 0 if mask is not None else 0


def _between(values: pa.Array, ends: tuple[float | None, float | None]) -> pa.Array | None:
    numbers = _numbers(values)
    if numbers is None:
        return None
    low, high = ends
    above = pc.greater_equal(numbers, low) if low is not None else pc.is_valid(numbers)
    below = pc.less_equal(numbers, high) if high is not None else pc.is_valid(numbers)
    return pc.and_(above, below)


def _among(values: pa.Array, allowed: tuple[Any, ...]) -> pa.Array | None:
    """Numbers are among numbers, text among text, and truth values among truth values."""
    if types.is_boolean(values.type):
        return pc.is_in(values, value_set=pa.array([one for one in allowed if isinstance(one, bool)], pa.bool_()))
    if _is_text(values.type):
        return pc.is_in(values, value_set=pa.array([one for one in allowed if isinstance(one, str)], values.type))
    numbers = [one for one in allowed if isinstance(one, int | float) and not isinstance(one, bool)]
    if types.is_integer(values.type):
        return pc.is_in(values, value_set=_fitting(numbers, values.type))
    floats = _numbers(values)
    return None if floats is None else pc.is_in(floats, value_set=pa.array(numbers, pa.float64()))


def _matching(values: pa.Array, pattern: str) -> pa.Array | None:
    """Whole numbers as they are written, other values as Arrow writes them."""
    try:
        text = values if _is_text(values.type) else values.cast(pa.large_string())
        return pc.match_substring_regex(text, rf"\A(?:{pattern})\z")
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):  # Nested values, and bytes that are no text.
        return None


_KEEPING: dict[str, Callable[[pa.Array, Any], pa.Array | None]] = {
    "between": _between,
    "in": _among,
    "matches": _matching,
}


def _numbers(values: pa.Array) -> pa.Array | None:
    """As floats, or None for what is no number; decimals by way of text, which gives the nearest float."""
    if types.is_decimal(values.type):
        return values.cast(pa.string()).cast(pa.float64())
    if types.is_integer(values.type):
        return values.cast(pa.float64(), safe=False)
    return values.cast(pa.float64()) if types.is_floating(values.type) else None


def _fitting(numbers: list[Any], type_: pa.DataType) -> pa.Array:
    """The numbers that an integer type can hold."""
    lowest, highest = (-(2 ** (type_.bit_width - 1)), 2 ** (type_.bit_width - 1) - 1)
    if types.is_unsigned_integer(type_):
        lowest, highest = 0, 2**type_.bit_width - 1
    whole = [int(one) for one in numbers if one == int(one)]
    return pa.array([one for one in whole if lowest <= one <= highest], type_)


def _is_text(type_: pa.DataType) -> bool:
    return bool(types.is_string(type_) or types.is_large_string(type_))
