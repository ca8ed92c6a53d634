"""Times that are written neither as timestamps nor as ISO text: counted since 1970, or such as 31.12.2026 08:00."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from adapters.prediction_logs.kinds import kind_of
from adapters.prediction_logs.times import SINCE_1970, utc_times
from domain.errors import InvalidDocument
from driftwarden.starter.role_table import ROLES, usual_form

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from driftwarden.starter.casting import Casting
    from driftwarden.starter.sampling import Sample

TIME_ROLES = ("time", "label_time", "logged_at")
_NAMES = frozenset(name for role in ROLES if role.name in TIME_ROLES for name in role.names)
_LIKE_A_TIME = re.compile(r".*_(at|time|ts|timestamp|date)|when|epoch")
# Seconds since 1970 at the beginning of 2000 and of 2100: a number outside is no moment that a model answered at.
_FIRST, _LAST = 946_684_800, 4_102_444_800
_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2\d{4}(?:([ T])\d{1,2}:\d{2}(:\d{2})?)?")
_MONTHS = 12


def as_times(sample: Sample, told: Sequence[str]) -> Sample:
    """The sample with timestamps in such columns, without offset where they were written without one.

    `told` are the options `--role ROLE=COLUMN`; its `formats` lead from each of the columns to its `time_format`.
    """
    by_role = {column for text in told for role, _, column in [text.partition("=")] if role in TIME_ROLES}
    found = {name: _format(name, sample.table.column(name), by_role) for name in sample.table.column_names}
    formats = {name: written for name, written in found.items() if written is not None}
    pieces = tuple(replace(piece, rows=_converted(piece.rows, formats)) for piece in sample.pieces)
    return replace(sample, table=_converted(sample.table, formats), pieces=pieces, formats=formats)


def format_of(casting: Casting, samples: Sequence[Sample]) -> tuple[str, tuple[str, ...]] | None:
    """The one format of the columns that play a time's role, and which they are; None where none needs one.

    Raises InvalidDocument where they need several.
    """
    formats = {name: written for sample in samples for name, written in sample.formats.items()}
    played = [casting.roles[role].column for role in TIME_ROLES if role in casting.roles]
    used = {name: formats[name] for name in played if name in formats}
    if len(set(used.values())) > 1:
        said = ", ".join(f"{name} as {written}" for name, written in used.items())
        raise InvalidDocument([f"times are written in several ways ({said}); write them in one, or as ISO text"])
    return (next(iter(used.values())), tuple(used)) if used else None


def _format(name: str, cells: pa.ChunkedArray, told: Collection[str]) -> str | None:
    kind = kind_of(cells.type)
    if kind == "text":
        return _day_pattern(cells)
    is_named = usual_form(name) in _NAMES or _LIKE_A_TIME.fullmatch(usual_form(name)) or name in told
    return _since_1970(cells) if kind == "number" and is_named else None


def _since_1970(cells: pa.ChunkedArray) -> str | None:
    ends = pc.min_max(cells.cast(pa.float64(), safe=False)).as_py()
    if ends["min"] is None:
        return None
    return next(
        (name for name, unit in SINCE_1970.items() if _FIRST * unit <= ends["min"] and ends["max"] <= _LAST * unit),
        None,
    )


def _day_pattern(cells: pa.ChunkedArray) -> str | None:
    """The pattern of days as they are written by hand; None where they are not, or where day and month may be either.

    >>> _day_pattern(pa.chunked_array([["31.12.2026 08:00"]])), _day_pattern(pa.chunked_array([["01/02/2026"]]))
    ('%d.%m.%Y %H:%M', None)
    """
    found = [_DAY.fullmatch(text) for text in pc.unique(cells).drop_null().cast(pa.string()).to_pylist()]
    shapes = {(each[2], each[4], each[5] is not None) if each else None for each in found}
    if len(shapes) != 1 or None in shapes:
        return None
    sign, between, has_seconds = next(shape for shape in shapes if shape)
    order = _order(sign, [(int(each[1]), int(each[3])) for each in found if each])
    clock = "" if between is None else f"{between}%H:%M" + (":%S" if has_seconds else "")
    return None if order is None else sign.join((*order, "%Y")) + clock


def _order(sign: str, written: list[tuple[int, int]]) -> tuple[str, str] | None:
    """Which of two numbers is the day; with dots it is the first."""
    firsts, seconds = max(first for first, _ in written), max(second for _, second in written)
    if firsts > _MONTHS and seconds > _MONTHS:
        return None
    if firsts > _MONTHS or sign == ".":
        return ("%d", "%m") if seconds <= _MONTHS else None
    return ("%m", "%d") if seconds > _MONTHS else None


def _converted(table: pa.Table, formats: Mapping[str, str]) -> pa.Table:
    for name, written in formats.items():
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, _times(table.column(name), written))
    return table


def _times(cells: pa.ChunkedArray, written: str) -> pa.Array:
    joined = cells.combine_chunks()
    if written in SINCE_1970:
        return utc_times(joined, None, written=written)
    return pc.strptime(joined.cast(pa.string()), format=written, unit="s")
