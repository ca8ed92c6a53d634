"""What Slack would refuse in what people press, choose and fill in; pure.

Source: https://docs.slack.dev/reference/block-kit/block-elements and .../composition-objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.slack import sizes, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.slack.wording import Check, Part


def check_element(element: Part, at: str) -> Iterator[str]:
    """A button, a menu or a picture."""
    yield from wording.kind_of(element, _ELEMENTS, at)


def check_input(element: Any, at: str) -> Iterator[str]:
    """What may be filled in: a text."""
    if not isinstance(element, dict):
        yield wording.refusal("missing required field: element", at)
        return
    yield from wording.kind_of(element, _INPUTS, at)


def check_picture(picture: Part, at: str) -> Iterator[str]:
    """A picture by its address or by the file that was uploaded to Slack; it says in words what it shows."""
    file = picture.get("slack_file")
    if not picture.get("image_url") and not file:
        yield wording.refusal("missing required field: image_url or slack_file", at)
    if picture.get("image_url") and file:
        yield wording.refusal("only one of image_url and slack_file is allowed", at)
    if file and set(file) not in ({"id"}, {"url"}):
        yield wording.refusal("must have either id or url", f"{at}/slack_file")
    if not picture.get("alt_text"):
        yield wording.refusal("missing required field: alt_text", at)
    yield from wording.length(picture.get("image_url"), sizes.URL, f"{at}/image_url")
    yield from wording.length(picture.get("alt_text"), sizes.ALT_TEXT, f"{at}/alt_text")


def _picture(element: Part, at: str) -> Iterator[str]:
    yield from wording.known(element, frozenset({"type", "image_url", "slack_file", "alt_text"}), at)
    yield from check_picture(element, at)


def _button(button: Part, at: str) -> Iterator[str]:
    keys = {"type", "text", "action_id", "value", "url", "style", "confirm", "accessibility_label"}
    yield from wording.known(button, frozenset(keys), at)
    yield from wording.plain(button.get("text"), sizes.BUTTON_TEXT, f"{at}/text")
    yield from wording.length(button.get("value"), sizes.BUTTON_VALUE, f"{at}/value")
    yield from _id(button, at)
    yield from wording.length(button.get("url"), sizes.URL, f"{at}/url")
    yield from _style(button, at)
    yield from _confirm(button, at)


def _static_select(menu: Part, at: str) -> Iterator[str]:
    keys = {"type", "action_id", "placeholder", "options", "initial_option", "confirm", "focus_on_load"}
    yield from wording.known(menu, frozenset(keys), at)
    yield from _id(menu, at)
    yield from _placeholder(menu, at)
    yield from _options(menu, at)
    yield from _confirm(menu, at)
    if "initial_option" in menu and menu["initial_option"] not in menu.get("options", ()):
        yield wording.refusal("must be one of the options", f"{at}/initial_option")


def _text_input(field: Part, at: str) -> Iterator[str]:
    keys = {
        "type", "action_id", "placeholder", "initial_value", "multiline", "min_length", "max_length", "focus_on_load",
        "dispatch_action_config",
    }  # fmt: skip
    yield from wording.known(field, frozenset(keys), at)
    yield from _id(field, at)
    yield from _placeholder(field, at)
    for bound in ("min_length", "max_length"):
        if not 0 <= field.get(bound, 1) <= sizes.INPUT_TEXT:
            yield wording.refusal(f"must be less than {sizes.INPUT_TEXT + 1}", f"{at}/{bound}")
    yield from wording.length(field.get("initial_value"), field.get("max_length", sizes.INPUT_TEXT), at)


def _id(element: Part, at: str) -> Iterator[str]:
    yield from wording.length(element.get("action_id"), sizes.ID, f"{at}/action_id")


def _placeholder(element: Part, at: str) -> Iterator[str]:
    if "placeholder" in element:
        yield from wording.plain(element["placeholder"], sizes.PLACEHOLDER, f"{at}/placeholder")


def _options(menu: Part, at: str) -> Iterator[str]:
    options = menu.get("options", ())
    yield from wording.count(options, sizes.OPTIONS, f"{at}/options")
    for index, option in enumerate(options):
        here = f"{at}/options/{index}"
        yield from wording.known(option, frozenset({"text", "value", "description", "url"}), here)
        yield from wording.text(option.get("text"), sizes.OPTION_TEXT, f"{here}/text")
        if not option.get("value"):
            yield wording.refusal("missing required field: value", here)
        yield from wording.length(option.get("value"), sizes.OPTION_VALUE, f"{here}/value")


def _confirm(element: Part, at: str) -> Iterator[str]:
    if "confirm" not in element:
        return
    asks, here = element["confirm"], f"{at}/confirm"
    yield from wording.known(asks, frozenset({"title", "text", "confirm", "deny", "style"}), here)
    yield from wording.plain(asks.get("title"), sizes.CONFIRM_TITLE, f"{here}/title")
    yield from wording.text(asks.get("text"), sizes.CONFIRM_TEXT, f"{here}/text")
    yield from wording.plain(asks.get("confirm"), sizes.CONFIRM_BUTTON, f"{here}/confirm")
    yield from wording.plain(asks.get("deny"), sizes.CONFIRM_BUTTON, f"{here}/deny")
    yield from _style(asks, here)


def _style(element: Part, at: str) -> Iterator[str]:
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield wording.refusal(f"must be primary or danger, not {element['style']}", f"{at}/style")


_INPUTS: dict[str, Check] = {
    "plain_text_input": _text_input,
}
_ELEMENTS: dict[str, Check] = {
    "button": _button,
    "image": _picture,
    "static_select": _static_select,
}
