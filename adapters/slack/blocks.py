"""A notice as Block Kit: title, paragraphs, facts, buttons, and a line that says how loud it is; pure.

Paragraphs are sent as `plain_text`, so nothing that a trainer or a column is called can turn into markup,
a link or a mention. What is too long is shortened with a visible ellipsis, so every notice can be posted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.notices.words import moment
from adapters.slack.sizes import ACTIONS, BUTTON_TEXT, FIELDS, HEADER, TEXT, fitted
from domain.notices import Severity

if TYPE_CHECKING:
    from domain.notices import Button, Notice

Block = dict[str, Any]

# Facts are for a glance; at Slack's own 2,000 characters each, ten of them would break the limit on a message.
_FACT_LABEL, _FACT_VALUE = 80, 300
# A mark in every client's own emoji font, and the word for those who do not see colours.
_MARKS = {
    Severity.INFO: (":large_blue_circle:", "Info"),
    Severity.WARNING: (":large_orange_circle:", "Warning"),
    Severity.CRITICAL: (":red_circle:", "Critical"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMessage:
    """What chat.postMessage takes: `text` is what a phone's notification and a screen reader say."""

    text: str
    blocks: tuple[Block, ...]


def to_message(notice: Notice) -> SlackMessage:
    """The notice as Slack shows it; passes `limits.check_blocks` whatever the notice's texts are."""
    parts = (_header(notice), _paragraphs(notice), _facts(notice), _buttons(notice), _footer(notice))
    _, word = _MARKS[notice.severity]
    text = fitted(f"{word}: {notice.title}", TEXT)
    return SlackMessage(text=text, blocks=tuple(part for part in parts if part is not None))


def _header(notice: Notice) -> Block:
    # Slack refuses an empty header.
    return {"type": "header", "text": _plain(notice.title.strip() or notice.model, HEADER)}


def _paragraphs(notice: Notice) -> Block | None:
    told = "\n\n".join(paragraph for paragraph in notice.paragraphs if paragraph.strip())
    return {"type": "section", "text": _plain(told, TEXT)} if told else None


def _facts(notice: Notice) -> Block | None:
    if not notice.facts:
        return None
    shown = notice.facts if len(notice.facts) <= FIELDS else notice.facts[: FIELDS - 1]
    left = len(notice.facts) - len(shown)
    fields = [_field(label, value) for label, value in shown]
    return {"type": "section", "fields": fields + ([_field("More", f"{left} facts left out")] if left else [])}


def _field(label: str, value: str) -> Block:
    text = f"*{fitted(label, _FACT_LABEL)}*\n{fitted(value, _FACT_VALUE)}"
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _buttons(notice: Notice) -> Block | None:
    elements = [_button(button) for button in notice.buttons[:ACTIONS]]
    return {"type": "actions", "elements": elements} if elements else None


def _button(button: Button) -> Block:
    style = {"style": button.style} if button.style else {}
    text = _plain(button.label, BUTTON_TEXT)
    return {"type": "button", "action_id": button.action, "text": text, "value": button.value, **style}


def _footer(notice: Notice) -> Block:
    mark, word = _MARKS[notice.severity]
    line = f"{mark} *{word}*  |  {fitted(notice.model, _FACT_LABEL)}  |  {moment(notice.created_at)}"
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": line, "verbatim": True}]}


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": fitted(text, limit), "emoji": False}
