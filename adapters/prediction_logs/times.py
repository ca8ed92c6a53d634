"""Times as they were written become times in UTC."""

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UTC_TIME = pa.timestamp("ns", "UTC")
_OFFSET = r"(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)$"


def utc_times(times: Any, zone: ZoneInfo | None) -> Any | None:
    """The times in UTC; None when they have no offset and nobody says whose time they are.

    Raises ArrowException for what is no time.
    """
    kind = times.type
    if pa.types.is_null(kind) or (pa.types.is_timestamp(kind) and kind.tz is not None):
        return times.cast(UTC_TIME)
    if is_text(kind):
        return _parsed(times.cast(pa.string()), zone)
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


def _parsed(texts: Any, zone: ZoneInfo | None) -> Any | None:
    try:
        return texts.cast(UTC_TIME)
    except pa.ArrowInvalid:
        local = texts.cast(pa.timestamp("ns"))
    return None if zone is None else _placed(local, zone)


def _placed(local: Any, zone: ZoneInfo) -> Any:
    """Local times in UTC. An hour that the clocks repeat or skip is read as the later one: never known too early."""
    times = local.to_pandas()
    later = np.zeros(len(times), dtype=bool)
    placed = times.dt.tz_localize(zone, ambiguous=later, nonexistent="shift_forward").dt.tz_convert("UTC")
    return pa.Array.from_pandas(placed, type=UTC_TIME)
