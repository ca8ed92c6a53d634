"""Durations and percentages as people write them, with refusals that teach the form.

Read with `Duration` and `Percentage` as types of pydantic fields; written back in the same form.
"""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from domain.durations import DURATION_EXAMPLES, duration_text, parse_duration

_PERCENTAGE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s?%", re.ASCII)
_AT_LEAST = "write a whole number and a unit, such as 90m, 12h, 28d or 2w"
_PERCENTAGE_FORM = "write a number and a percent sign, such as 10% or 2.5%"


def read_duration(raw: Any) -> timedelta:
    """Read `28d`, `2w`, `12h` or `90m`; between a minute and a century."""
    try:
        length = parse_duration(raw)
    except ValueError as error:
        raise PydanticCustomError("duration", "{told}", {"told": str(error)}) from error
    if not length:
        raise PydanticCustomError("duration", f"{_shown(raw)} is no duration; {_AT_LEAST}")
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


def percentage_text(share: float) -> str:
    """The share as a percentage, to one decimal unless it needs more.

    >>> percentage_text(0.1), percentage_text(0.2093), percentage_text(0.00025)
    ('10%', '20.9%', '0.025%')
    """
    percent = share * 100
    shown = f"{percent:.1f}".removesuffix(".0") if abs(percent) >= 1 else f"{percent:.2g}"
    return f"{shown}%"


def _shown(raw: Any) -> str:
    return f"'{raw}'" if isinstance(raw, str) else str(raw)


Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    PlainSerializer(duration_text, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]{0,7}[wdhm]$", "examples": list(DURATION_EXAMPLES)}),
]

Percentage = Annotated[
    float,
    BeforeValidator(parse_percentage),
    PlainSerializer(lambda share: f"{share * 100:.10g}%", when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?\s?%$", "examples": ["10%", "2.5%"]}),
]
