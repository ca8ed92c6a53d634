"""What a refusal of Slack's says, and the checks that blocks, elements and views have in common; pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Part = Mapping[str, Any]
    Check = Callable[[Part, str], Iterator[str]]


def refusal(what: str, at: str) -> str:
    """What is wrong and where, as Slack writes it.

    >>> refusal("must be more than 0 characters", "/blocks/0/text/text")
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]'
    """
    return f"{what} [json-pointer:{at}]"


def text(part: Any, limit: int, at: str, *, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    """A text object of these kinds, neither empty nor too long."""
    if not isinstance(part, dict):
        yield refusal("missing required field: a text object", at)
        return
    if part.get("type") not in kinds:
        yield refusal(f"must be {' or '.join(kinds)}, not {part.get('type')}", f"{at}/type")
    if not part.get("text"):
        yield refusal("must be more than 0 characters", f"{at}/text")
    yield from length(part.get("text"), limit, f"{at}/text")


def plain(part: Any, limit: int, at: str) -> Iterator[str]:
    """A text object without markup."""
    yield from text(part, limit, at, kinds=("plain_text",))


def length(said: str | None, limit: int, at: str) -> Iterator[str]:
    """A text that may be missing."""
    if said is not None and len(said) > limit:
        yield refusal(f"must be less than {limit + 1} characters", at)


def count(items: Sequence[Any], limit: int, at: str) -> Iterator[str]:
    """A list that may not be empty."""
    if not items:
        yield refusal("no less than 1 items required", at)
    if len(items) > limit:
        yield refusal(f"no more than {limit} items allowed", at)


def unique(ids: Sequence[str | None], name: str, at: str) -> list[str]:
    """Names that may be missing, but not be there twice."""
    twice = [id_ for id_, times in Counter(ids).items() if id_ is not None and times > 1]
    return [refusal(f"`{name}` {id_} already exists for another element", at) for id_ in twice]


def known(part: Part, keys: frozenset[str], at: str) -> Iterator[str]:
    """Nothing but these keys: Slack refuses what it does not know."""
    for key in part:
        if key not in keys:
            yield refusal(f"invalid additional property: {key}", at)


def kind_of(part: Part, table: Mapping[str, Check], at: str) -> Iterator[str]:
    """The part's own check, by its type; a type that the table does not name is refused."""
    check = table.get(part.get("type", ""))
    if check is None:
        named = f"unsupported type: {part.get('type')} (known: {', '.join(sorted(table))})"
        yield refusal(named, f"{at}/type")
        return
    yield from check(part, at)
