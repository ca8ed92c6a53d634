"""The flow that looks: profile, measure and decide over every window that is ready."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.artifacts import show
from flows.due import monitoring, reopening
from flows.troubles import Troubles
from flows.worlds import moment, opened, watches_over

if TYPE_CHECKING:
    from flows.watch import Watch

_look_again = task(name="look again", cache_policy=NO_CACHE)(reopening.look_again)
_observe = task(name="observe", cache_policy=NO_CACHE)(monitoring.observe)
_decide = task(name="decide", cache_policy=NO_CACHE)(monitoring.decide_on)


@flow(name="monitor")
def monitor_model(project: str = ".", model: str | None = None, as_of: datetime | None = None) -> list[str]:
    """Decide over every window of one model, or of all, that is ready and not yet decided; returns decision ids.

    `as_of` is the moment up to which rows and labels may be seen: now, unless it is given. A model whose log
    cannot be read is reported and left for the next run; the others go on.
    """
    now, troubles = moment(as_of), Troubles()
    with opened(project) as (read, world):
        watched = watches_over(read, world, model)
        for watch in watched:
            troubles.attempt(monitor, watch, now)
        troubles.tell_of_files(read, world.ledger, now)
        decided = [d for w in watched for d in world.ledger.decisions.of(w.model) if d.decided_at == now]
        unshown = show(decided, world.ledger)
        troubles.note_in(world.ledger, "monitor", ran_at=moment(None))
    for trouble in (*troubles.refusals, *([unshown] if unshown else [])):
        get_run_logger().warning(trouble)
    troubles.surface()
    return [decision.id for decision in decided]


def monitor(watch: Watch, now: datetime) -> None:
    """Look again at windows that rows or labels came late for, then decide over the ready ones, oldest first."""
    for again in reopening.reopened(watch, now):
        _look_again(watch, again, now)
    for again in reopening.ripened(watch, now):
        _look_again(watch, again, now)
    for window in monitoring.undecided(watch, now):
        _decide(watch, window, _observe(watch, window, now), now)
