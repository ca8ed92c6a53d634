"""What a policy may know of the past, gathered from the ledger and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.retrainings import ending_of, last_attempts, retrainings_decided
from domain.decisions import Action, Reason
from domain.errors import EvidenceUnavailable
from domain.history import Ending, History, PastRetraining
from domain.signals import SignalState
from domain.silences import as_lifted
from domain.windows import Window
from policies.change import began
from policies.gates import rests_on
from policies.grammar import policy_digest

if TYPE_CHECKING:
    from datetime import datetime

    from domain.decisions import Decision
    from domain.signals import Signal
    from domain.silences import Silence
    from domain.training import TrainingOrder
    from flows.watch import Watch


def history_of(watch: Watch, *, before: Window, now: datetime) -> History:
    """The model's history at `now`, with the signals of the windows before the one at hand.

    New labels are not among it, see `new_labels`.
    """
    promotion = watch.in_force(now)
    trained_until = watch.ledger.candidates.of_version(watch.model, promotion.to_version).trained_on.end
    return History(
        retrainings=past_retrainings(watch, now),
        signals=_signals(watch, promotion.promoted_at, before),
        silences=_silences(watch, now),
        champion_since=promotion.promoted_at,
        trained_until=trained_until,
        drift_actions=_drift_actions(watch, before=before, now=now),
        runs=_runs(watch, before=before, now=now),
        costs=watch.document.costs.as_noun if watch.document.costs else None,
    )


def _silences(watch: Watch, now: datetime) -> tuple[Silence, ...]:
    """What people muted, as far as it was lifted by now: who decides over the past does not know better."""
    ledger = watch.ledger
    liftings = (each for each in ledger.silences.liftings(watch.model) if each.lifted_at <= now)
    return as_lifted(ledger.silences.of(watch.model), liftings)


def _signals(watch: Watch, since: datetime, before: Window) -> tuple[Signal, ...]:
    """Signals of earlier windows that ended in the champion's time: its predecessor's bad weeks are not its own."""
    start = since - before.duration
    if start >= before.start:
        return ()
    signals = watch.ledger.signals.within(watch.model, Window(start=start, end=before.start))
    return tuple(signal for signal in signals if signal.window.end > since)


def _drift_actions(watch: Watch, *, before: Window, now: datetime) -> tuple[datetime, ...]:
    """When earlier windows led to an action that rested on drift, by the policy as it reads now.

    Of a policy that has been changed since, every action counts that read a breached signal of drift.
    """
    limit = watch.policy.gates.drift_actions
    if limit is None:
        return ()
    fired = [
        decision
        for decision in watch.ledger.decisions.of(watch.model)
        if decision.action is not Action.NOTHING and decision.reason is Reason.FIRED
        if decision.decided_at <= now and decision.window.end <= before.start
    ]
    current = policy_digest(watch.policy)
    breached = _breached(watch, limit.signals) if any(d.policy_digest != current for d in fired) else frozenset()
    return tuple(
        decision.decided_at
        for decision in fired
        if (
            rests_on(watch.policy, decision.trace, signals=limit.signals)
            if decision.policy_digest == current
            else not breached.isdisjoint(decision.signals)
        )
    )


def _runs(watch: Watch, *, before: Window, now: datetime) -> tuple[datetime, ...]:
    """When earlier windows led to the run of a deployment; one that was amended before it was started never runs."""
    decided = [d for d in watch.ledger.decisions.of(watch.model) if d.decided_at <= now]
    amended = {decision.amends for decision in decided}
    started = {deed.decision for deed in watch.ledger.deeds.of(watch.model)}
    runs = (d for d in decided if d.action is Action.RUN and d.window.end <= before.start)
    return tuple(d.decided_at for d in runs if d.id in started or d.id not in amended)


def _breached(watch: Watch, names: tuple[str, ...]) -> frozenset[str]:
    """The ids of the breached signals of these names."""
    signals = watch.ledger.signals.of(watch.model)
    return frozenset(s.id for s in signals if s.name in names and s.state is SignalState.BREACHED)


def past_retrainings(watch: Watch, now: datetime) -> tuple[PastRetraining, ...]:
    """Every retraining decided by now, one for each decision, judged by its last attempt."""
    last_attempt = last_attempts(watch.ledger, watch.model, now=now)
    decided = retrainings_decided(watch.ledger, watch.model, now=now)
    # An order that a reconcile gave meanwhile does not count as given yet; its decision is in flight all the same.
    return tuple(_past(watch, last_attempt[d.id]) if d.id in last_attempt else _not_yet_ordered(d) for d in decided)


def _not_yet_ordered(decision: Decision) -> PastRetraining:
    """A decision to retrain whose order is still to come is in flight already."""
    return PastRetraining(
        order="",
        decision=decision.id,
        window=decision.window,
        ordered_at=decision.decided_at,
        ending=Ending.RUNNING,
        cost=0.0,
        change_began=began(decision),
    )


def _past(watch: Watch, order: TrainingOrder) -> PastRetraining:
    run = watch.ledger.runs.of_order(order.id)
    decision = watch.ledger.decisions.get(order.decision)
    return PastRetraining(
        order=order.id,
        decision=order.decision,
        window=decision.window,
        ordered_at=order.ordered_at,
        ending=ending_of(watch.ledger, order),
        cost=run.cost if run else 0.0,
        change_began=began(decision),
    )


def new_labels(watch: Watch, now: datetime) -> int | None:
    """How many labels arrived by `now` for events after the training data of the version in force.

    Not known while a file among them cannot be read.
    """
    since = watch.champion(now).trained_on.end
    if since >= now:
        return 0
    try:
        return watch.log.arrived(Window(start=since, end=now), as_of=now).labels
    except EvidenceUnavailable:
        return None
