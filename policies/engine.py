"""From a policy, a window's signals and a model's history to the decision: pure, so the same in a replay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from domain.decisions import Action, Decision, Reading, Reason, Trace, Truth
from domain.history import History
from domain.signals import Signal
from domain.windows import Window
from policies.action_shapes import Alert, Investigate, Retrain, RollBack, Run, Then
from policies.condition_shapes import signal_conditions
from policies.conditions import evaluate
from policies.evidence import gather
from policies.gates import broken_signals, held_back
from policies.grammar import Policy, policy_digest
from policies.index import Index
from policies.shapes import OnUnknown
from policies.signal_conditions import signals_read
from policies.silences import muted_signals, silence
from policies.situations import Situation
from policies.traffic import kept_quiet, unusual_traffic, what_is_unusual
from policies.unknowns import meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class _Conclusion:
    """What is to be done, and the sentence about it."""

    action: Action
    reason: Reason
    because: str
    held_back_by: tuple[str, ...] = ()
    is_about_traffic: bool = False


def decide(
    policy: Policy,
    signals: Sequence[Signal],
    history: History,
    *,
    model: str,
    window: Window,
    now: datetime,
    past: Index | None = None,
) -> Decision:
    """Decide over one window: `signals` are its own, `history.signals` those of the windows before it.

    Who decides often over the same past hands over its index as `past`, which then stands for `history.signals`.
    """
    evidence = gather(signals, history, window=window, now=now, past=past, training_length=policy.training_length)
    trace = evaluate(policy.when, evidence)
    situation = Situation(policy=policy, evidence=evidence, trace=trace)
    conclusion = _rehearsed(_not_passed_over(_gated(_wanted(situation), situation), situation), policy)
    return Decision(
        model=model,
        policy=policy.name,
        policy_digest=policy_digest(policy),
        window=window,
        action=conclusion.action,
        reason=conclusion.reason,
        because=conclusion.because,
        trace=trace,
        signals=_read(situation, conclusion),
        held_back_by=conclusion.held_back_by,
        decided_at=now,
    )


def _wanted(situation: Situation) -> _Conclusion:
    """What the condition alone asks for."""
    policy, said = situation.policy, situation.trace.because
    match situation.trace.truth:
        case Truth.TRUE:
            return _Conclusion(action=policy.then.action, reason=Reason.FIRED, because=f"{_asks(policy.then)}: {said}")
        case Truth.FALSE:
            return _Conclusion(action=Action.NOTHING, reason=Reason.CALM, because=f"Nothing to do: {said}")
        case Truth.UNKNOWN:
            return _unknown(situation)


def _unknown(situation: Situation) -> _Conclusion:
    policy, trace = situation.policy, situation.trace
    muted = muted_signals(situation.evidence)
    match meaning(policy.when, trace, default=policy.on_unknown, muted=muted):
        case OnUnknown.HOLD:
            action, reason, opening = Action.NOTHING, Reason.NOT_KNOWN, "Holding, as it is not known whether to act"
        case OnUnknown.ALERT:
            action, reason, opening = Action.ALERT, Reason.NOT_KNOWN, "Alert, as it is not known whether to act"
        case OnUnknown.FIRE:
            action, reason = policy.then.action, Reason.FIRED
            opening = f"{_asks(policy.then)}, as on_unknown is fire"
    return _Conclusion(action=action, reason=reason, because=f"{opening}: {trace.because}")


def _gated(wanted: _Conclusion, situation: Situation) -> _Conclusion:
    """What is left of it after the gates."""
    holds = held_back(wanted.action, situation)
    if not holds:
        return wanted
    action = Action.ALERT if wanted.action is Action.RETRAIN and _pages(situation) else Action.NOTHING
    opening = "Alert instead of retraining" if action is Action.ALERT else "Held back"
    because = f"{opening}, {'; '.join(holds)} (it was asked for because {situation.trace.because})"
    return _Conclusion(action=action, reason=Reason.HELD_BACK, because=because, held_back_by=holds)


def _not_passed_over(conclusion: _Conclusion, situation: Situation) -> _Conclusion:
    """Nothing to do, said over rows that did not come, is no calm: people are told, whatever the condition says."""
    unusual = what_is_unusual(situation.evidence) if conclusion.action is Action.NOTHING else None
    if unusual is None:
        return conclusion
    holds = kept_quiet(situation)
    if not holds:
        because = f"Alert, as the traffic is not as it should be, {unusual}. {conclusion.because}"
        return _Conclusion(action=Action.ALERT, reason=Reason.UNUSUAL_TRAFFIC, because=because, is_about_traffic=True)
    if conclusion.reason is Reason.HELD_BACK:
        return conclusion
    because = (
        f"Held back, {'; '.join(holds)} (people were to be told that the traffic is not as it should be, {unusual})"
    )
    return _Conclusion(
        action=Action.NOTHING, reason=Reason.HELD_BACK, because=because, held_back_by=holds, is_about_traffic=True
    )


def _pages(situation: Situation) -> bool:
    """Whether people must hear of broken data: unless they muted the model or every signal that is broken."""
    names = {signal.name for signal in broken_signals(situation)} - muted_signals(situation.evidence)
    return bool(names) and silence(situation) is None


def _rehearsed(conclusion: _Conclusion, policy: Policy) -> _Conclusion:
    """In a dry run, what would have been done is only said."""
    if not policy.dry_run or conclusion.action is Action.NOTHING:
        return conclusion
    because = f"Dry run, nothing is done; otherwise: {conclusion.because}"
    return replace(conclusion, action=Action.NOTHING, reason=Reason.DRY_RUN, because=because)


def _read(situation: Situation, conclusion: _Conclusion) -> tuple[str, ...]:
    """The ids of the signals that the decision rests on, each once: conditions first, then gates, then traffic."""
    policy, evidence = situation.policy, situation.evidence
    read = chain.from_iterable(signals_read(condition, evidence) for condition in signal_conditions(policy.when))
    traffic = unusual_traffic(evidence) if conclusion.is_about_traffic else ()
    ids = (evidence.id_of(signal) for signal in chain(read, broken_signals(situation), traffic))
    compared = (reading.signal for reading in _readings(situation.trace) if reading.signal is not None)
    return tuple(dict.fromkeys(chain(ids, compared)))


def _readings(trace: Trace) -> Iterator[Reading]:
    yield from trace.readings
    for child in trace.children:
        yield from _readings(child)


def _asks(then: Then) -> str:
    """What an action that fires asks for, as its decision says it."""
    match then:
        case Alert():
            return "Alert"
        case Investigate():
            return "Investigate"
        case Retrain():
            return "Retrain"
        case RollBack():
            return "Roll back"
        case Run():
            return f"Run {then.run.deployment}"
