"""A notice as text for services without buttons: what Slack's buttons do stands there as commands; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.notices.approvals import read_bound_value
from adapters.notices.pressed import read_about, read_muted
from adapters.slack.naming import by_name
from domain.notices import Press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.notices import Button, Notice

_ID_LENGTH = 8
_BREAKS = re.compile(r"\s+")
_MARKED = re.compile(r"([\\`*_\[\]])")

# What to type where Slack has a button; every action of a button is here.
COMMANDS: dict[str, Callable[[Button], str]] = {
    Press.APPROVE: lambda button: f"driftwarden approve {_request(button)} --by YOU",
    Press.REJECT: lambda button: f'driftwarden reject {_request(button)} --by YOU --why "..."',
    Press.SNOOZE: lambda button: f'driftwarden silence {_model(button)} --for 1d --why "..."',
    Press.LIFT: lambda button: f"driftwarden silence {_muted(button)} --lift",
    Press.RETRAIN: lambda button: f'driftwarden retrain {_model(button)} --why "..."',
    Press.ROLL_BACK: lambda button: f'driftwarden rollback {_model(button)} --why "..."',
    Press.EXPLAIN: lambda button: f"driftwarden explain {_decision(button) or _model(button)}",
}


def subject(notice: Notice) -> str:
    """The title in one line: what a header of a mail may hold."""
    return _BREAKS.sub(" ", by_name(notice.title)).strip()


def in_text(notice: Notice, *, under: str) -> str:
    """Paragraphs, facts, links and commands, a blank line between; first its title, unless it stands `under` it.

    Last, in one line, what a reader in a hurry skips.
    """
    title = [] if under == subject(notice) else [by_name(notice.title)]
    return "\n\n".join((*title, *_parts(notice, plain=str, strong=str, code=str)))


def in_markdown(notice: Notice, *, under: str) -> str:
    """The same in Markdown; nothing that a column or a trainer is called turns into markup."""
    title = [] if under == subject(notice) else [f"**{_escaped(by_name(notice.title))}**"]
    return "\n\n".join((*title, *_parts(notice, plain=_escaped, strong="**{}**".format, code="`{}`".format)))


def _parts(
    notice: Notice, *, plain: Callable[[str], str], strong: Callable[[str], str], code: Callable[[str], str]
) -> Iterator[str]:
    yield from (plain(by_name(paragraph)) for paragraph in notice.paragraphs)
    facts = [f"{strong(plain(label))}: {plain(by_name(value))}" for label, value in notice.facts]
    owner = [f"{strong('Owner')}: {plain(by_name(notice.owner))}"] if notice.owner else []
    links = [f"{strong(plain(link.label))}: {link.url}" for link in notice.links]
    for lines in (owner + facts, links, _how_to_act(notice, code)):
        if lines:
            yield "\n".join(f"- {line}" for line in lines)
    yield "; ".join(
        (f"{notice.model}, {notice.severity}, {notice.created_at:%Y-%m-%d %H:%M} UTC", *map(plain, notice.asides))
    )


def _how_to_act(notice: Notice, code: Callable[[str], str]) -> list[str]:
    return [f"{button.label}: {code(COMMANDS[button.action](button))}" for button in notice.buttons]


def _request(button: Button) -> str:
    request, _ = read_bound_value(button.value)
    return request[:_ID_LENGTH]


def _model(button: Button) -> str:
    return read_about(button.value).model


def _muted(button: Button) -> str:
    muted = read_muted(button.value)
    return f"{muted.model} --signal {muted.signal}" if muted.signal else muted.model


def _decision(button: Button) -> str:
    return (read_about(button.value).decision or "")[:_ID_LENGTH]


def _escaped(text: str) -> str:
    return _MARKED.sub(r"\\\1", text)
