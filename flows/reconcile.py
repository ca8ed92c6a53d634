"""The flow that acts: carry out, once, whatever the ledger says is due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from prefect import flow, get_run_logger

from adapters.settings import Settings
from flows.due.asking import ask, expire
from flows.due.asking_anew import ask_anew
from flows.due.delivering import deliver
from flows.due.escalating import escalate, remind
from flows.due.judging import judge_candidates
from flows.due.ordering import order_trainings
from flows.due.probation import end_probations
from flows.due.promoting import carry_out_approvals
from flows.due.refitting import order_refits
from flows.due.rolling_back import roll_back
from flows.due.running import run_deployments
from flows.due.training import carry_out_orders
from flows.questions import show_questions
from flows.troubles import Troubles
from flows.worlds import moment, opened, watches_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.watch import Watch

    Errand = Callable[[Watch, datetime], None]

# What undoes harm comes first, and before probations look at what was promoted.
AT_ONCE: tuple[Errand, ...] = (roll_back, run_deployments)
TRAINING: tuple[Errand, ...] = (order_trainings, carry_out_orders)
EVALUATION: tuple[Errand, ...] = (judge_candidates, order_refits, carry_out_orders)
PROMOTION: tuple[Errand, ...] = (expire, ask_anew, ask, carry_out_approvals, end_probations)
WAITING: tuple[Errand, ...] = (remind, escalate)

ERRANDS: tuple[Errand, ...] = (*AT_ONCE, *TRAINING, *EVALUATION, *PROMOTION, *WAITING)


@flow(name="reconcile")
def reconcile(project: str = ".", model: str | None = None, as_of: datetime | None = None) -> list[str]:
    """Carry out every due errand of one model, or of all, and empty the outbox; returns the troubles met.

    Safe to run twice, or in three places at once: every errand reads the ledger for what is due and records
    what became of it under a key that can be taken once. It waits for nobody.
    """
    return carry_out(ERRANDS, project, model, as_of, flow_name="reconcile")


def carry_out(
    errands: tuple[Errand, ...], project: str, model: str | None, as_of: datetime | None, *, flow_name: str
) -> list[str]:
    """Run the errands for each model in turn and deliver what there is to tell; returns the troubles met.

    Each begins by the clock as it stands then, unless `as_of` holds it: after a training of minutes, what others
    recorded meanwhile is no longer to come.
    """
    now, troubles = moment(as_of), Troubles()
    with opened(project) as (read, world):
        watched = watches_over(read, world, model)
        for watch in watched:
            for errand in errands:
                troubles.attempt(errand, watch, moment(as_of))
        troubles.tell_of_files(read, world.ledger, now)
        troubles.shield(lambda: deliver(world, moment(as_of), read.people), met_in="deliver")
        names, public_url = [watch.model for watch in watched], Settings().public_url
        unshown = show_questions(names, world.ledger, now=now, project=project, public_url=public_url)
        troubles.note_in(world.ledger, flow_name, ran_at=moment(None))
    for trouble in (*troubles.refusals, *([unshown] if unshown else [])):
        get_run_logger().warning(trouble)
    return troubles.surface()
