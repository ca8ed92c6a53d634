"""What is told when a policy has decided."""

from collections.abc import Sequence

from adapters.notices.words import explained, headline, listing, sentence
from domain.decisions import Action, Decision, Reason
from domain.notices import Notice, Severity
from domain.signals import Signal, SignalState


def retraining_decided(decision: Decision, signals: Sequence[Signal]) -> Notice:
    """A challenger will be trained, and why."""
    why = headline(signals, because=decision.because)
    then = "A challenger is being trained; it has to beat the champion before anyone is asked to approve it."
    title = f"{decision.model}: retraining, {why}" if why else f"{decision.model}: retraining ordered"
    return _told(decision, signals, severity=Severity.WARNING, title=title, then=(then,))


def alerted(decision: Decision, signals: Sequence[Signal], *, severity: Severity = Severity.WARNING) -> Notice:
    """A policy asks people to look; nothing is trained."""
    why = headline(signals, because=decision.because) or "a person should look"
    return _told(
        decision,
        signals,
        severity=severity,
        title=f"{decision.model}: {why}",
        then=("Nothing is retrained: the policy asks a person to look.",),
    )


def held_back(decision: Decision, signals: Sequence[Signal]) -> Notice:
    """A policy fired, and a gate kept it from acting."""
    untold = [gate for gate in decision.held_back_by if gate not in decision.because]
    gates = "\n".join(f"- {gate}" for gate in untold)
    why = headline(signals, because=decision.because)
    return _told(
        decision,
        signals,
        severity=Severity.WARNING,
        title=f"{decision.model}: action held back" + (f", {why}" if why else ""),
        then=(f"Held back by:\n{gates}",) if gates else (),
    )


def amended(decision: Decision, last: Decision, signals: Sequence[Signal]) -> Notice:
    """Late rows or labels would have led to another decision, which now stands in place of the first."""
    what = _NOW[decision.action] if decision.reason is not Reason.HELD_BACK else "action held back"
    return _told(
        decision,
        signals,
        severity=Severity.WARNING if decision.action is not Action.NOTHING else Severity.INFO,
        title=f"{decision.model}: late data, {what}",
        then=(
            f"Rows or labels came late. Without them it had been decided: {sentence(last.because)}",
            *(("What was set in motion then stays in motion.",) if last.action is Action.RETRAIN else ()),
        ),
    )


_NOW = {
    Action.NOTHING: "nothing would have been done",
    Action.ALERT: "a person should look",
    Action.RETRAIN: "retraining after all",
    Action.ROLL_BACK: "rolling back after all",
}


def _told(
    decision: Decision, signals: Sequence[Signal], *, severity: Severity, title: str, then: tuple[str, ...]
) -> Notice:
    breaches = sum(signal.state is SignalState.BREACHED for signal in signals)
    counted = f"{breaches} of {len(signals)} breached" if signals else "none read"
    return Notice(
        key=f"decision {decision.id}",
        model=decision.model,
        thread=decision.id,
        severity=severity,
        title=title,
        paragraphs=(
            sentence(decision.because),
            *((" ".join(decision.what_changed),) if decision.what_changed else ()),
            *then,
            *listing(signals, because=decision.because),
        ),
        facts=(
            ("Window", str(decision.window)),
            ("Signals", counted),
            ("Policy", decision.policy),
            ("Why, in full", explained(decision.id)),
        ),
        created_at=decision.decided_at,
    )
