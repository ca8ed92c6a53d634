"""What Slack would refuse in a message's blocks, in Slack's own words; pure.

slack_sdk checks nothing in plain dicts, and Slack says no only when the message is already due.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from adapters.slack import sizes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Part = Mapping[str, Any]
    Check = Callable[[Part, str], Iterator[str]]


def check_blocks(blocks: Sequence[Part]) -> list[str]:
    """Everything that Slack would refuse, each as `what [json-pointer:where]`; empty for a sound message."""
    problems = list(_count(blocks, sizes.BLOCKS, "/blocks"))
    for index, block in enumerate(blocks):
        problems += _block(block, f"/blocks/{index}")
    problems += _unique([block.get("block_id") for block in blocks], "block_id", "/blocks")
    if sum(_all_text(block) for block in blocks) > sizes.ALL_TEXT:
        problems.append(_said(f"all text together must be less than {sizes.ALL_TEXT + 1} characters", "/blocks"))
    return problems


def _block(block: Part, at: str) -> Iterator[str]:
    check = _BLOCKS.get(block.get("type", ""))
    if check is None:
        yield _said(f"unsupported type: {block.get('type')} (known: {', '.join(sorted(_BLOCKS))})", f"{at}/type")
        return
    yield from _length(block.get("block_id"), sizes.ID, f"{at}/block_id")
    yield from check(block, at)


def _header(block: Part, at: str) -> Iterator[str]:
    yield from _text(block.get("text"), sizes.HEADER, f"{at}/text", kinds=("plain_text",))


def _section(block: Part, at: str) -> Iterator[str]:
    if not block.get("text") and not block.get("fields"):
        yield _said("missing required field: text or fields", at)
    if "text" in block:
        yield from _text(block["text"], sizes.TEXT, f"{at}/text")
    if "fields" in block:
        yield from _count(block["fields"], sizes.FIELDS, f"{at}/fields")
        for index, field in enumerate(block["fields"]):
            yield from _text(field, sizes.FIELD, f"{at}/fields/{index}")
    if "accessory" in block:
        yield from _element(block["accessory"], f"{at}/accessory")


def _context(block: Part, at: str) -> Iterator[str]:
    elements = block.get("elements", ())
    yield from _count(elements, sizes.CONTEXTS, f"{at}/elements")
    for index, element in enumerate(elements):
        here = f"{at}/elements/{index}"
        is_image = element.get("type") == "image"
        yield from _image(element, here) if is_image else _text(element, sizes.TEXT, here)


def _actions(block: Part, at: str) -> Iterator[str]:
    elements = block.get("elements", ())
    yield from _count(elements, sizes.ACTIONS, f"{at}/elements")
    for index, element in enumerate(elements):
        yield from _element(element, f"{at}/elements/{index}")
    yield from _unique([element.get("action_id") for element in elements], "action_id", f"{at}/elements")


def _image(block: Part, at: str) -> Iterator[str]:
    if not block.get("image_url") and not block.get("slack_file"):
        yield _said("missing required field: image_url or slack_file", at)
    if not block.get("alt_text"):
        yield _said("missing required field: alt_text", at)
    yield from _length(block.get("image_url"), sizes.URL, f"{at}/image_url")
    yield from _length(block.get("alt_text"), sizes.ALT_TEXT, f"{at}/alt_text")


def _divider(_block: Part, _at: str) -> Iterator[str]:
    yield from ()


def _element(element: Part, at: str) -> Iterator[str]:
    check = _ELEMENTS.get(element.get("type", ""))
    if check is None:
        yield _said(f"unsupported type: {element.get('type')} (known: {', '.join(sorted(_ELEMENTS))})", f"{at}/type")
        return
    yield from check(element, at)


def _button(button: Part, at: str) -> Iterator[str]:
    yield from _text(button.get("text"), sizes.BUTTON_TEXT, f"{at}/text", kinds=("plain_text",))
    yield from _length(button.get("value"), sizes.BUTTON_VALUE, f"{at}/value")
    yield from _length(button.get("action_id"), sizes.ID, f"{at}/action_id")
    yield from _length(button.get("url"), sizes.URL, f"{at}/url")
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield _said(f"must be primary or danger, not {button['style']}", f"{at}/style")


# One line a block or element that Driftwarden sends; whatever is not listed is refused, so nothing goes out unchecked.
_BLOCKS: dict[str, Check] = {
    "actions": _actions,
    "context": _context,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "section": _section,
}
_ELEMENTS: dict[str, Check] = {"button": _button, "image": _image}


def _text(text: Any, limit: int, at: str, *, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    if not isinstance(text, dict):
        yield _said("missing required field: a text object", at)
        return
    if text.get("type") not in kinds:
        yield _said(f"must be {' or '.join(kinds)}, not {text.get('type')}", f"{at}/type")
    if not text.get("text"):
        yield _said("must be more than 0 characters", f"{at}/text")
    yield from _length(text.get("text"), limit, f"{at}/text")


def _length(text: str | None, limit: int, at: str) -> Iterator[str]:
    if text is not None and len(text) > limit:
        yield _said(f"must be less than {limit + 1} characters", at)


def _count(items: Sequence[Any], limit: int, at: str) -> Iterator[str]:
    if not items:
        yield _said("no less than 1 items required", at)
    if len(items) > limit:
        yield _said(f"no more than {limit} items allowed", at)


def _unique(ids: Sequence[str | None], name: str, at: str) -> list[str]:
    twice = [id_ for id_, times in Counter(ids).items() if id_ is not None and times > 1]
    return [_said(f"`{name}` {id_} already exists for another element", at) for id_ in twice]


def _all_text(part: Any) -> int:
    if isinstance(part, dict):
        own = part.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(_all_text(inner) for inner in part.values())
    return sum(_all_text(inner) for inner in part) if isinstance(part, list) else 0


def _said(what: str, at: str) -> str:
    return f"{what} [json-pointer:{at}]"
