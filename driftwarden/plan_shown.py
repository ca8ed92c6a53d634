"""A plan as a terminal shows it, and as a comment on a pull request does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

from domain.decisions import Action, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from domain.decisions import Decision
    from driftwarden.planning import Plan
    from policies.replay.comparing import Change

_RESTS_ON = (
    "Replayed over the signals in the ledger, each policy from the first of them on. Retrainings are taken to succeed, "
    "unless one was really refused then, and to leave the signals as they were recorded."
)


def in_terminal(plan: Plan) -> Iterator[RenderableType]:
    """The plan for a terminal: a sentence, and a line for each window that differs."""
    yield f"{plan.model}: {plan.headline}"
    yield plan.scope
    if plan.comparison.changes:
        table = Table("window", "present\n-> proposed", "why", box=SIMPLE_HEAD, pad_edge=False)
        for change in plan.comparison.changes:
            window = _window(change).replace(" to ", "\nto ")
            table.add_row(window, f"{_did(change.present)}\n-> {_did(change.proposed)}", _why(change))
        yield table
    yield _RESTS_ON


def as_markdown(plan: Plan) -> str:
    """The plan for a pull request."""
    compared = plan.comparison
    lines = [f"### Policy plan: {plan.model}", "", f"**{plan.headline}**", "", f"{plan.scope}."]
    if compared.changes:
        lines += ["", f"| window | {_cell(compared.present)} | {_cell(compared.proposed)} | why |", "|---|---|---|---|"]
        for change in compared.changes:
            cells = (_window(change), _did(change.present), f"**{_did(change.proposed)}**", _why(change))
            lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    return "\n".join([*lines, "", f"<sub>{_RESTS_ON}</sub>", ""])


def _window(change: Change) -> str:
    window = change.present.window
    return f"{window.start:%Y-%m-%d %H:%M} to {window.end:%Y-%m-%d %H:%M}"


def _did(decision: Decision) -> str:
    """The action, with its reason where that is not the usual one."""
    if decision.action is Action.NOTHING:
        return f"nothing ({decision.reason.value})"
    return (
        decision.action.value
        if decision.reason is Reason.FIRED
        else f"{decision.action.value} ({decision.reason.value})"
    )


def _why(change: Change) -> str:
    """What the policy said that acts; of two that act, the proposed one."""
    return change.present.because if change.fires_no_more else change.proposed.because


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
