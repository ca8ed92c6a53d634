"""A notice as Block Kit: title, paragraphs, facts, buttons, and a line that says how loud it is; pure.

Paragraphs are sent as `plain_text`, so nothing that a trainer or a column is called can turn into markup,
a link or a mention; the owner whom a policy names is mentioned. What is too long is shortened with a visible
ellipsis, so every notice can be posted.
"""

from __future__ import annotations

import re
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
    parts = (_header(notice), _owner(notice), _paragraphs(notice), _facts(notice), _buttons(notice), _footer(notice))
    _, word = _MARKS[notice.severity]
    asked = f", for {_mention(notice.owner)}" if notice.owner else ""
    text = fitted(f"{word}: {notice.title}", TEXT - len(asked)) + asked
    return SlackMessage(text=text, blocks=tuple(part for part in parts if part is not None))


def _header(notice: Notice) -> Block:
    # Slack refuses an empty header.
    return {"type": "header", "text": _plain(notice.title.strip() or notice.model, HEADER)}


def _owner(notice: Notice) -> Block | None:
    """Who is asked to look; here markup is wanted, or nobody would be notified."""
    if not notice.owner:
        return None
    asked = {"type": "mrkdwn", "text": f"{_mention(notice.owner)}, please have a look.", "verbatim": True}
    return {"type": "context", "elements": [asked]}


def _mention(owner: str) -> str:
    """A person's or a group's id as a mention, which notifies them; any other name as it is.

    >>> _mention("U07ADA1"), _mention("S0614TZR7"), _mention("the data <team>")
    ('<@U07ADA1>', '<!subteam^S0614TZR7>', 'the data &lt;team&gt;')
    """
    if re.fullmatch(r"[UW][A-Z0-9]{5,20}", owner):
        return f"<@{owner}>"
    if re.fullmatch(r"S[A-Z0-9]{5,20}", owner):
        return f"<!subteam^{owner}>"
    return fitted(owner, _FACT_LABEL)


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
