"""Batches become one frame, whatever types a column has in them."""

from typing import Any

import pandas as pd
import pyarrow as pa

from adapters.prediction_logs.files import first_line
from adapters.prediction_logs.kinds import kind_of
from adapters.prediction_logs.times import UTC_TIME
from adapters.prediction_logs.wanted import Wanted, plays_a_role
from domain.errors import EvidenceUnavailable

_COMMON = {"number": pa.float64(), "text": pa.string()}


def stack(tables: list[Any], wanted: Wanted) -> pd.DataFrame:
    """The tables below each other; without any, no rows of the columns that must be there.

    A feature whose types no one type can hold becomes Python's own objects, each as it was; a table that lacks a
    column has missing values in it. Raises EvidenceUnavailable for a role with such types.
    """
    if not tables:
        kinds = {name: UTC_TIME if name in wanted.times else pa.null() for name in wanted.certain}
        tables = [pa.table({name: pa.array([], type=kind) for name, kind in kinds.items()})]
    try:
        return _frame(_below_each_other(tables))
    except pa.ArrowException:
        return _with_objects(tables, wanted)


def _with_objects(tables: list[Any], wanted: Wanted) -> pd.DataFrame:
    names = list(dict.fromkeys(name for table in tables for name in table.column_names))
    columns = {name: _stacked(name, tables, wanted) for name in names}
    return pd.DataFrame(columns)


def _stacked(name: str, tables: list[Any], wanted: Wanted) -> Any:
    """One column of all tables: with one type where there is one, as objects where there is none."""
    parts = [table.select([name]) if name in table.column_names else _missing(name, len(table)) for table in tables]
    try:
        return _frame(_below_each_other(parts))[name]
    except pa.ArrowException as error:
        if plays_a_role(name):
            raise EvidenceUnavailable(
                f"{wanted.come_from}: files that do not fit together ({first_line(error)}); write the column with one "
                f"type"
            ) from error
    kinds = {kind_of(part.schema.field(name).type) for part in parts} - {None}
    if len(kinds) == 1 and (common := _COMMON.get(kinds.copy().pop() or "")):
        return _frame(pa.concat_tables([part.cast(pa.schema([(name, common)])) for part in parts]))[name]
    return pd.concat([_frame(part)[name].astype(object) for part in parts], ignore_index=True)


def _below_each_other(tables: list[Any]) -> Any:
    return pa.concat_tables(tables, promote_options="permissive")


def _missing(name: str, rows: int) -> Any:
    return pa.table({name: pa.nulls(rows)})


def _frame(table: Any) -> pd.DataFrame:
    return pd.DataFrame(table.to_pandas(ignore_metadata=True, date_as_object=False))
