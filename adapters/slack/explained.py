"""An account as Slack's own text, short enough for one section and for a phone; pure.

What matters first comes first, because the end is what is cut: the decision, what held it back, what would have had to
differ, the conditions. Signals and what came of it are for a larger screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.words import explained
from adapters.slack.sizes import TEXT, fitted
from policies.explaining.account import question
from policies.explaining.telling import is_plain, ways_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.decisions import Trace
    from policies.explaining.account import Account

_LINE, _REMARK, _WAYS = 280, 400, 3
_CUT = "…"


def to_mrkdwn(account: Account) -> str:
    """The account in at most 3,000 characters of mrkdwn; nothing in it can become a link or a mention."""
    decision = account.decision
    end = f"Signals, profiles and what came of it: `{explained(decision.id)}`"
    lines = [
        f"*{fitted(decision.model, _LINE)}: {decision.action}* ({decision.reason})",
        fitted(decision.because, _REMARK),
        f"Window {decision.window}",
        *_section("held back by", (hold.because for hold in account.holds)),
        *_section(question(decision), ways_told(account, shown=_WAYS)),
        *_section("why", _conditions(account.tree, told=decision.because)),
        *_section("what changed", decision.what_changed),
        *_section("to know", account.remarks),
    ]
    return "\n".join([*_that_fit(lines, TEXT - len(end) - len(_CUT) - 2), end])


def _section(title: str, told: Iterable[str]) -> Iterator[str]:
    lines = list(told)
    if lines:
        yield ""
        yield f"*{title.capitalize()}*"
        yield from (f"• {fitted(line, _LINE)}" for line in lines)


def _conditions(trace: Trace, *, told: str) -> Iterator[str]:
    """A line a condition, with its sentence unless `told` has it; windows and columns are in the sentence around."""
    if is_plain(trace):
        for child in trace.children:
            yield from _conditions(child, told=told)
    else:
        yield f"{trace.truth}: {trace.condition}" + ("" if trace.because in told else f" ({trace.because})")


def _that_fit(lines: Iterable[str], limit: int) -> Iterator[str]:
    for line in lines:
        limit -= len(line) + 1
        if limit < 0:
            yield _CUT
            return
        yield line
