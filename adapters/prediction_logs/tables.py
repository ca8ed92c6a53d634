"""One file as an Arrow table with the names of `domain.columns` and UTC times.

Files are opened one by one rather than as a data set, so that a folder named `date=2013-04-01` adds no column and a
refusal can name the file.
"""

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from adapters.prediction_logs.wanted import Wanted
from domain.columns import ROLES
from domain.errors import EvidenceUnavailable

_UTC_TIME = pa.timestamp("ns", "UTC")
_PANDAS_INDEX = re.compile(r"__index_level_\d+__")


def read_table(path: Path, wanted: Wanted) -> Any:
    """The wanted columns of one file; raises EvidenceUnavailable naming the file and what is wrong with it."""
    try:
        names, source = _opened(path)
        chosen = _chosen(path, names, wanted)
        table = source.read(columns=list(chosen)) if isinstance(source, pq.ParquetFile) else source.select(list(chosen))
    except (pa.ArrowException, OSError) as error:
        raise EvidenceUnavailable(
            f"{path}: cannot be read ({_first_line(error)}); write the file again or take it away"
        ) from error
    table = table.select(list(chosen)).rename_columns(list(chosen.values()))
    for role in wanted.times & set(table.column_names):
        table = _with_utc_times(table, role, path, wanted)
    return table


def stack(tables: list[Any], wanted: Wanted) -> pd.DataFrame:
    """The tables below each other; without any, no rows of the columns that must be there.

    Raises EvidenceUnavailable when a column has types in different files that no one type can hold.
    """
    if not tables:
        kinds = {name: _UTC_TIME if name in wanted.times else pa.null() for name in wanted.certain}
        tables = [pa.table({name: pa.array([], type=kind) for name, kind in kinds.items()})]
    try:
        stacked = pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowException as error:
        raise EvidenceUnavailable(
            f"{wanted.come_from}: files that do not fit together ({_first_line(error)}); write the column with one type"
        ) from error
    return pd.DataFrame(stacked.to_pandas(ignore_metadata=True, date_as_object=False))


def _opened(path: Path) -> tuple[list[str], Any]:
    if path.suffix == ".csv":
        table = arrow_csv.read_csv(path)
        return table.column_names, table
    file = pq.ParquetFile(path)
    return [name for name in file.schema_arrow.names if not _PANDAS_INDEX.fullmatch(name)], file


def _chosen(path: Path, names: list[str], wanted: Wanted) -> dict[str, str]:
    """From the file's column to the name it gets, in the order of roles and then features."""
    chosen: dict[str, str] = {}
    for role, (column, field) in wanted.roles.items():
        if column in names:
            chosen[column] = role
        elif role not in wanted.optional:
            raise EvidenceUnavailable(_no_column(path, column, f"columns.{field}", names))
    for feature in _features(path, names, chosen, wanted):
        chosen[feature] = feature
    return chosen


def _features(path: Path, names: list[str], chosen: dict[str, str], wanted: Wanted) -> list[str]:
    if wanted.features is None:
        features = [name for name in names if name not in chosen and name not in wanted.never]
    else:
        features = [name for name in wanted.features if name not in chosen]
    for feature in features:
        if feature not in names:
            raise EvidenceUnavailable(_no_column(path, feature, "features", names))
        if feature in ROLES:
            raise EvidenceUnavailable(
                f"{path}: column {feature!r} has the name of a role that another column plays; name the features "
                f"under `features` of the log in the model's file, or rename the column"
            )
    return features


def _no_column(path: Path, column: str, field: str, names: list[str]) -> str:
    return (
        f"{path}: no column {column!r}, which `{field}` of the log in the model's file names; "
        f"the file has {', '.join(names)}"
    )


def _with_utc_times(table: Any, role: str, path: Path, wanted: Wanted) -> Any:
    column, field = wanted.roles[role]
    index = table.column_names.index(role)
    try:
        times = _utc(table.column(role), wanted.zone)
    except pa.ArrowException as error:
        raise EvidenceUnavailable(f"{path}: column {column!r} holds no times ({_first_line(error)})") from error
    if times is None:
        raise EvidenceUnavailable(
            f"{path}: the times in column {column!r} (`columns.{field}`) have no offset from UTC; set `timezone` of "
            f"the log in the model's file to say whose local time they are"
        )
    return table.set_column(index, role, times)


def _utc(times: Any, zone: ZoneInfo | None) -> Any | None:
    """The times in UTC; None when they have no offset and nobody says whose time they are."""
    kind = times.type
    if pa.types.is_null(kind) or (pa.types.is_timestamp(kind) and kind.tz is not None):
        return times.cast(_UTC_TIME)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _parsed(times, zone)
    if not (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        raise pa.ArrowTypeError(f"its type is {kind}")
    return None if zone is None else _placed(times.cast(pa.timestamp("ns")), zone)


def _parsed(texts: Any, zone: ZoneInfo | None) -> Any | None:
    try:
        return texts.cast(_UTC_TIME)
    except pa.ArrowInvalid:
        local = texts.cast(pa.timestamp("ns"))
    return None if zone is None else _placed(local, zone)


def _placed(local: Any, zone: ZoneInfo) -> Any:
    """Local times in UTC. An hour that the clocks repeat or skip is read as the later one: never known too early."""
    times = local.to_pandas()
    later = np.zeros(len(times), dtype=bool)
    placed = times.dt.tz_localize(zone, ambiguous=later, nonexistent="shift_forward").dt.tz_convert("UTC")
    return pa.chunked_array([pa.Array.from_pandas(placed, type=_UTC_TIME)])


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
