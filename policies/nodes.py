"""YAML text as a tree of nodes that remember where they stand.

Read by the rules of YAML 1.2's core schema, which editors use too: `no`, `on`, `12:30` and `2013-04-01` are
text, not a boolean, a number of seconds and a date.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from domain.errors import InvalidDocument


class _CoreLoader(yaml.SafeLoader):
    """Builds plain values only, and resolves only what YAML 1.2's core schema resolves."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  (PyYAML's own way of starting from nothing)


_RESOLVED = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "int": (r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    "float": (r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)", "-+.0123456789"),
    "merge": (r"<<", "<"),
}
for _tag, (_pattern, _first) in _RESOLVED.items():
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), list(_first))

_REMEDIES = {
    "found character '\\t'": "a tab cannot indent; use spaces",
    "mapping values are not allowed": "a colon where no key can stand; check the indentation, or quote the text",
    "could not find expected ':'": "a key without a colon; write `key: value`",
    "while parsing a flow": "a bracket is not closed, or a comma is missing, before this place; add it",
    "could not determine a constructor": "a tag (`!...`) has no place here; write plain text, in quotes if need be",
    "expected a single document": "a second document starts here; keep one document a file",
}


def compose(text: str, *, source: str) -> tuple[yaml.Node, Any]:
    """The one document in the text, as nodes and as plain values.

    Raises InvalidDocument for text that is no YAML, for an empty document and for a key given twice.
    """
    loader = None
    try:
        loader = _CoreLoader(text)
        root = loader.get_single_node()
        if root is None:
            raise InvalidDocument([f"{source}:1:1: the file is empty; write at least the required keys"])
        _refuse_duplicate_keys(root, source=source)
        return root, loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        raise InvalidDocument([f"{source}:{_place(error)}: no valid YAML: {_remedy(error)}"]) from error
    except yaml.reader.ReaderError as error:
        raise InvalidDocument([f"{source}:{_line(text, error.position)}:1: no text: {error.reason}"]) from error
    finally:
        if loader is not None:
            loader.dispose()


def place(node: yaml.Node) -> str:
    """LINE:COLUMN of the node's beginning, both counted from 1."""
    return f"{node.start_mark.line + 1}:{node.start_mark.column + 1}"


def follow(root: yaml.Node, loc: Sequence[str | int], *, to_key: bool) -> tuple[yaml.Node, list[str | int]]:
    """The node that a pydantic location leads to, and the part of the location that the document knows.

    Elements that the document does not know (the tags of unions, a key that is missing) are passed over. With
    `to_key` the last step leads to the key itself and not to its value.
    """
    node, known = root, list[str | int]()
    for index, element in enumerate(loc):
        entry = _entry(node, element)
        if entry is None:
            continue
        key, value = entry
        known.append(str(element) if isinstance(node, yaml.MappingNode) else element)
        node = key if to_key and index == len(loc) - 1 else value
    return node, known


def _entry(node: yaml.Node, element: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value below a node; an item of a list is its own key."""
    if isinstance(node, yaml.SequenceNode) and isinstance(element, int) and element < len(node.value):
        return node.value[element], node.value[element]
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(element)), None)
    return None


def _refuse_duplicate_keys(root: yaml.Node, *, source: str) -> None:
    problems = [
        f"{source}:{place(again)}: {again.value}: given a second time, first on line {first}; keep one of them"
        for again, first in _duplicates(root, seen=set())
    ]
    if problems:
        raise InvalidDocument(problems)


def _duplicates(node: yaml.Node, *, seen: set[int]) -> Iterator[tuple[yaml.Node, int]]:
    """Keys that repeat an earlier one of the same mapping, with the line of the first; `seen` stops at aliases."""
    if id(node) in seen or not isinstance(node, yaml.CollectionNode):
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _duplicates(item, seen=seen)
        return
    lines: dict[str, int] = {}
    for key, value in node.value:
        if str(key.value) in lines:
            yield key, lines[str(key.value)]
        lines.setdefault(str(key.value), key.start_mark.line + 1)
        yield from _duplicates(value, seen=seen)


def _place(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return f"{mark.line + 1}:{mark.column + 1}" if mark else "1:1"


def _remedy(error: yaml.MarkedYAMLError) -> str:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    return next((remedy for sign, remedy in _REMEDIES.items() if sign in said), said)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
