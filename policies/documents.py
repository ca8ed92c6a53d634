"""From YAML text to a pydantic shape, or to a list of what a person must mend, each with file, line and column."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from domain.errors import InvalidDocument
from policies.complaints import Location, complain
from policies.known_keys import fields_at, nearest
from policies.nodes import compose, follow, place

ShapeT = TypeVar("ShapeT", bound=BaseModel)

_AT_THE_KEY = frozenset({"extra_forbidden", "invalid_key"})


def read_document(text: str, *, source: str, shape: type[ShapeT]) -> ShapeT:
    """Read one YAML document as `shape`, which is frozen; `source` is the file's name for messages.

    Raises InvalidDocument with one problem a mistake, each "FILE:LINE:COL: field.path: what is wrong; remedy".
    """
    document: ShapeT = _read(text, source, shape)
    return document


# Every flow reads its project's files, which seldom change, and a text of a page takes tens of milliseconds.
@lru_cache(maxsize=256)
def _read(text: str, source: str, shape: type[Any]) -> Any:
    root, plain = compose(text, source=source)
    try:
        return shape.model_validate(plain)
    except ValidationError as error:
        problems = _problems(error, root, shape)
        raise InvalidDocument([f"{source}:{problem}" for problem in problems]) from error


@lru_cache(maxsize=256)
def locate(text: str, loc: Location, *, source: str) -> str:
    """ "FILE:LINE:COL: field.path: " of a place in a document that was read without complaint; the whole's for ()."""
    root, _ = compose(text, source=source)
    node, known = follow(root, loc, to_key=False)
    return f"{source}:{place(node)}: " + (f"{_path(known)}: " if known else "")


def _problems(error: ValidationError, root: yaml.Node, shape: type[BaseModel]) -> list[str]:
    """The complaints in the order of the file; those of a plain union's alternatives are one complaint."""
    complaints: dict[tuple[int, int, str], list[str]] = {}
    for mistake in _mistakes(error, shape):
        node, path = _where(mistake, root)
        key = (node.start_mark.line, node.start_mark.column, f"{place(node)}: {path}")
        said = complain(mistake, fields_at(shape, mistake["loc"][:-1]))
        if said not in complaints.setdefault(key, []):
            complaints[key].append(said)
    return [f"{where}{', or: '.join(said)}" for (_, _, where), said in sorted(complaints.items())]


def _mistakes(error: ValidationError, shape: type[BaseModel]) -> Iterator[Any]:
    """Pydantic's errors, less what follows from others.

    A key that merely stands there misspelt is not missing, and a list with wrong items is not too short.
    """
    errors = error.errors(include_url=False)
    around = {each["loc"][:depth] for each in errors for depth in range(len(each["loc"]))}
    misspelt = {
        (*each["loc"][:-1], nearest(str(each["loc"][-1]), list(fields_at(shape, each["loc"][:-1]))))
        for each in errors
        if each["type"] == "extra_forbidden"
    }
    for each in errors:
        follows = each["loc"] in (misspelt if each["type"] == "missing" else around)
        if not follows:
            yield each


def _where(mistake: Any, root: yaml.Node) -> tuple[yaml.Node, str]:
    """The node to point at, and the path to it as `when.any[0].above: ` (empty for the whole document)."""
    loc = mistake["loc"]
    node, known = follow(root, loc, to_key=mistake["type"] in _AT_THE_KEY)
    if mistake["type"] == "missing":
        known.append(loc[-1])
    if mistake["type"] == "union_tag_invalid":
        key = mistake["ctx"]["discriminator"].strip("'")
        node, known = follow(root, (*known, key), to_key=False)
    return node, f"{_path(known)}: " if known else ""


def _path(known: Sequence[str | int]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in known)
    return "".join(steps).removeprefix(".")
