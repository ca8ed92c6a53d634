"""What is told when a policy has decided."""

from collections.abc import Sequence
from dataclasses import replace

from adapters.notices.words import changed_columns, explained, headline, listing, sentence
from domain.decisions import Action, Decision, Reason
from domain.notices import Notice, Severity
from domain.signals import Signal, SignalState


def retraining_decided(decision: Decision, signals: Sequence[Signal]) -> Notice:
    """A challenger will be trained, and why."""
    why = headline(signals, because=decision.because)
    then = "A challenger is being trained; it has to beat the champion before anyone is asked to approve it."
    title = f"{decision.model}: retraining, {why}" if why else f"{decision.model}: retraining ordered"
    return _told(decision, signals, severity=Severity.WARNING, title=title, then=(then,))


def alerted(
    decision: Decision,
    signals: Sequence[Signal],
    *,
    severity: Severity = Severity.WARNING,
    channel: str | None = None,
    owner: str | None = None,
) -> Notice:
    """A policy asks people to look; nothing is trained."""
    why = headline(signals, because=decision.because) or "a person should look"
    told = _told(
        decision,
        signals,
        severity=severity,
        title=f"{decision.model}: {why}",
        then=("Nothing is retrained: the policy asks a person to look.",),
    )
    return replace(told, channel=channel, owner=owner)


def investigation_opened(
    decision: Decision,
    signals: Sequence[Signal],
    *,
    severity: Severity = Severity.WARNING,
    channel: str | None = None,
    owner: str | None = None,
) -> Notice:
    """Something changed, and somebody has to find out what; told once, for as long as it stays so."""
    why = headline(signals, because=decision.because)
    told = _told(
        decision,
        signals,
        severity=severity,
        title=f"{decision.model}: please investigate" + (f", {why}" if why else ""),
        then=(_where_to_look(decision),),
    )
    moved = changed_columns(signals, because=decision.because)
    facts = (("Columns that changed most", moved), *told.facts) if moved else told.facts
    return replace(told, facts=facts, channel=channel, owner=owner)


def rolling_back(decision: Decision, signals: Sequence[Signal]) -> Notice:
    """The champion before this one is going to be put back in force."""
    why = headline(signals, because=decision.because)
    return _told(
        decision,
        signals,
        severity=Severity.CRITICAL,
        title=f"{decision.model}: rolling back" + (f", {why}" if why else ""),
        then=("The version before the present one is put back in force, if there is one.",),
    )


def deployment_asked_for(decision: Decision, signals: Sequence[Signal], *, deployment: str) -> Notice:
    """A deployment of the user's own is going to be run."""
    why = headline(signals, because=decision.because)
    return _told(
        decision,
        signals,
        severity=Severity.INFO,
        title=f"{decision.model}: running {deployment}" + (f", {why}" if why else ""),
        then=("The champion stays in force.",),
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
            *(("What was set in motion then stays in motion.",) if last.action in _SET_IN_MOTION else ()),
            *((_where_to_look(decision),) if decision.action is Action.INVESTIGATE else ()),
        ),
    )


_NOW = {
    Action.NOTHING: "nothing would have been done",
    Action.ALERT: "a person should look",
    Action.INVESTIGATE: "a person should investigate",
    Action.RETRAIN: "retraining after all",
    Action.ROLL_BACK: "rolling back after all",
    Action.RUN: "running a deployment after all",
}
_SET_IN_MOTION = {Action.RETRAIN, Action.ROLL_BACK, Action.RUN}


def _where_to_look(decision: Decision) -> str:
    id_ = decision.id[:8]
    return (
        f"Nothing is retrained. Where to look: `driftwarden report {id_}` shows the window against what the champion "
        f"was trained on, `driftwarden explain {id_}` why the policy asks. As long as it stays so, this is said once."
    )


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
