"""Messages drawn as Slack would show them, on one page that needs nothing else; pure."""

from __future__ import annotations

import html
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

_BOLD = re.compile(r"\*([^*\n]+)\*")
_MARKUP = re.compile(r"<([^<>]+)>")
_MARK = re.compile(r":(large_blue_circle|large_orange_circle|red_circle|white_check_mark|arrow_right):")
_COLOURS = {
    "large_blue_circle": "info",
    "large_orange_circle": "warning",
    "red_circle": "critical",
    "white_check_mark": "over",
    "arrow_right": "now",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message as it was posted; `thread` is the receipt of the message that it answers."""

    receipt: str
    thread: str | None
    key: str
    at: datetime
    text: str
    blocks: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """What one line of the file holds."""
        return {**asdict(self), "at": self.at.isoformat(), "blocks": list(self.blocks)}

    @classmethod
    def from_json(cls, line: dict[str, Any]) -> Posted:
        """The message that a line of the file holds."""
        return cls(**{**line, "at": datetime.fromisoformat(line["at"]), "blocks": tuple(line["blocks"])})

    @property
    def severity(self) -> str:
        """The mark in the message's own footer, as a colour's name."""
        found = _MARK.search(str(self.blocks[-1]))
        return _COLOURS[found.group(1)] if found else "info"


def draw(messages: Sequence[Posted]) -> str:
    """The page: incidents by day, answers below the message that they belong to."""
    return _template().render(days=_days(messages), count=len(messages))


@cache
def _template() -> Template:
    """Compiled once: a page is drawn again with every message."""
    environment = Environment(
        loader=PackageLoader("adapters.slack", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(rich=_rich, plain=_plain)
    return environment.get_template("page.html.j2")


def _days(messages: Sequence[Posted]) -> list[tuple[str, list[tuple[Posted, list[Posted]]]]]:
    known = {message.receipt for message in messages}
    roots = sorted((m for m in messages if m.thread not in known), key=lambda m: m.at)
    answers = {root.receipt: [m for m in messages if m.thread == root.receipt] for root in roots}
    by_day = groupby(roots, key=lambda m: f"{m.at:%A}, {m.at.day} {m.at:%B %Y}")
    return [(day, [(root, answers[root.receipt]) for root in those]) for day, those in by_day]


def _plain(text: str) -> Markup:
    """What Slack shows of a `plain_text`: its three escapes are read, nothing else is."""
    return Markup(html.escape(html.unescape(text)))


def _rich(text: str) -> Markup:
    """What Slack shows of the little mrkdwn that our messages use: bold, line breaks, links, mentions, the marks."""
    parts = _MARKUP.split(text)
    drawn = [_marked_up(part) if index % 2 else _emphasised(part) for index, part in enumerate(parts)]
    return Markup("".join(drawn).replace("\n", "<br>"))


def _emphasised(text: str) -> str:
    bold = _BOLD.sub(r"<b>\1</b>", html.escape(html.unescape(text)))
    return _MARK.sub(lambda found: f'<i class="dot {_COLOURS[found.group(1)]}"></i>', bold)


def _marked_up(inside: str) -> str:
    """What stands between angle brackets: an address with its label, or a mention."""
    address, _, label = inside.partition("|")
    shown = html.escape(html.unescape(label or address.lstrip("@!")))
    if address.startswith(("http://", "https://")):
        return f'<a href="{html.escape(html.unescape(address))}">{shown}</a>'
    return f'<span class="mention">@{shown.removeprefix("subteam^")}</span>'
