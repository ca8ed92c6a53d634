"""What is watched: a version of a model, and slices of its traffic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ONE_OR_TWO = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ModelVersion:
    """One trained version of a named model."""

    model: str
    version: str

    def __str__(self) -> str:
        return f"{self.model} {self.version}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Segment:
    """The slice of the traffic in which `column` equals `value` and, if `also` is (column, value), that one too.

    As text `origin=JFK` or `origin=JFK, carrier=AA`. A backslash stands before whatever in a name or value could be
    taken for the text's own signs, so that `parse` reads back every segment.
    """

    column: str
    value: str
    also: tuple[str, str] | tuple[()] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The columns with their values, one or two."""
        return ((self.column, self.value), *((self.also,) if self.also else ()))

    def __str__(self) -> str:
        return ", ".join(f"{_escaped(column)}={_escaped(value)}" for column, value in self.pairs)

    @classmethod
    def of(cls, columns: Sequence[str], values: Sequence[str]) -> Segment:
        """The slice in which one or two columns have these values; raises ValueError for any other number."""
        if len(columns) != len(values) or len(columns) not in _ONE_OR_TWO:
            raise ValueError(f"a segment has one or two columns, each with a value, not {columns} with {values}")
        return cls(column=columns[0], value=values[0], also=(columns[1], values[1]) if columns[1:] else ())

    @classmethod
    def parse(cls, text: str) -> Segment:
        r"""Read a segment back from its text; raises ValueError for anything else.

        >>> Segment.parse(r"origin=JFK, carrier=A\=A").pairs
        (('origin', 'JFK'), ('carrier', 'A=A'))
        """
        parts = [_split(part, "=") for part in _split(text, ", ")]
        try:
            pairs = [(_plain(column), _plain(value)) for column, value in parts]
        except ValueError as error:
            expected = "a segment is written column=value or column=value, column=value"
            raise ValueError(f"{expected}, not {text!r}") from error
        return cls.of([column for column, _ in pairs], [value for _, value in pairs])


def _escaped(text: str) -> str:
    return re.sub(r"([\\=,])", r"\\\1", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _split(text: str, sign: str) -> list[str]:
    """The text at every sign that no backslash takes away."""
    escaped_or_not = re.compile(rf"(?:\\.|(?!{sign}).)*", re.DOTALL)
    parts, start = [], 0
    while match := escaped_or_not.match(text, start):
        parts.append(match.group())
        start = match.end() + len(sign)
        if match.end() >= len(text):
            break
    return parts
