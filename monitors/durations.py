"""Durations as a model's file writes them: a whole number and a unit. Read and written back in the same form."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

_UNITS = {"w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
_LONGEST = timedelta(days=36_500)
_FORM = re.compile(r"([0-9]{1,8})([wdhm])", re.ASCII)


def parse_duration(raw: Any) -> timedelta:
    """Read `2w`, `7d`, `12h`, `90m`, and `0m` for none; at most a century.

    >>> parse_duration("12h")
    datetime.timedelta(seconds=43200)
    """
    if isinstance(raw, timedelta):
        return raw
    found = _FORM.fullmatch(raw) if isinstance(raw, str) else None
    length = int(found[1]) * _UNITS[found[2]] if found else None
    if length is None or length > _LONGEST:
        message = "{raw} is no duration of at most a century; write a whole number and a unit, such as 90m, 12h or 7d"
        raise PydanticCustomError("duration", message, {"raw": repr(raw)})
    return length


def write_duration(length: timedelta) -> str:
    """The duration in the largest unit that fits.

    >>> write_duration(timedelta(days=14)), write_duration(timedelta(hours=36)), write_duration(timedelta(0))
    ('2w', '36h', '0w')
    """
    unit = next((unit for unit, size in _UNITS.items() if not length % size), "m")
    return f"{length // _UNITS[unit]}{unit}"


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(write_duration, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,8}[wdhm]$", "examples": ["90m", "12h", "7d", "2w"]}),
]
