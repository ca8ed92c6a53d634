"""Decisions that were replayed, as tables for a terminal and as plain figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

from domain.decisions import Action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from policies.replay.firing import Firing

_DAYS_FROM = 48
_SHORT = {
    Action.ALERT: "alerts",
    Action.INVESTIGATE: "investigations",
    Action.RETRAIN: "retrainings",
    Action.ROLL_BACK: "rollbacks",
    Action.RUN: "runs",
}


def decisions_table(firings: Sequence[Firing]) -> Table:
    """One line a policy: how often it acted, in all and in a quarter, and how often it did not."""
    actions = [action for action in Action if any(action in firing.actions for firing in firings)]
    headings = (*(f"{_SHORT[action]}\n(a quarter)" for action in actions), "held\nback", "not\nknown")
    table = _table(*headings)
    for firing in firings:
        often = (_often(firing, action) for action in actions)
        table.add_row(firing.policy, *often, f"{firing.held_back:,}", f"{firing.not_known:,}")
    return table


def incidents_table(firings: Sequence[Firing]) -> Table:
    """One line a policy: how long after each incident began it acted, and how often in none."""
    names = (noticed.incident.name for noticed in firings[0].noticed)
    table = _table(*(f"{name}:\nnoticed after" for name in names), "actions in\nno incident")
    for firing in firings:
        table.add_row(firing.policy, *(_delay(noticed.delay) for noticed in firing.noticed), str(firing.stray))
    return table


def by_quarter_table(firings: Sequence[Firing]) -> Table:
    """One line a policy, one column a calendar quarter in which any of them acted."""
    quarters = sorted({quarter for firing in firings for quarter in firing.by_quarter})
    table = Table("policy", *quarters, box=SIMPLE_HEAD, pad_edge=False)
    for firing in firings:
        table.add_row(firing.policy, *(_in_short(firing.by_quarter.get(quarter, {})) for quarter in quarters))
    return table


def plain(firings: Sequence[Firing], notes: Sequence[str]) -> dict[str, object]:
    """The same as plain figures; delays in hours, None where nothing was noticed."""
    return {"policies": {firing.policy: _plain(firing) for firing in firings}, "notes": list(notes)}


def _table(*headings: str) -> Table:
    table = Table("policy", box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _plain(firing: Firing) -> dict[str, object]:
    return {
        "windows": firing.windows,
        "actions": {action.value: count for action, count in firing.actions.items()},
        "told": firing.told,
        "held_back": firing.held_back,
        "not_known": firing.not_known,
        "per_quarter": {action.value: often for action, often in firing.per_quarter.items()},
        "by_quarter": {
            quarter: {action.value: count for action, count in counts.items()}
            for quarter, counts in firing.by_quarter.items()
        },
        "incidents": {
            noticed.incident.name: noticed.delay.total_seconds() / 3600 if noticed.delay is not None else None
            for noticed in firing.noticed
        },
        "actions_in_no_incident": firing.stray,
    }


def _often(firing: Firing, action: Action) -> str:
    count = firing.actions.get(action, 0)
    return f"{count} ({firing.per_quarter[action]:.1f})" if count else "0"


def _in_short(counts: Mapping[Action, int]) -> str:
    said = (
        f"{count} {_SHORT[action].removesuffix('s') if count == 1 else _SHORT[action]}"
        for action, count in counts.items()
    )
    return "\n".join(said) or "-"


def _delay(delay: timedelta | None) -> str:
    if delay is None:
        return "never"
    hours = delay.total_seconds() / 3600
    return f"{hours / 24:.1f} days" if hours >= _DAYS_FROM else f"{hours:.0f} hours"
