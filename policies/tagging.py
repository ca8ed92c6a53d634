"""Unions whose member is told by the key it has: `signal: mae` is a signal condition, `max_age: 8w` an age.

A key that no member has, or the keys of two members, are refused before pydantic tries any member, so that the
message speaks of the one that was meant and not of all that might have been.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, BeforeValidator, Discriminator
from pydantic_core import PydanticCustomError

from policies.complaints import shown
from policies.known_keys import nearest


def tag(key: str) -> str:
    """The tag of the member with this key; never a key itself, so that it cannot be taken for one in a location."""
    return f"({key})"


def by_key(keys: Sequence[str], *, noun: str) -> tuple[Discriminator, BeforeValidator]:
    """What tells the members of a union apart by which of `keys` they have; `noun` is what a member is called.

    Annotate the union with both, and each member with `Tag(tag(key))`.
    """
    return Discriminator(_teller(keys)), BeforeValidator(_checker(keys, noun=noun))


def _teller(keys: Sequence[str]) -> Callable[[Any], str | None]:
    def tell(raw: Any) -> str | None:
        names = _names_of(raw)
        return next((tag(key) for key in keys if key in names), None)

    return tell


def _checker(keys: Sequence[str], *, noun: str) -> Callable[[Any], Any]:
    def check(raw: Any) -> Any:
        found = [key for key in keys if key in _names_of(raw)]
        if len(found) == 1:
            return raw
        raise PydanticCustomError("by_key", _refusal(raw, found, keys, noun=noun))

    return check


def _names_of(raw: Any) -> set[str]:
    """The keys of a mapping from YAML, or of a shape that was read already."""
    if isinstance(raw, BaseModel):
        return {field.alias or name for name, field in type(raw).model_fields.items()}
    return {str(key) for key in raw} if isinstance(raw, Mapping) else set()


def _refusal(raw: Any, found: Sequence[str], keys: Sequence[str], *, noun: str) -> Any:
    choices = f"one of {', '.join(keys)}"
    if found:
        return f"{' and '.join(found)} in one {noun}; keep one of them, or put each into an item of its own"
    if not isinstance(raw, Mapping):
        return f"expected {noun_with_article(noun)}, found {shown(raw)}; write `key: ...` with {choices}"
    if not raw:
        return f"an empty {noun}; write {choices}"
    misspelt = next(((str(key), near) for key in raw if (near := nearest(str(key), keys))), None)
    if misspelt:
        return f"no {noun} is called {misspelt[0]}; did you mean {misspelt[1]}? Write {choices}"
    return f"no {noun} is called {' or '.join(str(key) for key in raw)}; write {choices}"


def noun_with_article(noun: str) -> str:
    """The noun with its indefinite article.

    >>> noun_with_article("action"), noun_with_article("condition")
    ('an action', 'a condition')
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
