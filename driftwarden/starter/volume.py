"""How many rows a day a log has, as far as a sample can tell, and the window that suits so many."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.compute as pc

from driftwarden.starter.columns_seen import times_in

if TYPE_CHECKING:
    from driftwarden.starter.sampling import Piece, Sample

_DAY = timedelta(days=1)
ENOUGH_FOR_A_DAY, ENOUGH_FOR_AN_HOUR = 500, 50_000


def rows_per_day(sample: Sample, time: str) -> float | None:
    """About how many; None where only the beginnings of files without order were read, which tell nothing.

    A log that was read whole is counted over the time that it spans, a day at least. Otherwise the median of the
    pieces: a whole file over the time that its path names, any other rows over the time that they span.
    """
    if sample.is_whole:
        spanned = _span(sample.table, time)
        return None if spanned is None else len(sample.table) / max(spanned / _DAY, 1.0)
    rates = [rate for piece in sample.pieces if (rate := _rate(piece, time)) is not None]
    return median(rates) if rates else None


def window_for(rate: float | None) -> Literal["hour", "day", "week"]:
    """The shortest window that has rows enough; a day where nobody knows.

    >>> [window_for(rate) for rate in (80_000, 500, 499, None)]
    ['hour', 'day', 'week', 'day']
    """
    if rate is None:
        return "day"
    if rate > ENOUGH_FOR_AN_HOUR:
        return "hour"
    return "day" if rate >= ENOUGH_FOR_A_DAY else "week"


def _rate(piece: Piece, time: str) -> float | None:
    if piece.is_whole and piece.covers:
        return len(piece.rows) * piece.files_alike / (piece.covers / _DAY)
    if not piece.is_whole and not _in_order(piece, time):
        return None
    spanned = _span(piece.rows, time)
    return len(piece.rows) / (spanned / _DAY) if spanned else None


def _span(table: pa.Table, time: str) -> timedelta | None:
    times = times_in(table.column(time)) if time in table.column_names else None
    if times is None or times.null_count == len(times):
        return None
    ends = pc.min_max(times.cast(pa.timestamp("us", "UTC"), safe=False)).as_py()
    return ends["max"] - ends["min"]  # type: ignore[no-any-return]


def _in_order(piece: Piece, time: str) -> bool:
    times = times_in(piece.rows.column(time)) if time in piece.rows.column_names else None
    if times is None:
        return False
    moments = times.drop_null().cast(pa.int64()).to_numpy()
    return bool((moments[1:] >= moments[:-1]).mean() > 0.95) if len(moments) > 1 else False  # noqa: PLR2004
