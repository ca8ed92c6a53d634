"""A notice as Block Kit: title, how things stand, paragraphs, facts, a chart, buttons, and one quiet line; pure.

In this order, and without blank lines between, an incident fits one screen of a phone.


Paragraphs are sent as `plain_text`, so nothing that a trainer or a column is called can turn into markup,
a link or a mention; the owner whom a policy names and who may answer or has answered are mentioned, and elsewhere
people are called by name. What is too long is shortened with a visible
ellipsis, so every notice can be posted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from adapters.notices.approvals import ANSWERED_BY, WHO_MAY_ANSWER
from adapters.notices.words import moment, number, sentence
from adapters.slack.limits import text_length
from adapters.slack.naming import by_name, mention
from adapters.slack.pressing import element
from adapters.slack.sizes import ALL_TEXT, ALT_TEXT, FIELDS, HEADER, TEXT, escape, fitted
from domain.notices import Severity

if TYPE_CHECKING:
    from domain.notices import Chart, Link, Notice

Block = dict[str, Any]

# Each part is for a glance: with all of them at these limits, there is still room for the beginning of the paragraphs.
_FACT_LABEL, _FACT_VALUE, _STATUS = 80, 210, 300
_ASIDES, _ASIDE, _REASON = 8, 200, 300
_LINKS, _BUTTONS, _MENTIONED = 5, 4, 10
_ADDRESS = 500
_BETWEEN = " | "
_COUNTED = f"{_BETWEEN}and 999 more"
_OF_PEOPLE = {ANSWERED_BY, WHO_MAY_ANSWER}
# A mark in every client's own emoji font, and the word for those who do not see colours.
_MARKS = {
    Severity.INFO: (":large_blue_circle:", "Info"),
    Severity.WARNING: (":large_orange_circle:", "Warning"),
    Severity.CRITICAL: (":red_circle:", "Critical"),
}
_OVER = (":white_check_mark:", "Over")
_NOW = (":arrow_right:", "Now")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMessage:
    """What chat.postMessage takes: `text` is what a phone's notification and a screen reader say."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a message that is shown anew says of how things stand."""

    says: str
    is_over: bool
    with_buttons: bool


def to_message(notice: Notice, *, picture: Block | None = None, standing: Standing | None = None) -> SlackMessage:
    """The notice as Slack shows it; passes `limits.check_blocks` whatever the notice's texts are.

    `picture` says where the chart lies: `{"slack_file": {"id": ...}}` or `{"image_url": ...}`; without one the chart is
    said in a line. `standing` is for a message that is drawn again.
    """
    notice = _with_names(notice)
    above = (_header(notice), _standing(notice, standing), _owner(notice, standing))
    below = (
        _facts(notice),
        _chart(notice.chart, picture),
        _buttons(notice, standing),
        _footer(notice, standing),
    )
    room = min(TEXT, ALL_TEXT - text_length(above) - text_length(below))
    parts = (*above, _paragraphs(notice, room), *below)
    return SlackMessage(text=_said(notice, standing), blocks=tuple(part for part in parts if part is not None))


def described(chart: Chart) -> str:
    """The chart in words, for those who do not see it: `mae over 12 windows: 9.1 to 13.7, newest 13.7 (limit 9.82)`."""
    values = [value for _, value in chart.points]
    limit = "" if chart.limit is None else f" (limit {number(chart.limit, chart.unit)})"
    spread = f"{number(min(values))} to {number(max(values), chart.unit)}"
    return f"{chart.title} over {len(values)} windows: {spread}, newest {number(values[-1], chart.unit)}{limit}"


def _said(notice: Notice, standing: Standing | None) -> str:
    """The same in a few words and in the same order: title, whom it asks, how things stand, and the reason."""
    word = _OVER[1] if standing and standing.is_over else _MARKS[notice.severity][1]
    asked = f", for {_mentions(notice.owner)}" if notice.owner else ""
    title = fitted(f"{word}: {notice.title}", HEADER)
    stands = sentence(_stands(notice, standing)) if standing else ""
    reason = fitted(next(iter(notice.paragraphs), ""), _REASON)
    return "\n".join(part for part in (f"{title}{asked}", stands, reason) if part)


def _with_names(notice: Notice) -> Notice:
    return replace(
        notice,
        title=by_name(notice.title),
        paragraphs=tuple(map(by_name, notice.paragraphs)),
        facts=tuple((label, value if label in _OF_PEOPLE else by_name(value)) for label, value in notice.facts),
        asides=tuple(map(by_name, notice.asides)),
    )


