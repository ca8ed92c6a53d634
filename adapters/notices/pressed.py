"""What buttons carry: whom they are about, and for how long; one text, written here and read back here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.durations import duration_text, duration_words, parse_duration
from domain.notices import Button, Press

SNOOZES = (timedelta(hours=1), timedelta(days=1), timedelta(weeks=1))
_BETWEEN = "|"
_VERSION = "="
_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A model, the decision below which the button stands, and how long a snooze lasts; None for what it lacks.

    `version` is the one that a roll-back is to take out of force: another one is not meant.
    """

    model: str
    decision: str | None = None
    lasting: timedelta | None = None
    version: str | None = None


def about_value(about: About) -> str:
    """What a button carries.

    >>> about_value(About(model="flights", decision="3f2a", lasting=timedelta(days=1)))
    '3f2a|1d|flights'
    >>> about_value(About(model="flights", version="v2"))
    '|=v2|flights'
    """
    lasting = duration_text(about.lasting) if about.lasting else ""
    # A version that could not be read back is left out: whoever carries it out looks at the champion of then.
    version = about.version if about.version and _BETWEEN not in about.version else None
    asked = f"{_VERSION}{version}" if version else lasting
    return _BETWEEN.join((about.decision or "", asked, about.model))


def read_about(value: str) -> About:
    """What a button carried; raises ValueError for anything else.

    >>> read_about("||flights")
    About(model='flights', decision=None, lasting=None, version=None)
    """
    parts = value.split(_BETWEEN, _PARTS - 1)
    if len(parts) != _PARTS or not parts[-1]:
        raise ValueError(f"{value!r} names no model with its decision")
    decision, asked, model = parts
    if asked.startswith(_VERSION):
        return About(model=model, decision=decision or None, version=asked.removeprefix(_VERSION))
    return About(model=model, decision=decision or None, lasting=parse_duration(asked) if asked else None)


def snooze_button(model: str, *, decision: str | None = None) -> Button:
    """A menu: one hour, one day, one week."""
    about = About(model=model, decision=decision)
    choices = tuple(
        (duration_words(each), about_value(About(model=model, decision=decision, lasting=each))) for each in SNOOZES
    )
    return Button(action=Press.SNOOZE, label="Snooze", value=about_value(about), choices=choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """A model, or one signal of it, that is muted."""

    model: str
    signal: str | None = None


def muted_value(muted: Muted) -> str:
    """What a button carries that lifts silences.

    >>> muted_value(Muted(model="flights", signal="mae")), muted_value(Muted(model="flights"))
    ('mae|flights', '|flights')
    """
    return _BETWEEN.join((muted.signal or "", muted.model))


def read_muted(value: str) -> Muted:
    """What such a button carried; raises ValueError for anything else.

    >>> read_muted("mae|flights")
    Muted(model='flights', signal='mae')
    """
    signal, between, model = value.partition(_BETWEEN)
    if not between or not model:
        raise ValueError(f"{value!r} names no model that is muted")
    return Muted(model=model, signal=signal or None)


def lift_button(model: str, *, signal: str | None = None) -> Button:
    """End what mutes a model, its signals' silences too, or one signal of it; whoever muted it."""
    what = f"{signal} of {model}" if signal else model
    others = "" if signal else " What mutes single signals of it ends too."
    return Button(
        action=Press.LIFT,
        label="Lift",
        value=muted_value(Muted(model=model, signal=signal)),
        confirms=f"Let policies act on {what} again, from the next window on?{others}",
    )


def retrain_button(model: str, *, decision: str | None = None) -> Button:
    """Train a challenger now; it still has to beat the champion, and people still have to approve it."""
    return Button(
        action=Press.RETRAIN,
        label="Retrain now",
        value=about_value(About(model=model, decision=decision)),
        confirms=f"Train a challenger for {model} now? It replaces nothing before it has won and was approved.",
    )


def roll_back_button(
    model: str, *, to: str | None = None, version: str | None = None, decision: str | None = None
) -> Button:
    """Put the version before the present one back in force: `to`, where the caller knows it, in place of `version`."""
    back = to or (f"the version before {version}" if version else "the version before")
    return Button(
        action=Press.ROLL_BACK,
        label=f"Roll back to {to}" if to else "Roll back",
        value=about_value(About(model=model, decision=decision, version=version)),
        style="danger",
        confirms=f"Put {back} of {model} back in force? It serves from the next run on.",
    )


def explain_button(model: str, *, decision: str | None = None) -> Button:
    """Why this was decided, for the one who asks; without a decision it is the model's newest one."""
    return Button(action=Press.EXPLAIN, label="Explain", value=about_value(About(model=model, decision=decision)))
