"""Durations and percentages as people write them, with refusals that teach the form.

Read with `Duration` and `Percentage` as types of pydantic fields; written back in the same form.
"""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

UNITS = {"w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
WORDS = {"w": "week", "d": "day", "h": "hour", "m": "minute"}
LONGEST = timedelta(days=36_500)

_DURATION = re.compile(r"([1-9][0-9]{0,8})([wdhm])", re.ASCII)
_PERCENTAGE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s?%", re.ASCII)
_DURATION_FORM = "write a whole number and a unit, such as 90m, 12h, 28d or 2w"
_PERCENTAGE_FORM = "write a number and a percent sign, such as 10% or 2.5%"


def parse_duration(raw: Any) -> timedelta:
    """Read `28d`, `2w`, `12h` or `90m`; between a minute and a century.

    >>> parse_duration("2w")
    datetime.timedelta(days=14)
    """
    if isinstance(raw, timedelta):
        return raw
    found = _DURATION.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise PydanticCustomError("duration", f"{_shown(raw)} is no duration; {_DURATION_FORM}")
    length = int(found[1]) * UNITS[found[2]]
    if length > LONGEST:
        raise PydanticCustomError("duration", f"{_shown(raw)} is longer than a century; {_DURATION_FORM}")
    return length


def parse_percentage(raw: Any) -> float:
    """Read `10%` as 0.1.

    >>> parse_percentage("2.5%")
    0.025
    """
    found = _PERCENTAGE.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise PydanticCustomError("percentage", f"{_shown(raw)} is no percentage; {_PERCENTAGE_FORM}")
    return float(found[1]) / 100


def duration_text(length: timedelta) -> str:
    """The duration as it is written in YAML, in the largest unit that fits.

    >>> duration_text(timedelta(days=28)), duration_text(timedelta(hours=36))
    ('4w', '36h')
    """
    unit = _largest_unit(length)
    return f"{length // UNITS[unit]}{unit}"


def duration_words(length: timedelta) -> str:
    """The duration as a person would say it.

    >>> duration_words(timedelta(days=28)), duration_words(timedelta(days=1)), duration_words(timedelta(days=90))
    ('4 weeks', '1 day', '90 days')
    """
    unit = _largest_unit(length)
    count = length // UNITS[unit]
    return f"{count} {WORDS[unit]}{'' if count == 1 else 's'}"


def percentage_text(share: float) -> str:
    """The share as a percentage, to one decimal unless it needs more.

    >>> percentage_text(0.1), percentage_text(0.2093), percentage_text(0.00025)
    ('10%', '20.9%', '0.025%')
    """
    percent = share * 100
    shown = f"{percent:.1f}".removesuffix(".0") if abs(percent) >= 1 else f"{percent:.2g}"
    return f"{shown}%"


def _largest_unit(length: timedelta) -> str:
    return next((unit for unit, size in UNITS.items() if not length % size), "m")


def _shown(raw: Any) -> str:
    return f"'{raw}'" if isinstance(raw, str) else str(raw)


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(duration_text, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]{0,8}[wdhm]$", "examples": ["90m", "12h", "28d", "2w"]}),
]

Percentage = Annotated[
    float,
    BeforeValidator(parse_percentage),
    PlainSerializer(lambda share: f"{share * 100:.10g}%", when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?\s?%$", "examples": ["10%", "2.5%"]}),
]
