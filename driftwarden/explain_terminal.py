"""An account on a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from domain.decisions import Truth
from policies.explaining.account import question
from policies.explaining.telling import is_plain, link_told, unsaid, ways_told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from domain.decisions import Decision, Trace
    from policies.explaining.account import Account

_MARKS = {Truth.TRUE: ("true", "bold red"), Truth.FALSE: ("false", "green"), Truth.UNKNOWN: ("unknown", "yellow")}
_INDENT = "  "


def shown(account: Account) -> RenderableType:
    """Head, tree, what held it back, what would have had to differ, and the chain of nouns."""
    decision = account.decision
    sections = (
        ("to know", account.remarks),
        ("held back by", [hold.because for hold in account.holds]),
        (question(decision), ways_told(account)),
        ("what changed", decision.what_changed),
        ("rests on", [link_told(link) for link in account.rests_on]),
        ("what came of it", [link_told(link) for link in account.came_of_it] or ["nothing"]),
    )
    return Group(_head(decision), _tree(account.tree), *(_list(title, lines) for title, lines in sections if lines))


def _head(decision: Decision) -> Text:
    head = Text()
    head.append(f"{decision.model}: {decision.action}", style="bold")
    head.append(f" ({decision.reason})\n{decision.because}\n")
    head.append(f"decision {decision.id}  policy {decision.policy} ({decision.policy_digest[:8]})\n", style="dim")
    head.append(f"window {decision.window}, decided {decision.decided_at:%Y-%m-%d %H:%M} UTC", style="dim")
    if decision.amends:
        head.append(f"\namends decision {decision.amends}: rows or labels came late", style="dim")
    return head


def _tree(trace: Trace) -> Tree:
    tree = Tree(_line(trace), guide_style="dim")
    for child in trace.children:
        tree.add(_tree(child))
    return tree


def _line(trace: Trace) -> Text:
    word, style = _MARKS[trace.truth]
    line = Text.assemble((word, style), "  ", (trace.condition, "bold"))
    if not is_plain(trace):
        line.append(f": {trace.because}")
    numbers = unsaid(trace)
    if numbers:
        line.append(f" ({numbers})", style="dim")
    return line


def _list(title: str, lines: Iterable[str]) -> Group:
    return Group(Text(f"{title}:"), *map(_Indented, lines))


@dataclass(frozen=True, slots=True)
class _Indented:
    """A line that stays indented where it is broken, without the blanks at its end that a padding has."""

    line: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in Text(self.line).wrap(console, max(options.max_width - len(_INDENT), 1)):
            yield Text(_INDENT + part.plain.rstrip())
