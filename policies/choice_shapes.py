"""Which columns, and which slices of the traffic, a condition on a signal is about."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, PlainSerializer, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from domain.models import Segment
from policies.complaints import shown
from policies.shapes import Count, Shape


class Quantifier(StrEnum):
    """Of which columns or slices the condition must hold."""

    ANY = "any"
    EVERY = "every"


class ColumnCount(Shape):
    """Of how many columns the condition must hold."""

    at_least: Count = Field(description="How many columns.")


class SliceCount(Shape):
    """Of how many slices the condition must hold."""

    at_least: Count = Field(description="How many slices.")


Columns = Annotated[
    Annotated[Quantifier, Tag("(word)")] | Annotated[ColumnCount, Tag("(count)")],
    Discriminator(lambda raw: "(count)" if isinstance(raw, dict | ColumnCount) else "(word)"),
]
Slices = Annotated[
    Annotated[Quantifier, Tag("(word)")] | Annotated[SliceCount, Tag("(count)")],
    Discriminator(lambda raw: "(count)" if isinstance(raw, dict | SliceCount) else "(word)"),
]


def read_segment(raw: Any) -> Segment:
    """Read `carrier=UA` or `origin=JFK, carrier=UA`."""
    if isinstance(raw, Segment):
        return raw
    if not isinstance(raw, str):
        raise PydanticCustomError("segment", f"expected a slice, found {shown(raw)}; write it as column=value")
    try:
        return Segment.parse(raw)
    except ValueError as error:
        raise PydanticCustomError(
            "segment", f"{shown(raw)} is no slice; write column=value, or column=value, column=value"
        ) from error


OneSlice = Annotated[
    Segment,
    BeforeValidator(read_segment),
    PlainSerializer(str, when_used="json"),
    WithJsonSchema({"type": "string", "examples": ["carrier=UA", "origin=JFK, carrier=UA"]}),
]
