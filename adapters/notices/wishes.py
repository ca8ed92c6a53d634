"""What is told when a person asks for something, mutes something, or does not hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.approvals import WHO_MAY_ANSWER
from adapters.notices.linking import ESCALATED
from adapters.notices.pressed import explain_button, lift_button
from adapters.notices.words import explained, moment, sentence, what_is_muted
from domain.decisions import Action
from domain.digests import digest
from domain.notices import Notice, Press, Severity, decision_key
from domain.people import is_channel, slack_id

if TYPE_CHECKING:
    from datetime import datetime

    from domain.decisions import Ask, Decision
    from domain.silences import Lifting, Silence

_WANTED = {Action.RETRAIN: "a retraining", Action.ROLL_BACK: "a roll-back"}
_THEN = {
    Action.RETRAIN: "A challenger is being trained; it has to beat the champion before anyone is asked to approve it.",
    Action.ROLL_BACK: "The version before the present one is put back in force at the next run.",
}


def wish_asked(decision: Decision) -> Notice:
    """A person asks for a retraining or a roll-back: opens an incident of its own.

    Raises KeyError for a decision to do anything else, and ValueError for one that no person asked for.
    """
    ask = _ask_of(decision)
    return Notice(
        key=decision_key(decision.id),
        model=decision.model,
        thread=decision.id,
        severity=Severity.WARNING if decision.action is Action.ROLL_BACK else Severity.INFO,
        title=f"{decision.model}: {ask.by} asked for {_WANTED[decision.action]}",
        paragraphs=(*((sentence(ask.why),) if ask.why else ()), _THEN[decision.action]),
        facts=(
            ("Asked", f"{moment(decision.decided_at)}, by way of {ask.door}"),
            ("In full", explained(decision.id)),
        ),
        buttons=(explain_button(decision.model, decision=decision.id),),
        created_at=decision.decided_at,
    )


def wish_noted(decision: Decision, *, thread: str) -> Notice:
    """In the incident below which a person pressed: what they asked for goes on in a thread of its own."""
    ask = _ask_of(decision)
    return Notice(
        key=f"wish {decision.id} {thread}",
        model=decision.model,
        thread=thread,
        severity=Severity.INFO,
        title=f"{decision.model}: {ask.by} asked for {_WANTED[decision.action]}",
        paragraphs=("It goes on in a thread of its own.",),
        created_at=decision.decided_at,
        status=f"{ask.by} asked for {_WANTED[decision.action]} on {moment(decision.decided_at)}",
    )


def wish_refused(decision: Decision, because: str, *, at: datetime) -> Notice:
    """What a person asked for cannot be done, and why; nothing was changed."""
    ask = _ask_of(decision)
    return Notice(
        key=f"refused {decision.id}",
        model=decision.model,
        thread=decision.id,
        severity=Severity.WARNING,
        title=f"{decision.model}: {_WANTED[decision.action]} for {ask.by} is not possible now",
        paragraphs=(sentence(because), "Nothing was changed."),
        created_at=at,
        status=f"Not possible: {because}",
        resolves=True,
    )


def silenced(silence: Silence, *, thread: str | None = None) -> Notice:
    """Who muted what, until when and why; in the thread of the incident where it was asked for, if in any."""
    until = moment(silence.until)
    return Notice(
        key=silence_key(silence),
        model=silence.model,
        thread=thread or silence.id,
        severity=Severity.INFO,
        title=f"{what_is_muted(silence)}: snoozed until {until}",
        paragraphs=(
            sentence(f"{silence.by}: {silence.why}"),
            "It is watched and measured all the same; no policy acts on it until then.",
        ),
        facts=(("Asked", f"{moment(silence.created_at)}, by way of {silence.door}"),),
        buttons=(lift_button(silence.model, signal=silence.signal),),
        created_at=silence.created_at,
        status=f"Snoozed until {until} by {silence.by}" if thread else None,
    )


def silence_key(silence: Silence) -> str:
    """The key of the notice that tells of a silence."""
    return f"silence {silence.id}"


def silence_lifted(silence: Silence, lifting: Lifting, *, thread: str, still: Silence | None = None) -> Notice:
    """Who lifted a silence before its time, and why; where it was told of, which loses its button.

    `still` is a silence of the whole model, by which nothing acts on a signal either, whose own silence was lifted.
    """
    when = moment(lifting.lifted_at)
    acts = "From the next window on policies act on it again; what was held back until now is not made up for."
    stays = f"The whole model stays snoozed until {moment(still.until)}, by {still.by}." if still else None
    return Notice(
        key=f"lifting {lifting.id}",
        model=silence.model,
        thread=thread,
        severity=Severity.INFO,
        title=f"{what_is_muted(silence)}: snoozed no longer",
        paragraphs=(
            sentence(f"{lifting.by}: {lifting.why}" if lifting.why else f"{lifting.by} lifted it"),
            stays or acts,
        ),
        facts=(
            ("Was to last", f"until {moment(silence.until)}, by {silence.by}"),
            ("Lifted", f"{when}, by way of {lifting.door}"),
        ),
        created_at=lifting.lifted_at,
        status=stays or f"Snoozed no longer, lifted by {lifting.by} on {when}",
        closes=silence_key(silence),
    )


def escalated(unanswered: Notice, *, to: str, at: datetime) -> Notice:
    """Nobody reacted to a question or to a critical incident: `to` (a person, a group or a channel) is told.

    A person or a group is mentioned in the incident's own thread. A channel gets a message of its own, with the
    buttons and with all that a question says, because it cannot be seen from there.
    """
    key = f"{ESCALATED}{unanswered.key}"
    channel = (slack_id(to) or to) if is_channel(to) else None
    return Notice(
        key=key,
        model=unanswered.model,
        thread=digest(key) if channel else unanswered.thread,
        severity=Severity.CRITICAL,
        title=f"Nobody has reacted yet. {unanswered.title}",
        paragraphs=unanswered.paragraphs if _is_question(unanswered) else unanswered.paragraphs[:1],
        facts=(
            ("Waiting since", moment(unanswered.created_at)),
            *(fact for fact in unanswered.facts if channel and fact[0] == WHO_MAY_ANSWER),
        ),
        buttons=unanswered.buttons,
        created_at=at,
        channel=channel or unanswered.channel,
        owner=None if channel else to,
        status=None if channel else f"Nobody has reacted; {to} was told on {moment(at)}",
    )


def _is_question(notice: Notice) -> bool:
    return any(button.action is Press.APPROVE for button in notice.buttons)


def _ask_of(decision: Decision) -> Ask:
    if decision.asked is None:
        raise ValueError(f"decision {decision.id[:8]} was made by a policy, not asked for by a person")
    return decision.asked
