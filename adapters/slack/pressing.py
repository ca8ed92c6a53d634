"""What people may press below a message, as Block Kit: buttons, menus, and what is asked once more before it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.slack.sizes import (
    BUTTON_TEXT,
    BUTTON_VALUE,
    CONFIRM_BUTTON,
    CONFIRM_TEXT,
    CONFIRM_TITLE,
    OPTION_TEXT,
    OPTION_VALUE,
    PLACEHOLDER,
    fitted,
)

if TYPE_CHECKING:
    from domain.notices import Button

Block = dict[str, Any]
_CHOICES = 5


def element(button: Button) -> Block | None:
    """A button, or a menu of its choices; None for one that carries more than Slack takes: cut, it would lie."""
    return _menu(button) if button.choices else _button(button)


def plain(text: str, limit: int) -> Block:
    """A text object without markup."""
    return {"type": "plain_text", "text": fitted(text, limit), "emoji": False}


def _button(button: Button) -> Block | None:
    if len(button.value) > BUTTON_VALUE:
        return None
    return {
        "type": "button",
        "action_id": button.action,
        "text": plain(button.label, BUTTON_TEXT),
        "value": button.value,
        **({"style": button.style} if button.style else {}),
        **_confirm(button),
    }


def _menu(button: Button) -> Block | None:
    options = [
        {"text": plain(label, OPTION_TEXT), "value": value}
        for label, value in button.choices[:_CHOICES]
        if len(value) <= OPTION_VALUE
    ]
    if not options:
        return None
    return {
        "type": "static_select",
        "action_id": button.action,
        "placeholder": plain(button.label, PLACEHOLDER),
        "options": options,
        **_confirm(button),
    }


def _confirm(button: Button) -> Block:
    if button.confirms is None:
        return {}
    asks = {
        "title": plain(button.label, CONFIRM_TITLE),
        "text": plain(button.confirms, CONFIRM_TEXT),
        "confirm": plain(button.label, CONFIRM_BUTTON),
        "deny": plain("Cancel", CONFIRM_BUTTON),
        **({"style": "danger"} if button.style == "danger" else {}),
    }
    return {"confirm": asks}
