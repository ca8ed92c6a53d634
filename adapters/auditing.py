"""The audit held against the rest of the ledger: what people did is entered, and entered as it is kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from domain.approvals import Closing, RequestState, outcome
from domain.audit import Audited, audited, broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.approvals import Approval, ApprovalRequest
    from domain.audit import AuditEntry
    from domain.ports import Ledger

# Where a question may have stood, by its answers, that was closed without one.
_BEFORE = {
    RequestState.EXPIRED: (RequestState.PENDING,),
    RequestState.OVERTAKEN: (RequestState.PENDING, RequestState.APPROVED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question with its answers, and where the ledger says that it stands."""

    request: ApprovalRequest
    answers: tuple[Approval, ...]
    state: RequestState

    @property
    def by_answers(self) -> RequestState:
        """Where it stands by its answers alone, had nobody closed it."""
        return outcome(self.request, self.answers)

    @property
    def is_as_answered(self) -> bool:
        """Whether its state may follow from its answers."""
        return self.by_answers in _BEFORE.get(self.state, (self.state,))


def verify_ledger(ledger: Ledger, head: str | None = None) -> tuple[str, ...]:
    """What is wrong with the audit, a sentence for each; nothing where all is well.

    The chain must hold (`domain.audit.broken`, which says what `head` is for), and every question, answer, closing,
    wish, silence and promotion in the ledger must be what exactly one entry says, and none else be entered. It may run
    while others write. Raises EvidenceUnavailable for a ledger or a row that cannot be read.
    """
    # What is entered from here on may be about nouns that are not among those read below.
    last = ledger.audit.head()
    asked = [each for model in ledger.models() for each in _asked(ledger, model)]
    kept = list(_kept(ledger))
    entries = ledger.audit.entries()
    known = entries[: last.number] if last else ()
    kept += [entered for each in asked for entered in _of_question(each, entries)]
    return (
        *broken(entries, head),
        *(sentence for each in asked for sentence in _state_and_answers(each)),
        *_not_entered(kept, entries),
        *_otherwise(kept, entries),
        *_not_kept(kept, known),
        *_doubled(entries),
    )


def _asked(ledger: Ledger, model: str) -> Iterator[_Asked]:
    for request in ledger.requests.of(model):
        asked = _stands(ledger, request)
        # Somebody may have decided in between: both are read again until they belong together.
        while not asked.is_as_answered and asked.state is not ledger.requests.state(request.id):
            asked = _stands(ledger, request)
        yield asked


def _stands(ledger: Ledger, request: ApprovalRequest) -> _Asked:
    state = ledger.requests.state(request.id)
    return _Asked(request=request, answers=ledger.requests.answers(request.id), state=state)


def _kept(ledger: Ledger) -> Iterator[Audited]:
    changes = (noun for model in ledger.models() for noun in ledger.promotions.of(model))
    silences = (noun for model in ledger.models() for noun in ledger.silences.of(model))
    for noun in (*ledger.decisions.wished(), *changes, *silences):
        entered = audited(noun)
        if entered is not None:
            yield entered


def _of_question(asked: _Asked, entries: tuple[AuditEntry, ...]) -> Iterator[Audited]:
    """What must be entered of one question. When it was closed is known from its entry alone."""
    request = asked.request
    nouns: list[object] = [request, *asked.answers]
    if asked.state in _BEFORE:
        closing = Closing(request=request.id, model=request.model, state=asked.state, closed_at=request.expires_at)
        told = [entry.entered.at for entry in entries if entry.entered.about == closing.id]
        nouns.append(replace(closing, closed_at=told[0]) if told else closing)
    for noun in nouns:
        entered = audited(noun, model=request.model)
        if entered is not None:
            yield entered


def _state_and_answers(asked: _Asked) -> Iterator[str]:
    if not asked.is_as_answered:
        question = f"request {asked.request.id} of {asked.request.model}"
        yield f"{question} is {asked.state} in the ledger, but by its answers it is {asked.by_answers}"


def _not_entered(kept: list[Audited], entries: tuple[AuditEntry, ...]) -> Iterator[str]:
    told = {entry.entered.about for entry in entries}
    for entered in kept:
        if entered.about not in told:
            yield f"no entry tells of what the ledger holds: {_words(entered)}"


def _otherwise(kept: list[Audited], entries: tuple[AuditEntry, ...]) -> Iterator[str]:
    by_noun = {entered.about: entered for entered in kept}
    for entry in entries:
        held = by_noun.get(entry.entered.about)
        if held is not None and held != entry.entered:
            yield f"entry {entry.number} and the ledger differ: {_words(held)}: {_differences(entry.entered, held)}"


def _not_kept(kept: list[Audited], known: tuple[AuditEntry, ...]) -> Iterator[str]:
    held = {entered.about for entered in kept}
    for entry in known:
        if entry.entered.about not in held:
            yield f"entry {entry.number} tells of what the ledger does not hold (any more): {_words(entry.entered)}"


def _doubled(entries: tuple[AuditEntry, ...]) -> Iterator[str]:
    first: dict[str, int] = {}
    for entry in entries:
        earlier = first.setdefault(entry.entered.about, entry.number)
        if earlier != entry.number:
            yield f"entry {entry.number} tells once more what entry {earlier} told: {_words(entry.entered)}"


def _words(entered: Audited) -> str:
    when = entered.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"{entered.model}: {entered.deed} by {entered.actor} at {when} ({entered.about})"


def _differences(entered: Audited, held: Audited) -> str:
    told, kept = _fields(entered), _fields(held)
    names = [name for name in {**told, **kept} if told.get(name) != kept.get(name)]
    return "; ".join(f"{name} was entered as {told.get(name)!r}, is kept as {kept.get(name)!r}" for name in names)


def _fields(entered: Audited) -> dict[str, object]:
    """Field by field, those of the noun too."""
    fields = asdict(entered)
    try:
        return fields | {f"says.{name}": value for name, value in dict(json.loads(fields.pop("says"))).items()}
    except (TypeError, ValueError):
        return fields | {"says": entered.says}
