"""Snooze, retrain now, roll back: what people ask for of their own accord.

Whoever can press the button may ask; the rule on approvers binds answers only. Everything asked for is entered in the
audit and told in the channel, and a challenger trained this way is promoted only after it was approved like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.notices.pressed import read_about
from adapters.slack import replies
from adapters.slack.clicks import DOOR
from adapters.wishes import ask_for, silence
from domain.decisions import Action, Ask
from domain.durations import duration_words
from domain.errors import NotNow, Unheard

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from adapters.notices.pressed import About
    from adapters.slack.clicks import Where
    from domain.decisions import Decision
    from gateway.people.desk import Desk


def wish(desk: Desk, value: str, action: Action, where: Where) -> str:
    """Ask for a retraining or a roll-back of the model that the button is about; returns the sentence for the asker.

    Raises ValueError for a value that no button of ours carries, EvidenceUnavailable when the ledger cannot be reached.
    """
    about, at = read_about(value), _asked_at(desk, where)
    ask = Ask(by=where.name, door=DOOR)
    before = next((d for d in desk.ledger.decisions.of(about.model) if _is_the_same(d, action, ask, at)), None)
    if before is not None:
        return replies.asked_for(before, is_new=False)
    try:
        asked = ask_for(desk.ledger, about.model, action, ask, at=at, thread=about.decision)
    except (NotNow, Unheard) as error:
        return replies.refused(str(error))
    return replies.asked_for(asked.decision, is_new=asked.is_new)


def snooze(
    desk: Desk, about: About, where: Where, *, lasting: timedelta, why: str | None = None, signal: str | None = None
) -> str:
    """Mute a model from now on; returns the sentence for who asked."""
    at = _asked_at(desk, where)
    try:
        kept = silence(
            desk.ledger,
            about.model,
            signal=signal,
            until=at + lasting,
            by=where.name,
            why=why or f"snoozed for {duration_words(lasting)} with the button",
            door=DOOR,
            at=at,
            thread=about.decision,
        )
    except (NotNow, Unheard) as error:
        return replies.refused(str(error))
    return replies.muted(kept)


def _asked_at(desk: Desk, where: Where) -> datetime:
    """The moment that names the wish: Slack's own, so that a replayed request is the same wish again."""
    return where.sent_at or desk.clock()


def _is_the_same(decision: Decision, action: Action, ask: Ask, at: datetime) -> bool:
    return (decision.asked, decision.action, decision.decided_at) == (ask, action, at)
