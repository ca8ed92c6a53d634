"""JSON Schemas as tables of keys; `of` are the shapes that a schema defines, by name, which its fields refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from driftwarden.reference.markdown_words import first, table, value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEYED = ("key", "default", "meaning")

Shape = dict[str, Any]


def keys(shape: Shape, *, without: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """A row for each key of a shape; sections have no default of their own."""
    for key, field in shape["properties"].items():
        if key not in without:
            section = "properties" in field
            shown = "required" if key in shape.get("required", ()) else "" if section else value(field.get("default"))
            yield f"`{key}`", shown, first(field["description"])


def sections(shape: Shape, of: Mapping[str, Shape], *, path: str, shown: set[str]) -> Iterator[str]:
    """A table of this shape's keys, then one of each section inside it; of sections that are alike the first."""
    shown.add(shape["title"])
    filled = opened(shape, of)
    yield f"### {path}\n"
    yield table(KEYED, keys(filled))
    for key, field in filled["properties"].items():
        if "properties" in field and field["title"] not in shown:
            yield from sections(field, of, path=f"{path}.{key}".removeprefix("The file."), shown=shown)


def inside(shape: Shape, of: Mapping[str, Shape]) -> Iterator[str]:
    """A table of the keys inside each key that takes keys and values."""
    for key, field in shape["properties"].items():
        for inner in referred(field, of):
            if "properties" in inner:
                yield f"Keys of `{key}`:\n"
                yield table(KEYED, keys(inner))


def opened(shape: Shape, of: Mapping[str, Shape]) -> Shape:
    """The shape with what its fields refer to filled in."""
    return {**shape, "properties": {key: resolved(field, of) for key, field in shape["properties"].items()}}


def resolved(field: Shape, of: Mapping[str, Shape]) -> Shape:
    """A field with the one shape that it refers to, be it that or null; a description of its own comes first."""
    found, choices = referred(field, of), [*field.get("anyOf", ()), *field.get("oneOf", ())]
    others = [choice for choice in choices if "$ref" not in choice and choice != {"type": "null"}]
    return {**found[0], **field} if len(found) == 1 and not others else field


def referred(field: Shape, of: Mapping[str, Shape]) -> tuple[Shape, ...]:
    """Every shape that a field may take, in the order of the schema."""
    choices = (field, *field.get("anyOf", ()), *field.get("oneOf", ()))
    return tuple(of[choice["$ref"].rpartition("/")[2]] for choice in choices if "$ref" in choice)
