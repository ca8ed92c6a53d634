"""Durations as a model's file writes them, none at all (`0m`) included."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from domain.durations import DURATION_EXAMPLES, DURATION_PATTERN, duration_text, parse_duration


def read_duration(raw: Any) -> timedelta:
    """Read `2w`, `7d`, `12h`, `90m`, and `0m` for none; at most a century."""
    try:
        return parse_duration(raw)
    except ValueError as error:
        raise PydanticCustomError("duration", "{told}", {"told": str(error)}) from error


Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    PlainSerializer(duration_text, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": DURATION_PATTERN, "examples": list(DURATION_EXAMPLES)}),
]
