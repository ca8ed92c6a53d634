"""Times as they were written become times in UTC."""

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UTC_TIME = pa.timestamp("ns", "UTC")
# How many of them a second has, by what a model's file calls them.
SINCE_1970 = {"epoch_seconds": 1, "epoch_milliseconds": 10**3, "epoch_microseconds": 10**6, "epoch_nanoseconds": 10**9}
_NANOSECONDS = 10**9
_OFFSET = r"(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)$"


def utc_times(times: Any, zone: ZoneInfo | None, *, written: str | None = None) -> Any | None:
    """The times in UTC; None when they have no offset and nobody says whose time they are.

    `written` says how those are to be read that are neither timestamps nor ISO text: one of `SINCE_1970`, for numbers,
    or a pattern as strptime takes it, for text. Raises ArrowException for what is no time.
    """
    kind = times.type
    if written in SINCE_1970 and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return _since_1970(times, SINCE_1970[written])
    if pa.types.is_null(kind) or (pa.types.is_timestamp(kind) and kind.tz is not None):
        return times.cast(UTC_TIME)
    if is_text(kind):
        return _parsed(times.cast(pa.string()), zone, None if written in SINCE_1970 else written)
    if not (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        raise pa.ArrowTypeError(f"its type is {kind}")
    return None if zone is None else _placed(times.cast(pa.timestamp("ns")), zone)


def written_offsets(times: Any) -> Any | None:
    """The offset from UTC that each time was written with, `+02:00`; None for times that were not written as text.

    >>> written_offsets(pa.array(["2013-04-01T01:00:00Z", "2013-04-01 01:00+0200", None])).to_pylist()
    ['+00:00', '+02:00', None]
    >>> written_offsets(pa.array(["2013-04-01"])).to_pylist()
    [None]
    """
    if not is_text(times.type):
        return None
    # The date has dashes too, so only what follows the hour is looked at.
    clock = pc.utf8_slice_codeunits(times.cast(pa.string()), 11, 64)
    offset = pc.struct_field(pc.extract_regex(clock, _OFFSET), "offset")
    digits = pc.replace_substring_regex(pc.replace_substring(offset, ":", ""), "^Z$", "+0000")
    hours, minutes = pc.utf8_slice_codeunits(digits, 0, 3), pc.utf8_slice_codeunits(digits, 3, 5)
    minutes = pc.if_else(pc.equal(minutes, ""), "00", minutes)
    return pc.binary_join_element_wise(hours, minutes, ":")


def is_text(kind: Any) -> bool:
    """Whether values of a type are text, dictionaries of it included."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _since_1970(numbers: Any, a_second: int) -> Any:
    """Moments counted from the beginning of 1970 in UTC; parts of a unit are kept."""
    whole = pc.floor(numbers) if pa.types.is_floating(numbers.type) else numbers
    parts = pc.round(pc.multiply(pc.subtract(numbers, whole).cast(pa.float64()), _NANOSECONDS / a_second))
    nanoseconds = pc.multiply_checked(whole.cast(pa.int64()), _NANOSECONDS // a_second)
    return pc.add_checked(nanoseconds, parts.cast(pa.int64())).cast(UTC_TIME)


def _parsed(texts: Any, zone: ZoneInfo | None, pattern: str | None) -> Any | None:
    try:
        return texts.cast(UTC_TIME)
    except pa.ArrowInvalid:
        local = _local(texts, pattern)
    return None if zone is None else _placed(local, zone)


def _local(texts: Any, pattern: str | None) -> Any:
    """Text without offset; where a pattern is given, ISO text is read all the same."""
    try:
        return texts.cast(pa.timestamp("ns"))
    except pa.ArrowInvalid:
        if pattern is None:
            raise
    return pc.strptime(texts, format=pattern, unit="s").cast(pa.timestamp("ns"))


def _placed(local: Any, zone: ZoneInfo) -> Any:
    """Local times in UTC. An hour that the clocks repeat or skip is read as the later one: never known too early."""
    times = local.to_pandas()
    later = np.zeros(len(times), dtype=bool)
    placed = times.dt.tz_localize(zone, ambiguous=later, nonexistent="shift_forward").dt.tz_convert("UTC")
    return pa.Array.from_pandas(placed, type=UTC_TIME)
