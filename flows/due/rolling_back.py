"""Put the champion before the present one back in force, where a policy decided so or a person asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from adapters.wishes import why_not_back
from domain.approvals import Probation, ProbationState
from domain.decisions import Action
from domain.deeds import Deed, DeedState
from flows.due.probation import put_back
from flows.due.undone import undone

if TYPE_CHECKING:
    from datetime import datetime

    from domain.approvals import Promotion
    from domain.decisions import Decision
    from flows.watch import Watch


def roll_back(watch: Watch, now: datetime) -> None:
    """Carry out every decision to roll back, once; where there is nothing to go back to, people are told why.

    What is taken back is the promotion that was in force at the end of the decision's window: a version that was
    promoted since has done nothing wrong. A person means the version that was in force when they asked.
    """
    for decision in undone(watch, Action.ROLL_BACK):
        _carry_out(watch, decision, now)


def _carry_out(watch: Watch, decision: Decision, now: datetime) -> None:
    """A roll-back that was killed on its way, or that a probation brought about, is only closed and noted."""
    served = watch.in_force(decision.decided_at) if decision.asked else watch.served_at_the_end_of(decision.window)
    back = next((p for p in watch.ledger.promotions.of(watch.model) if p.rolls_back == served.id), None)
    hindrance = None if back else _hindrance(watch, served, now)
    if hindrance:
        _refuse(watch, decision, hindrance, now)
        return
    ended = Probation(
        promotion=served.id,
        model=watch.model,
        state=ProbationState.ROLLED_BACK,
        because=decision.because,
        ended_at=back.promoted_at if back else now,
    )
    back = back or put_back(watch, served, ended, thread=decision.id)
    watch.ledger.probations.record(ended)
    said = f"{served.to_version} was replaced by {back.to_version}, which served before it"
    watch.ledger.deeds.record(_deed(decision, DeedState.DONE, said, now, reference=back.id))


def _hindrance(watch: Watch, served: Promotion, now: datetime) -> str | None:
    """Why the promotion cannot be taken back; None where it can."""
    present = watch.in_force(now)
    if present.id != served.id:
        return f"{served.to_version}, which served then, is not in force any more; {present.to_version} is"
    return why_not_back(served)


def _refuse(watch: Watch, decision: Decision, why: str, now: datetime) -> None:
    """A person is told in any case; of a policy's decision people hear when it is for another reason than last time."""
    deed = _deed(decision, DeedState.NOT_DONE, why, now)
    last = next(reversed(watch.ledger.deeds.of(watch.model)), None)
    is_known = last is not None and (last.state, last.because) == (deed.state, deed.because)
    told = notices.wish_refused(decision, why, at=now) if decision.asked else notices.not_rolled_back(deed)
    watch.ledger.deeds.record(deed, tell=None if is_known and not decision.asked else told)


def _deed(decision: Decision, state: DeedState, because: str, now: datetime, *, reference: str | None = None) -> Deed:
    return Deed(
        decision=decision.id,
        model=decision.model,
        state=state,
        because=because,
        reference=reference,
        done_at=now,
    )
