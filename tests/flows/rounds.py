"""One round of the loop without Prefect: what the flows `monitor` and `reconcile` do, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftwarden.demo.approver import approve_what_is_asked
from flows.due.delivering import deliver
from flows.due.monitoring import decide_on, observe, undecided
from flows.due.reopening import look_again, reopened, ripened
from flows.reconcile import ERRANDS
from flows.troubles import attempt

if TYPE_CHECKING:
    from datetime import datetime

    from domain.decisions import Decision
    from flows.watch import Watch


def monitor(watch: Watch, now: datetime) -> list[Decision]:
    """Look again where rows or labels came late, then decide over the ready windows; returns the decisions."""
    for due in (reopened, ripened):
        for again in due(watch, now):
            look_again(watch, again, now)
    return [decide_on(watch, window, observe(watch, window, now), now) for window in undecided(watch, now)]


def reconcile(watch: Watch, now: datetime) -> None:
    """Carry out every errand and empty the outbox; nothing may stand in the way."""
    troubles = [trouble for trouble in (attempt(errand, watch, now) for errand in ERRANDS) if trouble]
    deliver(watch.world, now, {watch.model: watch.document.people})
    assert not troubles, troubles


def go_round(watch: Watch, now: datetime) -> None:
    """The monitor, the errands, a person who says yes to what is asked, the errands."""
    monitor(watch, now)
    reconcile(watch, now)
    if approve_what_is_asked(watch.ledger, now):
        reconcile(watch, now)
