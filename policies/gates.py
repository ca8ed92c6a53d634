"""What holds an action back although its condition is true: one function each, one table.

A gate answers None, or a sentence that says what holds back and until when.
"""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

from domain.decisions import Action, Trace, Truth
from domain.durations import duration_words
from domain.history import Ending, PastRetraining
from domain.signal_families import families, measured
from domain.signals import Signal, SignalState
from policies.grammar import Policy
from policies.shapes import OnUnknown
from policies.silences import quiet_hours, silence
from policies.situations import Gate, Situation
from policies.spending import budget, cost_budget, expected_gain, within
from policies.unknowns import meaning, truth_without
from policies.wording import day, named, until


def held_back(action: Action, situation: Situation) -> tuple[str, ...]:
    """The reasons of every gate that holds this action back; none if it may be taken."""
    answers = (gate(situation) for gate in GATES[action])
    return tuple(answer for answer in answers if answer is not None)


def broken_data(situation: Situation) -> str | None:
    """A model must not learn from a window whose data are broken."""
    broken = broken_signals(situation)
    if not broken:
        return None
    told = named([measured(family) for family in families(broken)])
    return f"broken data: {told}; the next window is looked at anew"


def in_flight(situation: Situation) -> str | None:
    """One retraining at a time."""
    flying = situation.evidence.history.in_flight
    if not flying:
        return None
    newest = max(flying, key=lambda retraining: retraining.ordered_at)
    return f"in flight until it ends: the retraining ordered {day(newest.ordered_at)} is {newest.ending.value}"


def cooldown(situation: Situation) -> str | None:
    """Retrainings keep their distance, however the last one ended, and so do runs of a deployment."""
    least, history = situation.policy.gates.cooldown, situation.evidence.history
    runs = situation.policy.then.action is Action.RUN
    moments = history.runs if runs else [retraining.ordered_at for retraining in history.retrainings]
    last = max(moments, default=None)
    if last is None or least is None or situation.evidence.has_passed(least, since=last):
        return None
    return f"cooldown until {until(last + least)}: last {'run' if runs else 'retraining'} was ordered {day(last)}"


def circuit_breaker(situation: Situation) -> str | None:
    """When one challenger after the other fails, training more of the same helps nobody."""
    limit, evidence = situation.policy.gates.circuit_breaker, situation.evidence
    lost = _lost_in_a_row(evidence.history.retrainings)
    if limit is None or len(lost) < limit.after or evidence.has_passed(limit.lasts, since=lost[0].ordered_at):
        return None
    free = until(lost[0].ordered_at + limit.lasts)
    told = named([f"{day(each.ordered_at)} {each.ending.value}" for each in lost])
    return f"circuit_breaker until {free}: the last {len(lost)} challengers came to nothing ({told}); look at why first"


def _lost_in_a_row(retrainings: Collection[PastRetraining]) -> list[PastRetraining]:
    """The newest retrainings that failed or were refused, newest first, up to one that did not; running ones aside."""
    lost = []
    for each in sorted(retrainings, key=lambda retraining: retraining.ordered_at, reverse=True):
        if each.ending in {Ending.RUNNING, Ending.WAITING}:
            continue
        if each.ending not in {Ending.FAILED, Ending.REFUSED}:
            break
        lost.append(each)
    return lost


def min_new_labels(situation: Situation) -> str | None:
    """A challenger needs something to learn that the champion does not know."""
    needed, arrived = situation.policy.gates.min_new_labels, situation.evidence.history.labels_since
    if needed is None or (arrived is not None and arrived >= needed):
        return None
    if arrived is None:
        return f"min_new_labels until it is known how many labels arrived ({needed:,} are needed)"
    return f"min_new_labels until {needed:,} labels arrived: {arrived:,} so far since the champion's training data"


def drift_actions(situation: Situation) -> str | None:
    """So many actions a period that rest on drift, whatever the statistics say; further drift is only recorded."""
    limit = situation.policy.gates.drift_actions
    if limit is None or not rests_on(situation.policy, situation.trace, signals=limit.signals):
        return None
    counted = within(limit.per, situation.evidence.history.drift_actions, situation.evidence)
    if len(counted) < limit.at_most:
        return None
    free = until(counted[-limit.at_most] + limit.per)
    spent = f"{len(counted)} of {limit.at_most} actions because of drift in {duration_words(limit.per)}"
    return f"drift_actions until {free}: {spent} were taken, {named([day(moment) for moment in counted])}"


def rests_on(policy: Policy, trace: Trace, *, signals: Collection[str]) -> bool:
    """Whether the policy's condition is true, and were not without these signals; `trace` is its answer.

    A condition that is not known, but asks for action all the same (`on_unknown: fire`), counts as true.
    """
    muted = frozenset(signals)
    match trace.truth:
        case Truth.TRUE:
            return truth_without(policy.when, trace, muted=muted) is not Truth.TRUE
        case Truth.UNKNOWN:
            return _fires(policy, trace, muted=frozenset()) and not _fires(policy, trace, muted=muted)
        case Truth.FALSE:
            return False


def _fires(policy: Policy, unknown: Trace, *, muted: AbstractSet[str]) -> bool:
    return meaning(policy.when, unknown, default=policy.on_unknown, muted=muted) is OnUnknown.FIRE


def broken_signals(situation: Situation) -> tuple[Signal, ...]:
    """The breached signals of quality in the window at hand."""
    names = situation.policy.gates.broken_data
    signals = situation.evidence.signals
    return tuple(s for s in signals if s.name in names and s.state is SignalState.BREACHED)


_TELLING: tuple[Gate, ...] = (drift_actions, quiet_hours, silence)

GATES: Mapping[Action, tuple[Gate, ...]] = {
    Action.NOTHING: (),
    Action.ALERT: _TELLING,
    Action.INVESTIGATE: _TELLING,
    Action.RUN: (cooldown, *_TELLING),
    # A rollback undoes harm: neither the hour nor what was spent stands in its way.
    Action.ROLL_BACK: (silence,),
    Action.RETRAIN: (
        broken_data,
        in_flight,
        cooldown,
        budget,
        cost_budget,
        circuit_breaker,
        min_new_labels,
        expected_gain,
        *_TELLING,
    ),
}
