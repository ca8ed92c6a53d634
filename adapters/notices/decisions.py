"""What is told when a policy has decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.notices.breaches import headline
from adapters.notices.course import Course
from adapters.notices.opening import UNKNOWN_COURSE, told
from adapters.notices.words import sentence
from domain.notices import Notice, Press, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.decisions import Decision
    from domain.signals import Signal

TO_FIND_OUT = "Nothing is retrained; please find out why."
_LOOK = (Press.SNOOZE, Press.RETRAIN, Press.ROLL_BACK, Press.EXPLAIN)


def retraining_decided(decision: Decision, signals: Sequence[Signal], *, course: Course = UNKNOWN_COURSE) -> Notice:
    """A challenger will be trained, and why."""
    return told(
        decision,
        signals,
        severity=Severity.WARNING,
        title=_titled(decision, signals, "retraining", otherwise=" ordered"),
        then=("A challenger is being trained; people are asked only if it beats the champion.",),
        course=course,
        offers=(Press.ROLL_BACK, Press.EXPLAIN),
    )


def alerted(
    decision: Decision,
    signals: Sequence[Signal],
    *,
    severity: Severity = Severity.WARNING,
    channel: str | None = None,
    owner: str | None = None,
    course: Course = UNKNOWN_COURSE,
) -> Notice:
    """A policy asks people to look; nothing is trained."""
    why = headline(signals, because=decision.because) or "a person should look"
    alert = told(
        decision,
        signals,
        severity=severity,
        title=f"{decision.model}: {why}",
        then=("Nothing is retrained; please have a look.",),
        course=course,
        offers=_LOOK,
    )
    return replace(alert, channel=channel, owner=owner)


def investigation_opened(
    decision: Decision,
    signals: Sequence[Signal],
    *,
    severity: Severity = Severity.WARNING,
    channel: str | None = None,
    owner: str | None = None,
    course: Course = UNKNOWN_COURSE,
) -> Notice:
    """Something changed, and somebody has to find out what; told once, for as long as it stays so."""
    opened = told(
        decision,
        signals,
        severity=severity,
        title=_titled(decision, signals, "please investigate"),
        then=(TO_FIND_OUT,),
        course=course,
        offers=_LOOK,
    )
    return replace(opened, asides=(*opened.asides, where_to_look(decision)), channel=channel, owner=owner)


def rolling_back(decision: Decision, signals: Sequence[Signal], *, course: Course = UNKNOWN_COURSE) -> Notice:
    """The champion before this one is going to be put back in force."""
    return told(
        decision,
        signals,
        severity=Severity.CRITICAL,
        title=_titled(decision, signals, "rolling back"),
        then=("The version before the present one is put back in force, if there is one.",),
        course=course,
        offers=(Press.EXPLAIN,),
    )


def deployment_asked_for(
    decision: Decision, signals: Sequence[Signal], *, deployment: str, course: Course = UNKNOWN_COURSE
) -> Notice:
    """A deployment of the user's own is going to be run."""
    return told(
        decision,
        signals,
        severity=Severity.INFO,
        title=_titled(decision, signals, f"running {deployment}"),
        then=("The champion stays in force.",),
        course=course,
        offers=(Press.EXPLAIN,),
    )


def held_back(decision: Decision, signals: Sequence[Signal], *, course: Course = UNKNOWN_COURSE) -> Notice:
    """A policy fired, and a gate kept it from acting."""
    untold = [gate for gate in decision.held_back_by if gate not in decision.because]
    gates = "; ".join(untold)
    return told(
        decision,
        signals,
        severity=Severity.WARNING,
        title=_titled(decision, signals, "action held back"),
        then=(sentence(f"Held back by: {gates}"),) if gates else (),
        course=course,
        offers=_LOOK,
    )


def where_to_look(decision: Decision) -> str:
    """Which command shows the window beside what the champion learned from."""
    return f"driftwarden report {decision.id[:8]}"


def _titled(decision: Decision, signals: Sequence[Signal], what: str, *, otherwise: str = "") -> str:
    """What is done with which model, and the first thing that led to it, if it can be told in a few words."""
    why = headline(signals, because=decision.because)
    return f"{decision.model}: {what}" + (f", {why}" if why else otherwise)
