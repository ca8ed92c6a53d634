"""What people ask for of their own accord: a retraining, a roll-back, a silence.

The command line and the gateway both call `ask_for` and `silence`; the flows carry out what is asked for, as if a
policy had decided it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters import notices
from adapters.retrainings import in_flight
from domain.decisions import Action
from domain.errors import NotNow, Unheard
from domain.history import Ending
from domain.people import known_as
from domain.silences import Silence
from domain.wishes import wish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.approvals import Promotion
    from domain.decisions import Ask, Decision
    from domain.ports import Ledger

_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish as it is kept: a decision that a person took. `is_new` is false where it had been asked for already."""

    decision: Decision
    is_new: bool


def ask_for(ledger: Ledger, model: str, action: Action, ask: Ask, *, at: datetime, thread: str | None = None) -> Asked:
    """Record that a person wants the model retrained or rolled back (Action.RETRAIN, Action.ROLL_BACK); tell people.

    It concerns the champion in force at `at`, and the newest window that was decided over. `thread` is the incident
    (a decision's id) below which it was asked for, where there is one. Raises Unheard for a model that the ledger does
    not know, NotNow for what makes no sense as things stand: no champion or no window yet, a retraining in flight,
    nothing to roll back to; the text is for the person who asked. Raises ValueError for another action.
    """
    # Read before looking at what is underway: a wish that comes in between is either seen there, or is this very one.
    promotion, decided = _in_force(ledger, model), ledger.decisions.of(model)
    underway = _underway(ledger, model, action)
    if underway is None:
        _must_make_sense(promotion, action)
    elif underway.is_of(ask.by):
        return Asked(decision=underway.decision, is_new=False)
    else:
        raise NotNow(f"{model}: {underway.words}")
    window = max((decision.window for decision in decided), key=lambda each: each.end, default=None)
    if window is None:
        raise NotNow(f"{model}: no window was decided over yet; `driftwarden run` decides over every one that is ready")
    number = 1 + sum(d.asked is not None and (d.action, d.window) == (action, window) for d in decided)
    wished = wish(model, action, ask, window=window, at=at, number=number)
    kept = ledger.decisions.record(wished, tell=notices.wish_asked(wished))
    if thread is not None:
        ledger.outbox.queue(notices.wish_noted(kept, thread=thread))
    return Asked(decision=kept, is_new=kept == wished)


def silence(
    ledger: Ledger,
    model: str,
    *,
    signal: str | None = None,
    until: datetime,
    by: str,
    why: str,
    door: str,
    account: str | None = None,
    at: datetime,
    thread: str | None = None,
) -> Silence:
    """Mute a model, or one signal of it by its name (`mae`), until a moment; tell people. The same again is the same.

    `account` is what the door vouches for, as in `domain.people.Who`. `thread` is the incident (a decision's id) below
    which it was asked for, where there is one. Raises Unheard for a model or a signal that the ledger does not know,
    naming what there is; NotNow for a moment that has passed.
    """
    must_be_known(ledger, model)
    if until <= at:
        raise NotNow(f"{model}: {until:%Y-%m-%d %H:%M} UTC has passed; say how long from now on it is to be muted")
    if signal is not None:
        _must_be_measured(ledger, model, signal)
    muted = Silence(model=model, signal=signal, until=until, by=by, why=why, created_at=at, door=door, account=account)
    return ledger.silences.record(muted, tell=notices.silenced(muted, thread=thread))


def why_not_back(promotion: Promotion) -> str | None:
    """Why a promotion cannot be taken back; None where it can."""
    if promotion.rolls_back is not None:
        came_back = f"{promotion.to_version} came back by a roll-back itself"
        return f"{came_back}, and {promotion.from_version} was taken back for it"
    if promotion.from_version is None:
        return f"{promotion.to_version} is the model's first champion, and none was before it"
    return None


def why_not_retrain(ledger: Ledger, model: str, *, besides: str) -> str | None:
    """Why the training of the decision `besides` cannot begin now; None where it can: one retraining at a time."""
    flying = in_flight(ledger, model, besides=besides)
    return _Underway(decision=flying[0], stands=flying[1]).words if flying else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Underway:
    """A decision that has not come to its end, and how far it is."""

    decision: Decision
    stands: str

    def is_of(self, person: str) -> bool:
        """Whether it is what this person asked for, under whatever handle."""
        asked = self.decision.asked
        return asked is not None and known_as(person, (asked.by,)) == asked.by

    @property
    def words(self) -> str:
        """What stands in the way of another one, and until when."""
        what = "retraining" if self.decision.action is Action.RETRAIN else "roll-back"
        whose = f"{self.decision.asked.by} asked for" if self.decision.asked else "the policy decided on"
        day = f"{self.decision.decided_at:%Y-%m-%d %H:%M} UTC"
        then = "answer its question first" if self.stands is Ending.WAITING else "ask again when it has ended"
        return f"the {what} that {whose} at {day} is {self.stands}; {then}"


def _underway(ledger: Ledger, model: str, action: Action) -> _Underway | None:
    match action:
        case Action.RETRAIN:
            flying = in_flight(ledger, model)
            return _Underway(decision=flying[0], stands=flying[1]) if flying else None
        case Action.ROLL_BACK:
            due = [d for d in ledger.decisions.undone(model) if d.action is action]
            return _Underway(decision=due[-1], stands="still to be carried out") if due else None
        case _:
            raise ValueError(f"people may ask to retrain or to roll back, not: {action}")


def _must_make_sense(promotion: Promotion, action: Action) -> None:
    hindrance = why_not_back(promotion) if action is Action.ROLL_BACK else None
    if hindrance:
        raise NotNow(f"{promotion.model}: nothing to go back to: {hindrance}; ask for a retraining")


def _in_force(ledger: Ledger, model: str) -> Promotion:
    must_be_known(ledger, model)
    promotion = ledger.promotions.latest(model)
    if promotion is None:
        raise NotNow(f"{model}: no champion yet; put the first one in force with `driftwarden adopt {model}`")
    return promotion


def must_be_known(ledger: Ledger, model: str) -> None:
    """Raises Unheard, with the models that there are, for one that the ledger does not know."""
    known = ledger.models()
    if model not in known:
        first = "`driftwarden adopt` trains the first"
        raise Unheard(f"no model {model!r} has a champion yet ({first}); {_there_is(known)}")


def _must_be_measured(ledger: Ledger, model: str, signal: str) -> None:
    """Signals are muted by their names; those of the newest window are looked at."""
    newest = max((decision.window for decision in ledger.decisions.of(model)), key=lambda w: w.end, default=None)
    measured = sorted({each.name for each in ledger.signals.within(model, newest)}) if newest else []
    if signal not in measured:
        raise Unheard(f"{model} has no signal {signal!r} in its newest window; {_there_is(measured)}")


def _there_is(names: Sequence[str]) -> str:
    shown, more = ", ".join(names[:_SHOWN]), len(names) - _SHOWN
    return f"there is: {shown or 'none'}" + (f" and {more} more" if more > 0 else "")
