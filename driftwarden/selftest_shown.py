"""What a selftest found, as a table for a terminal and as plain figures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

from domain.durations import duration_words
from flows.selftesting.noticing import Answer, in_short
from monitors.injections.injection import Injection
from policies.explaining.differences import gate_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flows.selftesting.moving import Moved
    from flows.selftesting.noticing import Finding, Tried
    from flows.selftesting.stage import Stage
    from monitors.injections.injection import Size

_MOST_SIGNALS = 3
_LONGEST_REASON = 140


def results_table(results: Sequence[Tried], policies: Sequence[str]) -> Table:
    """One line a drift: what it is, which signals it breaches (in which window first), what each policy makes of it."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, leading=1)
    table.add_column("drift, from window 1 on", ratio=3)
    table.add_column("signals that breach (window)", ratio=3)
    for policy in policies:
        table.add_column(policy, ratio=4)
    for each in results:
        cells = (_cell(each.findings[policy]) if policy in each.findings else "not tried" for policy in policies)
        table.add_row(f"{each.name}\n{each.said}", _signals(each.moved), *cells)
    return table


def notes(stage: Stage) -> Iterator[str]:
    """What a reader has to know of the results."""
    yield from stage.notes
    yield (
        "Noticed is what a policy does not do without the drift. Gates count from the first of these windows on: what "
        "was really retrained, alerted or muted before holds nothing back, and what is retrained stays in flight."
    )
    yield (
        "Broken features stay broken: labels do not follow them, and the version answers the changed rows anew. What "
        "the log shows of itself, such as ids logged twice or columns of mixed types, is not in the copies."
    )


def plain(stage: Stage, results: Sequence[Tried], *, size: Size) -> dict[str, object]:
    """The same as plain figures; times in hours."""
    return {
        "model": stage.watch.model,
        "version": stage.promotion.to_version,
        "windows": [window.key for window in stage.windows],
        "rows": len(stage.rows),
        "size": size.value,
        "seed": stage.seed,
        "results": [_plain(each) for each in results],
        "notes": list(notes(stage)),
    }


def _cell(finding: Finding) -> str:
    because = finding.because
    short = because if len(because) <= _LONGEST_REASON else f"{because[:_LONGEST_REASON].rsplit(' ', 1)[0]} ..."
    if finding.window is None or finding.after is None:
        return short if finding.answer is Answer.FIRES_ANYWAY else f"{finding.answer.value}: {short}"
    opening = "fires anyway" if finding.answer is Answer.FIRES_ANYWAY else "noticed"
    by = f" by {in_short(finding.by)}" if finding.by else f": {short}"
    return f"{opening} in window {finding.window} ({_roughly(finding.after)}){by}: {_deed(finding)}"


def _deed(finding: Finding) -> str:
    gates = in_short([gate_of(hold) for hold in finding.held_back_by])
    action = finding.action.value if finding.action else ""
    if not gates:
        return action
    return f"held back by {gates}" if action == "nothing" else f"{action}, retraining held back by {gates}"


def _signals(moved: Moved) -> str:
    breached = in_short([f"{title} ({window})" for title, window in moved.breached.items()], most=_MOST_SIGNALS)
    unknown = in_short([f"{title} ({window})" for title, window in moved.unknown.items()], most=_MOST_SIGNALS)
    nearest = f"none; moved most: {moved.nearest}" if moved.nearest else ""
    told = (breached or nearest, f"no longer known: {unknown}" if unknown else "")
    return "\n".join(part for part in told if part) or "none"


def _roughly(after: timedelta) -> str:
    """In whole days or hours: an odd minute says nothing.

    >>> _roughly(timedelta(days=7, hours=12)), _roughly(timedelta(hours=26))
    ('8 days', '26 hours')
    """
    unit = timedelta(days=1) if after >= timedelta(days=2) else timedelta(hours=1)
    return duration_words(max(1, round(after / unit)) * unit)


def _plain(each: Tried) -> dict[str, object]:
    return {
        "drift": each.name,
        "does": each.said,
        "was_tried": each.drift is None or isinstance(each.drift, Injection),
        "remark": each.remark,
        "breached": _numbers(each.moved.breached),
        "moved_most": each.moved.nearest,
        "no_longer_known": _numbers(each.moved.unknown),
        "policies": {name: _finding(finding) for name, finding in each.findings.items()},
    }


def _numbers(first: Mapping[str, int]) -> dict[str, int]:
    return dict(first)


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "answer": finding.answer.value,
        "window": finding.window,
        "hours": finding.after / timedelta(hours=1) if finding.after else None,
        "action": finding.action.value if finding.action else None,
        "held_back_by": list(finding.held_back_by),
        "by": list(finding.by),
        "because": finding.because,
    }
