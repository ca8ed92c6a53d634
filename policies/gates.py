"""What holds an action back although its condition is true: one function each, one table.

A gate answers None, or a sentence that says what holds back and until when.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from domain.approvals import Silence
from domain.decisions import Action, Trace, Truth
from domain.durations import duration_words
from domain.signal_families import families, measured
from domain.signals import Signal, SignalState
from policies.evidence import Evidence
from policies.grammar import Policy
from policies.unknowns import truth_without
from policies.wording import day, named, until


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """An action is about to be taken: by which policy, on what evidence, with what answer to its condition."""

    policy: Policy
    evidence: Evidence
    trace: Trace


Gate = Callable[[Situation], str | None]


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
    """Retrainings keep their distance, however the last one ended."""
    last, least = situation.evidence.history.last_retraining, situation.policy.gates.cooldown
    if last is None or least is None or situation.evidence.has_passed(least, since=last.ordered_at):
        return None
    return f"cooldown until {until(last.ordered_at + least)}: last retraining was ordered {day(last.ordered_at)}"


def budget(situation: Situation) -> str | None:
    """So many retrainings a period, however they ended."""
    limit = situation.policy.gates.budget
    if limit is None:
        return None
    ordered = sorted(r.ordered_at for r in situation.evidence.history.retrainings)
    counted = [moment for moment in ordered if not situation.evidence.has_passed(limit.per, since=moment)]
    if len(counted) < limit.retrainings:
        return None
    free = until(counted[-limit.retrainings] + limit.per)
    spent = f"{len(counted)} of {limit.retrainings} retrainings in {duration_words(limit.per)}"
    return f"budget until {free}: {spent} were ordered, {named([day(moment) for moment in counted])}"


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
    taken = sorted(situation.evidence.history.drift_actions)
    counted = [moment for moment in taken if not situation.evidence.has_passed(limit.per, since=moment)]
    if len(counted) < limit.at_most:
        return None
    free = until(counted[-limit.at_most] + limit.per)
    spent = f"{len(counted)} of {limit.at_most} actions because of drift in {duration_words(limit.per)}"
    return f"drift_actions until {free}: {spent} were taken, {named([day(moment) for moment in counted])}"


def rests_on(policy: Policy, trace: Trace, *, signals: Collection[str]) -> bool:
    """Whether the policy's condition is true, and were not without these signals; `trace` is its answer."""
    if trace.truth is not Truth.TRUE:
        return False
    return truth_without(policy.when, trace, muted=frozenset(signals)) is not Truth.TRUE


def silence(situation: Situation) -> str | None:
    """A muted model does nothing; a muted signal moves nothing."""
    active = _active_silences(situation.evidence)
    whole = next((each for each in active if each.signal is None), None)
    if whole is not None:
        return f"silence until {until(whole.until)}: {whole.by} muted the model ({whole.why})"
    condition, trace, muted = situation.policy.when, situation.trace, muted_signals(situation.evidence)
    if trace.truth is not Truth.TRUE or truth_without(condition, trace, muted=muted) is Truth.TRUE:
        return None
    told = (f"{each.by} muted {each.signal} until {until(each.until)} ({each.why})" for each in active)
    return f"silence: {'; '.join(told)}"


def broken_signals(situation: Situation) -> tuple[Signal, ...]:
    """The breached signals of quality in the window at hand."""
    names = situation.policy.gates.broken_data
    signals = situation.evidence.signals
    return tuple(s for s in signals if s.name in names and s.state is SignalState.BREACHED)


def muted_signals(evidence: Evidence) -> frozenset[str]:
    """The names of the signals that people muted, as of now."""
    return frozenset(each.signal for each in _active_silences(evidence) if each.signal is not None)


def _active_silences(evidence: Evidence) -> tuple[Silence, ...]:
    return tuple(s for s in evidence.history.silences if s.created_at <= evidence.now < s.until)


GATES: Mapping[Action, tuple[Gate, ...]] = {
    Action.NOTHING: (),
    Action.ALERT: (drift_actions, silence),
    Action.RETRAIN: (broken_data, in_flight, cooldown, budget, min_new_labels, drift_actions, silence),
    Action.INVESTIGATE: (drift_actions, silence),
    Action.ROLL_BACK: (silence,),
    Action.RUN: (drift_actions, silence),
}
