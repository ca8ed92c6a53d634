"""The audit held against the rest of the ledger: what people did is entered, and entered as it is kept."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.behind import not_as_shown
from adapters.storage.mapping import noun_from
from domain.answers import outcome
from domain.approvals import Closing, RequestState
from domain.audit import Audited, audited, broken
from domain.errors import EvidenceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from domain.approvals import Promotion, Question
    from domain.audit import AuditEntry
    from domain.ports import Ledger

# Where a question may have stood, by its answers, that was closed without one.
_BEFORE = {
    RequestState.EXPIRED: (RequestState.PENDING,),
    RequestState.OVERTAKEN: (RequestState.PENDING, RequestState.APPROVED),
}


class _Kept(NamedTuple):
    """What must be entered of a noun in the ledger, and what kind of noun that is."""

    entered: Audited
    noun: type[Any]


def verify_ledger(ledger: Ledger, head: str | None = None) -> tuple[str, ...]:
    """What is wrong with the audit, a sentence for each; nothing where all is well.

    The chain must hold (`domain.audit.broken`, which says what `head` is for), and every question, answer, closing,
    wish, silence, lifting and promotion in the ledger must be what exactly one entry says, and none else be entered;
    a model's promotions lie in the order of their entries. What a question rests on (`adapters.behind`) must be kept
    as it was, and columns must say what the noun beside them says. Nothing else is held: no signal or profile, and no
    decision that led to no question and that no person made.
    It may run while others write. Rows that cannot be read are each told; the rest is then held against the chain
    alone. Raises EvidenceUnavailable for a ledger that cannot be read.
    """
    # First, because it tells of every row that cannot be read, and one of them is enough to end what follows.
    columns = ledger.audit.columns_otherwise()
    try:
        return (*_against_entries(ledger, head), *columns)
    except EvidenceUnavailable as error:
        if not columns:
            raise
        left_out = f"nothing in the ledger could be held against the entries: {error}"
        return (*broken(ledger.audit.entries(), head), *columns, left_out)


def _against_entries(ledger: Ledger, head: str | None) -> tuple[str, ...]:
    # What is entered from here on may be about nouns that are not among those read below.
    last = ledger.audit.head()
    asked = ledger.requests.questions()
    promotions = ledger.promotions.all()
    kept = list(_kept(ledger, promotions))
    entries = ledger.audit.entries()
    known = entries[: last.number] if last else ()
    told = {entry.entered.about: entry.entered.at for entry in reversed(entries)}
    kept += [each for question in asked for each in _of_question(question, told)]
    held = {each.entered.about: each for each in kept}
    return (
        *broken(entries, head),
        *(sentence for question in asked for sentence in _state_and_answers(question)),
        *_not_entered(kept, entries),
        *_otherwise(held, entries),
        *_not_kept(held, known),
        *_doubled(entries),
        *_out_of_order(promotions, entries),
        *not_as_shown(ledger, asked),
    )


def _kept(ledger: Ledger, promotions: Iterable[Promotion]) -> Iterator[_Kept]:
    muted = (*ledger.silences.all(), *ledger.silences.liftings())
    for noun in (*ledger.decisions.wished(), *promotions, *muted):
        entered = audited(noun)
        if entered is not None:
            yield _Kept(entered, type(noun))


def _of_question(asked: Question, told: Mapping[str, datetime]) -> Iterator[_Kept]:
    """What must be entered of one question. When it was closed is known from its entry alone, in `told`."""
    request = asked.request
    nouns: list[object] = [request, *asked.answers]
    if asked.state in _BEFORE:
        closing = Closing(request=request.id, model=request.model, state=asked.state, closed_at=request.expires_at)
        nouns.append(replace(closing, closed_at=told.get(closing.id, closing.closed_at)))
    for noun in nouns:
        entered = audited(noun, model=request.model)
        if entered is not None:
            yield _Kept(entered, type(noun))


def _state_and_answers(asked: Question) -> Iterator[str]:
    by_answers = outcome(asked.request, asked.answers)
    if by_answers not in _BEFORE.get(asked.state, (asked.state,)):
        question = f"request {asked.request.id} of {asked.request.model}"
        yield f"{question} is {asked.state} in the ledger, but by its answers it is {by_answers}"


def _not_entered(kept: list[_Kept], entries: tuple[AuditEntry, ...]) -> Iterator[str]:
    told = {entry.entered.about for entry in entries}
    for entered, _ in kept:
        if entered.about not in told:
            yield f"no entry tells of what the ledger holds: {_words(entered)}"


def _otherwise(held: Mapping[str, _Kept], entries: tuple[AuditEntry, ...]) -> Iterator[str]:
    for entry in entries:
        kept = held.get(entry.entered.about)
        if kept is None or kept.entered == entry.entered:
            continue
        differences = _differences(_as_now(entry.entered, kept.noun), kept.entered)
        if differences:
            yield f"entry {entry.number} and the ledger differ: {_words(kept.entered)}: {differences}"


def _as_now(entered: Audited, noun: type[Any]) -> Audited:
    """As it would be entered now: a field that its noun did not have at the time says its default."""
    try:
        told = audited(noun_from(entered.says, noun), model=entered.model)
    except EvidenceUnavailable:
        return entered
    return replace(entered, says=told.says) if told else entered


def _not_kept(held: Mapping[str, _Kept], known: tuple[AuditEntry, ...]) -> Iterator[str]:
    for entry in known:
        if entry.entered.about not in held:
            yield f"entry {entry.number} tells of what the ledger does not hold (any more): {_words(entry.entered)}"


def _doubled(entries: tuple[AuditEntry, ...]) -> Iterator[str]:
    first: dict[str, int] = {}
    for entry in entries:
        earlier = first.setdefault(entry.entered.about, entry.number)
        if earlier != entry.number:
            yield f"entry {entry.number} tells once more what entry {earlier} told: {_words(entry.entered)}"


def _out_of_order(promotions: Iterable[Promotion], entries: tuple[AuditEntry, ...]) -> Iterator[str]:
    """The last one of a model says which version is in force, so their order is worth as much as they are."""
    numbers = {entry.entered.about: entry.number for entry in reversed(entries)}
    newest: dict[str, int] = {}
    for promotion in promotions:
        number = numbers.get(promotion.id, newest.get(promotion.model, 0))
        if number < newest.get(promotion.model, 0):
            change = f"{promotion.from_version or 'nothing'} to {promotion.to_version}"
            yield f"promotion {promotion.id} of {promotion.model} ({change}) lies after one that was entered later"
        newest[promotion.model] = max(number, newest.get(promotion.model, 0))


def _words(entered: Audited) -> str:
    when = entered.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"{entered.model}: {entered.deed} by {entered.actor} at {when} ({entered.about})"


def _differences(entered: Audited, held: Audited) -> str:
    told, kept = _fields(entered), _fields(held)
    names = [name for name in {**told, **kept} if told.get(name) != kept.get(name)]
    return "; ".join(f"{name} was entered as {told.get(name)!r}, is kept as {kept.get(name)!r}" for name in names)


def _fields(entered: Audited) -> dict[str, object]:
    """Field by field, those of the noun too."""
    told = {field.name: getattr(entered, field.name) for field in fields(entered)}
    try:
        said = dict(json.loads(told.pop("says")))
    except (TypeError, ValueError):
        return told | {"says": entered.says}
    return told | {f"says.{name}": value for name, value in said.items()}
