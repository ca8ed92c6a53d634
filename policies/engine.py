"""From a policy, a window's signals and a model's history to the decision: pure, so the same in a replay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from domain.decisions import Action, Decision, Reason, Truth
from domain.history import History
from domain.signals import Signal
from domain.windows import Window
from policies.condition_shapes import signal_conditions
from policies.conditions import evaluate
from policies.evidence import gather
from policies.gates import Situation, broken_signals, held_back, muted_signals, silence
from policies.grammar import Policy, policy_digest
from policies.shapes import OnUnknown
from policies.signal_conditions import signals_read
from policies.unknowns import meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class _Conclusion:
    """What is to be done, and the sentence about it."""

    action: Action
    reason: Reason
    because: str
    held_back_by: tuple[str, ...] = ()


def decide(
    policy: Policy, signals: Sequence[Signal], history: History, *, model: str, window: Window, now: datetime
) -> Decision:
    """Decide over one window: `signals` are its own, `history.signals` those of the windows before it."""
    evidence = gather(signals, history, window=window, now=now)
    trace = evaluate(policy.when, evidence)
    situation = Situation(policy=policy, evidence=evidence, trace=trace)
    conclusion = _rehearsed(_gated(_wanted(situation), situation), policy)
    return Decision(
        model=model,
        policy=policy.name,
        policy_digest=policy_digest(policy),
        window=window,
        action=conclusion.action,
        reason=conclusion.reason,
        because=conclusion.because,
        trace=trace,
        signals=_read(situation),
        held_back_by=conclusion.held_back_by,
        decided_at=now,
    )


def _wanted(situation: Situation) -> _Conclusion:
    """What the condition alone asks for."""
    policy, said = situation.policy, situation.trace.because
    match situation.trace.truth:
        case Truth.TRUE:
            return _Conclusion(
                action=policy.then.action, reason=Reason.FIRED, because=f"{_ASKS[policy.then.action]}: {said}"
            )
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
            opening = f"{_ASKS[action]}, as on_unknown is fire"
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


def _pages(situation: Situation) -> bool:
    """Whether people must hear of broken data: unless they muted the model or every signal that is broken."""
    names = {signal.name for signal in broken_signals(situation)} - muted_signals(situation.evidence)
    return bool(names) and silence(situation) is None


def _rehearsed(conclusion: _Conclusion, policy: Policy) -> _Conclusion:
    """In a dry run, what would have been done is only said."""
    if not policy.dry_run or conclusion.action is Action.NOTHING:
        return conclusion
    because = f"Dry run, nothing is done; otherwise: {conclusion.because}"
    return _Conclusion(
        action=Action.NOTHING, reason=Reason.DRY_RUN, because=because, held_back_by=conclusion.held_back_by
    )


def _read(situation: Situation) -> tuple[str, ...]:
    """The ids of the signals that the decision rests on, each once."""
    conditions = signal_conditions(situation.policy.when)
    read = chain.from_iterable(signals_read(condition, situation.evidence) for condition in conditions)
    return tuple(dict.fromkeys(signal.id for signal in chain(read, broken_signals(situation))))


_ASKS = {
    Action.NOTHING: "Nothing to do",
    Action.ALERT: "Alert",
    Action.INVESTIGATE: "Investigate",
    Action.RETRAIN: "Retrain",
    Action.ROLL_BACK: "Roll back",
    Action.RUN: "Run the deployment",
}