def _header(notice: Notice) -> Block:
    # Slack refuses an empty header.
    return {"type": "header", "text": _plain(notice.title.strip() or notice.model, HEADER)}


def _standing(notice: Notice, standing: Standing | None) -> Block | None:
    if standing is None:
        return None
    mark, word = _OVER if standing.is_over else _NOW
    return _context(f"{mark} *{word}*  {_stands(notice, standing)}")


def _stands(notice: Notice, standing: Standing) -> str:
    return fitted(by_name(standing.says).removeprefix(f"{notice.model}: "), _STATUS)


def _owner(notice: Notice, standing: Standing | None) -> Block | None:
    """Who is asked to look; here markup is wanted, or nobody would be notified."""
    if not notice.owner or (standing and standing.is_over):
        return None
    return _context(f"{_mentions(notice.owner)}, please have a look.")


def _mentions(owners: str) -> str:
    named = owners.split(", ")
    more = f" and {len(named) - _MENTIONED} more" if len(named) > _MENTIONED else ""
    return ", ".join(map(mention, named[:_MENTIONED])) + more


def _paragraphs(notice: Notice, room: int) -> Block | None:
    told = "\n".join(paragraph for paragraph in notice.paragraphs if paragraph.strip())
    return {"type": "section", "text": _plain(told, room)} if told else None


def _chart(chart: Chart | None, picture: Block | None) -> Block | None:
    if chart is None or not chart.points:
        return None
    if picture is None:
        return _context(fitted(described(chart), _STATUS))
    return {"type": "image", **picture, "alt_text": fitted(described(chart), ALT_TEXT)}


def _facts(notice: Notice) -> Block | None:
    if not notice.facts:
        return None
    shown = notice.facts if len(notice.facts) <= FIELDS else notice.facts[: FIELDS - 1]
    left = len(notice.facts) - len(shown)
    lines = [_fact(label, value) for label, value in shown] + (
        [_fact("More", f"{left} facts left out")] if left else []
    )
    return {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines), "verbatim": True}}


def _fact(label: str, value: str) -> str:
    """A line: Slack's fields would take two on a phone, and a gap."""
    shown = _people(value) if label in _OF_PEOPLE else fitted(value, _FACT_VALUE)
    return f"*{fitted(label, _FACT_LABEL)}*  {shown}"


def _people(value: str) -> str:
    """Names, and what is said of them after a semicolon."""
    names, mark, rest = value.partition("; ")
    shown = f"{_mentions(names)}{mark}{fitted(rest, _FACT_VALUE)}"
    return shown if len(shown) <= _FACT_VALUE else fitted(value, _FACT_VALUE)


def _buttons(notice: Notice, standing: Standing | None) -> Block | None:
    if standing and not standing.with_buttons:
        return None
    elements = [drawn for button in notice.buttons if (drawn := element(button))]
    return {"type": "actions", "elements": elements[:_BUTTONS]} if elements else None


def _links(links: tuple[Link, ...]) -> list[str]:
    whole = [link for link in links if len(_address(link.url)) <= _ADDRESS]
    return [f"<{_address(link.url)}|{fitted(link.label, _FACT_LABEL)}>" for link in whole[:_LINKS]]


def _address(url: str) -> str:
    """The address as it stands in a link, which `|` and `>` would end."""
    return escape(url.replace("|", "%7C").replace(">", "%3E").replace("<", "%3C"))


def _footer(notice: Notice, standing: Standing | None) -> Block:
    """How loud, where to read more, when, and what a reader in a hurry skips."""
    mark, word = _OVER if standing and standing.is_over else _MARKS[notice.severity]
    first = _BETWEEN.join((f"{mark} *{word}*", *_links(notice.links), moment(notice.created_at)))
    asides = _asides(notice.asides, room=TEXT - len(first))
    left = len(notice.asides) - len(asides)
    more = [f"and {left} more"] if left else []
    return _context(_BETWEEN.join((first, *asides, *more)))


def _asides(asides: tuple[str, ...], *, room: int) -> list[str]:
    """The first asides, as many as fit into so many characters with a count of the others behind them."""
    shown = [fitted(aside, _ASIDE) for aside in asides[:_ASIDES]]
    ends = accumulate(len(_BETWEEN) + len(each) for each in shown)
    return [each for each, end in zip(shown, ends, strict=True) if end <= room - len(_COUNTED)]


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": fitted(text, limit), "emoji": False}
