"""Rows that keep a rule, counted in Arrow batches: exactly, and all of them, for the window's profile to carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from monitors.engines.whylogs_profiles import ConditionCounts
from monitors.entries import Constraints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.entries.checks import Check
    from monitors.spec import MonitoringSpec


def checks_of(spec: MonitoringSpec) -> tuple[Check, ...]:
    """Every check that a model's monitors ask for."""
    return tuple(check for entry in spec.monitors if isinstance(entry, Constraints) for check in entry.checks)


class ConstraintCounts:
    """Counts, for each check, the rows that keep it, among those that come with the column."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._checks = checks
        self._totals: Counter[str] = Counter()
        self._kept = dict.fromkeys((check.in_words for check in checks), 0)

    def hear(self, batch: pa.RecordBatch) -> None:
        """Take the next rows; columns and their types may change from batch to batch."""
        for column in {check.column for check in self._checks}.intersection(batch.schema.names):
            self._totals[column] += len(batch)
        for check in self._checks:
            if check.column in batch.schema.names:
                self._kept[check.in_words] += len(batch) - count_broken(batch.column(check.column), check)

    def found(self) -> dict[str, ConditionCounts]:
        """By column, the counts by `Check.in_words`; a column that never came is not there."""
        return {
            column: ConditionCounts(
                total=total,
                matches={
                    check.in_words: self._kept[check.in_words] for check in self._checks if check.column == column
                },
            )
            for column, total in self._totals.items()
        }


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
