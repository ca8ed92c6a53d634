"""Which decisions that are carried out in one step are still to be carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.decisions import Action, Decision
    from flows.watch import Watch


def undone(watch: Watch, action: Action) -> tuple[Decision, ...]:
    """The model's decisions of that action without a deed, oldest first; one that was amended asks for none any more.

    A second decision over the same window, because of late data, stands in place of the first.
    """
    amended = {decision.amends for decision in watch.ledger.decisions.of(watch.model)}
    return tuple(
        decision
        for decision in watch.ledger.decisions.undone(watch.model)
        if decision.action is action and decision.id not in amended
    )
