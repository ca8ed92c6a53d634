"""Nouns to rows and back: the body is canonical JSON, read through the noun's own type."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from sqlmodel import SQLModel

from domain.errors import EvidenceUnavailable

Noun = TypeVar("Noun")
_CONFIG = ConfigDict(extra="forbid", ser_json_inf_nan="strings")
# Building one takes milliseconds, using it microseconds.
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


class StoredRow(Protocol):
    """A row that came from the database, as far as every kind has it."""

    @property
    def id(self) -> str:
        """The noun's id."""
        ...

    @property
    def body(self) -> str:
        """The noun in JSON."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Noun]):
    """How one kind of noun is kept.

    `columns` gives the columns beside `body`. `apart` names fields that are kept in a column only, because JSON
    cannot hold them.
    """

    name: str
    noun: type[Noun]
    row: type[SQLModel]
    columns: Callable[[Noun], dict[str, Any]]
    apart: tuple[str, ...] = ()

    def values(self, noun: Noun) -> dict[str, Any]:
        """The noun as column values."""
        return {**self.columns(noun), "body": body_of(noun, apart=self.apart)}

    def read(self, row: StoredRow) -> Noun:
        """The noun that a row keeps, equal to the one that was recorded; raises EvidenceUnavailable as `noun_from`."""
        kept_apart = {name: getattr(row, name) for name in self.apart}
        return noun_from(row.body, self.noun, f"{self.name} {row.id}", **kept_apart)


def body_of(noun: object, *, apart: tuple[str, ...] = ()) -> str:
    """The noun in JSON: fields in the order of their definition, moments in ISO 8601, tuples as lists."""
    return _adapter(type(noun)).dump_json(noun, exclude=set(apart)).decode()


def noun_from(body: str, noun: type[Noun], where: str = "a row", /, **apart: object) -> Noun:
    """Read a body back; raises EvidenceUnavailable, which names `where` it lies, for one that is no such noun."""
    try:
        return _read(body, noun, apart)
    except (ValidationError, ValueError, TypeError) as error:
        problem = f"{where} of the ledger holds no readable {noun.__name__}: {_why(error)}"
        raise EvidenceUnavailable(f"{problem}; it was changed by hand: restore that row from a backup") from error


def _read(body: str, noun: type[Noun], apart: dict[str, object]) -> Noun:
    adapter = _adapter(noun)
    read = adapter.validate_python({**json.loads(body), **apart}) if apart else adapter.validate_json(body)
    if read is None:
        raise ValueError("its body is null")
    return read


def _why(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _adapter(noun: type[Noun]) -> TypeAdapter[Noun]:
    if noun not in _ADAPTERS:
        # pydantic takes a configuration for a union, and applies it inside, but refuses it for a bare dataclass.
        union: Any = noun | None
        _ADAPTERS[noun] = TypeAdapter(union, config=_CONFIG)
    return _ADAPTERS[noun]
