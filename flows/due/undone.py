"""Which decisions that are carried out in one step are still to be carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.decisions import Action, Decision
    from flows.watch import Watch


def undone(watch: Watch, action: Action) -> tuple[Decision, ...]:
    """The model's decisions of that action that are still to be carried out, oldest first."""
    return tuple(decision for decision in watch.ledger.decisions.undone(watch.model) if decision.action is action)
