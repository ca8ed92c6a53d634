"""Look at every window that is ready: profile it, measure its signals, decide, and record all three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from domain.decisions import Action, Decision, Reason
from flows.due.changes import what_changed
from flows.due.courses import course_of
from flows.due.deciding import decided
from flows.due.gathering import gather, keep
from flows.due.incidents import calmed, is_news, with_rows_again
from flows.due.windows import ready
from monitors.table import measure
from policies.action_shapes import Run

if TYPE_CHECKING:
    from datetime import datetime

    from domain.notices import Notice
    from domain.signals import Signal
    from domain.windows import Window
    from flows.watch import Watch


def undecided(watch: Watch, now: datetime) -> tuple[Window, ...]:
    """The windows that are ready and lie after every window decided so far, oldest first.

    What another policy decided stays decided: renaming a policy does not replay the past.
    """
    promotions = watch.ledger.promotions.of(watch.model)
    if not promotions:
        return ()
    first = min(promotion.promoted_at for promotion in promotions)
    newest = watch.ledger.decisions.newest(watch.model)
    return ready(watch, since=max(first, newest.window.end) if newest else first, now=now)


def observe(watch: Watch, window: Window, now: datetime) -> tuple[Signal, ...]:
    """Profile one window and measure its signals as of now; both are recorded, and the kept signals returned.

    The profile of the whole traffic comes last: where it is, everything else of the window is.
    """
    gathered = gather(watch, window, now)
    measured = measure(watch.document.monitoring, gathered.evidence)
    signals = watch.ledger.signals.record_all(measured)
    keep(watch, gathered)
    return signals


def decide_on(watch: Watch, window: Window, signals: tuple[Signal, ...], now: datetime) -> Decision:
    """Let the policy decide over one window, and record the decision with what people are told of it."""
    decision = what_changed(watch, decided(watch, signals, window=window, now=now), now)
    tell = notice_of(watch, decision, signals) if is_news(watch, decision) else None
    again = with_rows_again(watch, decision)
    if again and decision.action is not Action.NOTHING:
        # Before the decision: whoever is killed in between does both again, and a notice is queued once.
        watch.ledger.outbox.queue(notices.calm_again(decision, again))
    return watch.ledger.decisions.record(decision, tell=tell)


def notice_of(watch: Watch, decision: Decision, signals: tuple[Signal, ...]) -> Notice | None:
    """What people are told of a decision; of a calm one only that what they were told of is over."""
    tells, then, course = watch.policy.tells, watch.policy.then, course_of(watch, decision.window)
    match decision.action:
        case Action.RETRAIN:
            return notices.retraining_decided(decision, signals, course=course)
        case Action.ALERT:
            return notices.alerted(
                decision, signals, severity=tells.severity, channel=tells.channel, owner=tells.owner, course=course
            )
        case Action.INVESTIGATE:
            return notices.investigation_opened(
                decision, signals, severity=tells.severity, channel=tells.channel, owner=tells.owner, course=course
            )
        case Action.ROLL_BACK:
            return notices.rolling_back(decision, signals, course=course)
        case Action.RUN:
            named = then.run.deployment if isinstance(then, Run) else "a deployment"
            return notices.deployment_asked_for(decision, signals, deployment=named, course=course)
        case Action.NOTHING:
            is_held = decision.reason is Reason.HELD_BACK
            return notices.held_back(decision, signals, course=course) if is_held else _all_clear(watch, decision)


def _all_clear(watch: Watch, decision: Decision) -> Notice | None:
    over = calmed(watch, decision)
    return notices.calm_again(decision, over) if over else None
