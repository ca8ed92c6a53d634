"""What buttons carry: whom they are about, and for how long; one text, written here and read back here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.durations import duration_text, duration_words, parse_duration
from domain.notices import Button, Press

SNOOZES = (timedelta(hours=1), timedelta(days=1), timedelta(weeks=1))
_BETWEEN = "|"
_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A model, the decision below which the button stands, and how long a snooze lasts; None for what it lacks."""

    model: str
    decision: str | None = None
    lasting: timedelta | None = None


def about_value(about: About) -> str:
    """What a button carries.

    >>> about_value(About(model="flights", decision="3f2a", lasting=timedelta(days=1)))
    '3f2a|1d|flights'
    """
    lasting = duration_text(about.lasting) if about.lasting else ""
    return _BETWEEN.join((about.decision or "", lasting, about.model))


def read_about(value: str) -> About:
    """What a button carried; raises ValueError for anything else.

    >>> read_about("||flights")
    About(model='flights', decision=None, lasting=None)
    """
    parts = value.split(_BETWEEN, _PARTS - 1)
    if len(parts) != _PARTS or not parts[-1]:
        raise ValueError(f"{value!r} names no model with its decision")
    decision, lasting, model = parts
    return About(model=model, decision=decision or None, lasting=parse_duration(lasting) if lasting else None)


def snooze_button(model: str, *, decision: str | None = None) -> Button:
    """A menu: one hour, one day, one week."""
    about = About(model=model, decision=decision)
    choices = tuple(
        (duration_words(each), about_value(About(model=model, decision=decision, lasting=each))) for each in SNOOZES
    )
    return Button(action=Press.SNOOZE, label="Snooze", value=about_value(about), choices=choices)


def retrain_button(model: str, *, decision: str | None = None) -> Button:
    """Train a challenger now; it still has to beat the champion, and people still have to approve it."""
    return Button(
        action=Press.RETRAIN,
        label="Retrain now",
        value=about_value(About(model=model, decision=decision)),
        confirms=f"Train a challenger for {model} now? It replaces nothing before it has won and was approved.",
    )


def roll_back_button(model: str, *, to: str, decision: str | None = None) -> Button:
    """Put the version before the present one back in force."""
    return Button(
        action=Press.ROLL_BACK,
        label=f"Roll back to {to}",
        value=about_value(About(model=model, decision=decision)),
        style="danger",
        confirms=f"Put {to} of {model} back in force? It serves from the next run on.",
    )


def explain_button(model: str, *, decision: str | None = None) -> Button:
    """Why this was decided, for the one who asks; without a decision it is the model's newest one."""
    return Button(action=Press.EXPLAIN, label="Explain", value=about_value(About(model=model, decision=decision)))
