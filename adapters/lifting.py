"""What people lift before its time: the silences of a model, or of one of its signals; and what is muted at a moment.

The command line and the gateway both call `lift`; the next window is decided over without what was lifted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from adapters.notices.words import moment
from adapters.wishes import must_be_known
from domain.errors import NotNow
from domain.silences import Lifting, in_force

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from domain.ports import Ledger
    from domain.silences import Silence


def muted_now(ledger: Ledger, model: str, *, at: datetime) -> tuple[Silence, ...]:
    """The silences of a model in force at a moment, in the order in which they were asked for."""
    silences = ledger.silences.of(model)
    return in_force(silences, ledger.silences.liftings(model), at=at) if silences else ()


def lift(
    ledger: Ledger,
    model: str,
    *,
    signal: str | None = None,
    by: str,
    why: str | None,
    door: str,
    account: str | None = None,
    at: datetime,
) -> tuple[Silence, ...]:
    """End every silence of a model, or of one signal by its name, that is in force; returns those that this ended.

    People are told where each was told of. The same lifting again, by the same person at the same moment, returns the
    same. Raises Unheard for a model that the ledger does not know, NotNow with words for the person where nothing of
    it is muted.
    """
    must_be_known(ledger, model)
    muted = _muted_before(ledger, model, by=by, at=at)
    found = tuple(each for each in muted if signal in {None, each.signal})
    whole = next((each for each in muted if each.signal is None and each not in found), None)
    if not found:
        raise NotNow(f"{model}: {_why_not(muted, signal, whole)}")
    wanted = [
        Lifting(silence=each.id, model=model, by=by, lifted_at=at, door=door, why=why, account=account)
        for each in found
    ]
    kept = [_lifted(ledger, each, lifting, whole) for each, lifting in zip(found, wanted, strict=True)]
    if not set(kept) & set(wanted):
        raise NotNow(f"{model}: {kept[0].by} has just lifted it, {moment(kept[0].lifted_at)}")
    return tuple(each for each, lifting in zip(found, kept, strict=True) if lifting in wanted)


def _muted_before(ledger: Ledger, model: str, *, by: str, at: datetime) -> tuple[Silence, ...]:
    """What was muted when this person lifted it: their very own lifting, come in once more, changes nothing of it."""
    liftings = (each for each in ledger.silences.liftings(model) if (each.by, each.lifted_at) != (by, at))
    return in_force(ledger.silences.of(model), liftings, at=at)


def _lifted(ledger: Ledger, silence: Silence, lifting: Lifting, whole: Silence | None) -> Lifting:
    told = ledger.outbox.get(notices.silence_key(silence))
    said = notices.silence_lifted(silence, lifting, thread=told.thread if told else silence.id, still=whole)
    return ledger.silences.lift(lifting, tell=said)


def _why_not(muted: Sequence[Silence], signal: str | None, whole: Silence | None) -> str:
    if not muted:
        return "nothing of it is muted"
    if whole is not None:
        until = f"until {moment(whole.until)}, by {whole.by}"
        return f"{signal} is not muted by itself; the whole model is, {until}: lift that without naming a signal"
    named = ", ".join(sorted({each.signal for each in muted if each.signal is not None}))
    return f"{signal} is not muted; what is: {named}"
