"""Arrow tables below each other, whatever types their columns have: of a sample, nobody needs the exact ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable


def stacked(batches: Iterable[Any]) -> Any:
    """Arrow record batches as one table; types may differ from batch to batch."""
    return together([pa.Table.from_batches([batch]) for batch in batches])


def together(tables: list[Any]) -> Any:
    """The tables below each other; a column whose types no one type can hold becomes text."""
    try:
        return pa.concat_tables([_plain(table) for table in tables], promote_options="permissive")
    except pa.ArrowException:
        names = list(dict.fromkeys(name for table in tables for name in table.column_names))
        return pa.table({name: _column(name, tables) for name in names})


def _plain(table: Any) -> Any:
    """Without what only saves space: dictionaries of different files need not agree."""
    for index, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(index, field.name, table.column(index).cast(field.type.value_type))
    return table.replace_schema_metadata(None)


def _column(name: str, tables: list[Any]) -> Any:
    parts = [
        table.column(name) if name in table.column_names else pa.chunked_array([pa.nulls(len(table))])
        for table in tables
    ]
    kinds = {part.type for part in parts}
    common = parts[0].type if len(kinds) == 1 else pa.string()
    values = [value for part in parts for value in part.to_pylist()]
    if len(kinds) > 1:
        values = [value if value is None else str(value) for value in values]
    return pa.array(values, type=common)
