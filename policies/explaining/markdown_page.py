"""An account as Markdown, for a page that people open: an artifact of a run, a comment, a ticket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policies.explaining.account import question
from policies.explaining.telling import is_plain, link_told, unsaid, ways_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.decisions import Trace
    from policies.explaining.account import Account

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~])")
_LINKS_SHOWN = 20


def as_markdown(account: Account) -> str:
    """The account, its tree as a list in a list; names of columns and notes of trainers cannot become markup."""
    decision = account.decision
    head = [
        f"# {plain(decision.model)}: {decision.action} ({decision.reason})",
        f"{plain(decision.because)}",
        f"Window {decision.window}, decided {decision.decided_at:%Y-%m-%d %H:%M} UTC by policy "
        f"{plain(decision.policy)} (`{decision.policy_digest[:8]}`).",
    ]
    sections = [
        ("Why", list(_tree(account.tree, 0))),
        ("Held back by", _bullets(hold.because for hold in account.holds)),
        (question(decision).capitalize(), _bullets(ways_told(account))),
        ("What changed", _bullets(decision.what_changed)),
        ("Rests on", _bullets(_links(account))),
        ("What came of it", _bullets(map(link_told, account.came_of_it))),
        ("To know", _bullets(account.remarks)),
    ]
    told = [f"## {title}\n\n" + "\n".join(lines) for title, lines in sections if lines]
    return "\n\n".join([*head, *told, f"The whole chain: `driftwarden explain {decision.id[:8]}`"]) + "\n"


def _links(account: Account) -> Iterator[str]:
    yield from map(link_told, account.rests_on[:_LINKS_SHOWN])
    if len(account.rests_on) > _LINKS_SHOWN:
        yield f"and {len(account.rests_on) - _LINKS_SHOWN} more"


def _tree(trace: Trace, depth: int) -> Iterator[str]:
    numbers = unsaid(trace)
    because = "" if is_plain(trace) else f": {plain(trace.because)}"
    more = f" ({plain(numbers)})" if numbers else ""
    yield f"{'  ' * depth}- **{trace.truth}** {plain(trace.condition)}{because}{more}"
    for child in trace.children:
        yield from _tree(child, depth + 1)


def _bullets(lines: Iterable[str]) -> list[str]:
    return [f"- {plain(line)}" for line in lines]


def plain(text: str) -> str:
    """The text on one line with every character that Markdown would read as markup made harmless.

    >>> plain("mae of temp_c <b>")
    'mae of temp\\\\_c \\\\<b\\\\>'
    """
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
