"""What Slack would refuse in a message's or a view's blocks, in Slack's own words; pure.

slack_sdk checks nothing in plain dicts, and Slack says no only when the message is already due. What is not known here
is refused, be it a block, an element or a field of one, so that nothing goes out unchecked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.slack import sizes, wording
from adapters.slack.elements import check_element, check_input, check_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.slack.wording import Check, Part

_VIEW_KEYS = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
_MODAL_KEYS = {*_VIEW_KEYS, "title", "close", "submit", "clear_on_close", "notify_on_close", "submit_disabled"}


def check_blocks(blocks: Sequence[Part]) -> list[str]:
    """Everything that Slack would refuse, each as `what [json-pointer:where]`; empty for a sound message."""
    problems = _check(blocks, sizes.BLOCKS, "/blocks")
    if text_length(blocks) > sizes.ALL_TEXT:
        said = f"all text together must be less than {sizes.ALL_TEXT + 1} characters"
        problems.append(wording.refusal(said, "/blocks"))
    return problems


def check_view(view: Part) -> list[str]:
    """The same of a modal or a home tab, with what views have besides their blocks."""
    kinds: dict[str, Check] = {"modal": _modal, "home": _home}
    return [*wording.kind_of(view, kinds, "/view"), *_check(view.get("blocks", ()), sizes.VIEW_BLOCKS, "/view/blocks")]


def text_length(part: Any) -> int:
    """The characters of all text objects in a block or in several."""
    if isinstance(part, dict):
        own = part.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(text_length(inner) for inner in part.values())
    return sum(text_length(inner) for inner in part) if isinstance(part, list | tuple) else 0


def _check(blocks: Sequence[Part], most: int, at: str) -> list[str]:
    problems = list(wording.count(blocks, most, at))
    for index, block in enumerate(blocks):
        problems += _block(block, f"{at}/{index}")
    return problems + wording.unique([block.get("block_id") for block in blocks], "block_id", at)


def _block(block: Part, at: str) -> Iterator[str]:
    yield from wording.length(block.get("block_id"), sizes.ID, f"{at}/block_id")
    yield from wording.kind_of(block, _BLOCKS, at)


def _header(block: Part, at: str) -> Iterator[str]:
    yield from _known(block, {"text"}, at)
    yield from wording.plain(block.get("text"), sizes.HEADER, f"{at}/text")


def _section(block: Part, at: str) -> Iterator[str]:
    yield from _known(block, {"text", "fields", "accessory", "expand"}, at)
    if not block.get("text") and not block.get("fields"):
        yield wording.refusal("missing required field: text or fields", at)
    if "text" in block:
        yield from wording.text(block["text"], sizes.TEXT, f"{at}/text")
    if "fields" in block:
        yield from wording.count(block["fields"], sizes.FIELDS, f"{at}/fields")
        for index, field in enumerate(block["fields"]):
            yield from wording.text(field, sizes.FIELD, f"{at}/fields/{index}")
    if "accessory" in block:
        yield from check_element(block["accessory"], f"{at}/accessory")


def _context(block: Part, at: str) -> Iterator[str]:
    elements = block.get("elements", ())
    yield from _known(block, {"elements"}, at)
    yield from wording.count(elements, sizes.CONTEXTS, f"{at}/elements")
    for index, element in enumerate(elements):
        here = f"{at}/elements/{index}"
        is_picture = element.get("type") == "image"
        yield from check_element(element, here) if is_picture else wording.text(element, sizes.TEXT, here)


def _actions(block: Part, at: str) -> Iterator[str]:
    elements = block.get("elements", ())
    yield from _known(block, {"elements"}, at)
    yield from wording.count(elements, sizes.ACTIONS, f"{at}/elements")
    for index, element in enumerate(elements):
        yield from check_element(element, f"{at}/elements/{index}")
    yield from wording.unique([element.get("action_id") for element in elements], "action_id", f"{at}/elements")


def _image(block: Part, at: str) -> Iterator[str]:
    yield from _known(block, {"image_url", "slack_file", "alt_text", "title"}, at)
    yield from check_picture(block, at)
    if "title" in block:
        yield from wording.plain(block["title"], sizes.ALT_TEXT, f"{at}/title")


def _input(block: Part, at: str) -> Iterator[str]:
    yield from _known(block, {"label", "element", "hint", "optional", "dispatch_action"}, at)
    yield from wording.plain(block.get("label"), sizes.INPUT_LABEL, f"{at}/label")
    if "hint" in block:
        yield from wording.plain(block["hint"], sizes.INPUT_LABEL, f"{at}/hint")
    yield from check_input(block.get("element"), f"{at}/element")


def _divider(block: Part, at: str) -> Iterator[str]:
    yield from _known(block, set(), at)


def _known(block: Part, keys: set[str], at: str) -> Iterator[str]:
    yield from wording.known(block, frozenset({"type", "block_id", *keys}), at)


# One line a block that Driftwarden sends.
_BLOCKS: dict[str, Check] = {
    "actions": _actions,
    "context": _context,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "input": _input,
    "section": _section,
}


def _modal(view: Part, at: str) -> Iterator[str]:
    yield from wording.known(view, frozenset(_MODAL_KEYS), at)
    yield from wording.plain(view.get("title"), sizes.VIEW_TITLE, f"{at}/title")
    for button in ("close", "submit"):
        if button in view:
            yield from wording.plain(view[button], sizes.VIEW_TITLE, f"{at}/{button}")
    if "submit" not in view and any(block.get("type") == "input" for block in view.get("blocks", ())):
        yield wording.refusal("missing required field: submit, because there are inputs", at)
    yield from _names(view, at)


def _home(view: Part, at: str) -> Iterator[str]:
    yield from wording.known(view, frozenset(_VIEW_KEYS), at)
    yield from _names(view, at)


def _names(view: Part, at: str) -> Iterator[str]:
    yield from wording.length(view.get("private_metadata"), sizes.METADATA, f"{at}/private_metadata")
    yield from wording.length(view.get("callback_id"), sizes.ID, f"{at}/callback_id")
