"""Snooze and lift, retrain now, roll back: what people ask for of their own accord.

Whoever can press the button may ask; the rule on approvers binds answers only. Everything asked for is entered in the
audit and told in the channel, and a challenger trained this way is promoted only after it was approved like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.lifting import lift as lift_silences
from adapters.lifting import muted_now
from adapters.notices.pressed import read_about
from adapters.slack import replies
from adapters.slack.clicks import DOOR
from adapters.wishes import ask_for, silence
from domain.decisions import Action, Ask
from domain.durations import duration_words
from domain.errors import NotNow, Unheard
from gateway.people.reading import read

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from adapters.notices.pressed import About, Muted
    from adapters.slack.clicks import Where
    from domain.decisions import Decision
    from gateway.people.desk import Desk


def wish(desk: Desk, value: str, action: Action, where: Where) -> str:
    """Ask for a retraining or a roll-back of the model that the button is about; returns the sentence for the asker.

    Raises NotUnderstood for a value that no button of ours carries, EvidenceUnavailable when the ledger cannot be
    reached.
    """
    return wish_for(desk, read(read_about, value), action, where)


def wish_for(desk: Desk, about: About, action: Action, where: Where, *, why: str | None = None) -> str:
    """The same of a model, with the reason that somebody typed; raises EvidenceUnavailable."""
    at = _asked_at(desk, where)
    ask = Ask(by=where.name, door=DOOR, account=where.user, why=why)
    before = next((d for d in desk.ledger.decisions.of(about.model) if _is_the_same(d, action, ask, at)), None)
    if before is not None:
        return replies.asked_for(before, is_new=False)
    if outdated := _outdated(desk, about):
        return replies.refused(outdated)
    try:
        asked = ask_for(desk.ledger, about.model, action, ask, at=at, thread=about.decision)
    except (NotNow, Unheard) as error:
        return replies.refused(str(error))
    return replies.asked_for(asked.decision, is_new=asked.is_new)


def _outdated(desk: Desk, about: About) -> str | None:
    """Why a button that is about one version no longer means what it says; None where it does."""
    champion = desk.ledger.promotions.latest(about.model)
    if about.version is None or champion is None or champion.to_version == about.version:
        return None
    return f"{about.version} is not in force any more, {champion.to_version} is; look how things stand before you ask"


def snooze(
    desk: Desk, about: About, where: Where, *, lasting: timedelta, why: str | None = None, signal: str | None = None
) -> str:
    """Mute a model from when it was asked for; returns the sentence for who asked."""
    at = _asked_at(desk, where)
    if lasting and at + lasting <= desk.clock():
        return replies.refused(f"{about.model}: that snooze would be over by now; ask again if you still want it")
    try:
        kept = silence(
            desk.ledger,
            about.model,
            signal=signal,
            until=at + lasting,
            by=where.name,
            why=why or f"snoozed for {duration_words(lasting)} with the button",
            door=DOOR,
            account=where.user,
            at=at,
            thread=about.decision,
        )
    except (NotNow, Unheard) as error:
        return replies.refused(str(error))
    return replies.muted(kept)


def lift(desk: Desk, muted: Muted, where: Where, *, why: str | None = None) -> str:
    """End what mutes a model, or one signal of it; returns the sentence for who asked."""
    at = _asked_at(desk, where)
    try:
        ended = lift_silences(
            desk.ledger,
            muted.model,
            signal=muted.signal,
            by=where.name,
            why=why,
            door=DOOR,
            account=where.user,
            at=at,
        )
    except (NotNow, Unheard) as error:
        return replies.refused(str(error))
    return replies.lifted(ended, muted_now(desk.ledger, muted.model, at=at))


def _asked_at(desk: Desk, where: Where) -> datetime:
    """The moment that names the wish: Slack's own, so that a replayed request is the same wish again."""
    return where.sent_at or desk.clock()


def _is_the_same(decision: Decision, action: Action, ask: Ask, at: datetime) -> bool:
    return (decision.asked, decision.action, decision.decided_at) == (ask, action, at)
