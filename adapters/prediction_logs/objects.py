"""Python's own values as Arrow tables, whatever is in them."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from adapters.prediction_logs.kinds import kinds_in, mixed


def table_of(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Mappings, one a row; a key that a row lacks is missing there. A column with values of two kinds becomes text."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [column_of(name, [row.get(name) for row in rows]) for name in names]
    return pa.Table.from_arrays([cells for _, cells in columns], schema=pa.schema([field for field, _ in columns]))


def column_of(name: str, values: list[Any]) -> tuple[Any, Any]:
    """A field and its values; a decimal number becomes a float, as everything measured on it is one.

    Moments become UTC: a session's zone, and whether Arrow's own table of zones has it, is nothing to rely on.
    """
    values = [_plain(value) for value in values]
    try:
        cells = pa.array(values)
    except (pa.ArrowException, OverflowError):
        found = frozenset[str]().union(*(_kinds(value) for value in values))
        return mixed(name, found), pa.array([_text(value) for value in values], pa.string())
    return pa.field(name, cells.type), cells


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value


def _kinds(value: Any) -> frozenset[str]:
    try:
        return kinds_in(pa.field("", pa.array([value]).type))
    except (pa.ArrowException, OverflowError):
        return frozenset({type(value).__name__})


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, default=str)
