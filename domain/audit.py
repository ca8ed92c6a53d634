"""The audit: a chain of entries in which each names the hash of the one before.

A changed, removed or reordered entry breaks it. Whoever may write to the database can chain all entries anew, or cut
the newest off: that shows only against a head that is kept elsewhere.

What is entered are the deeds of people, and what follows from them: questions asked, answers, closings, wishes,
silences and their lifting, promotions. `audited` is the one place that says so.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.approvals import Answer, Approval, ApprovalRequest, Closing, Promotion
from domain.decisions import Decision
from domain.silences import Lifting, Silence

if TYPE_CHECKING:
    from collections.abc import Sequence

GENESIS = "0" * 64
# Who did what no person did, and by which door.
_AGENT = "driftwarden"
_FLOW = "flow"
_ANSWERED = {Answer.APPROVE: "approved", Answer.REJECT: "rejected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What is entered: who did what by which door, about which noun; `says` is that noun in canonical JSON."""

    at: datetime
    actor: str
    door: str
    deed: str
    model: str
    about: str
    says: str

    @property
    def noun(self) -> dict[str, object]:
        """The noun field by field, as `says` has it; nothing where that is not readable."""
        try:
            return dict(json.loads(self.says))
        except (TypeError, ValueError):
            return {}

    @property
    def account(self) -> str | None:
        """The account from which it was done; None where the noun says nothing of it, or is not readable."""
        told = self.noun
        asked = told.get("asked")
        account = told.get("account") or (asked.get("account") if isinstance(asked, dict) else None)
        return account if isinstance(account, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A link of the chain: the entry's number from 1, what is entered, and the hash of the entry before."""

    number: int
    entered: Audited
    before: str

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of everything else, in hexadecimal digits."""
        return hashlib.sha256(_canonical([self.number, self.entered, self.before]).encode()).hexdigest()


def following(last: AuditEntry | None, entered: Audited) -> AuditEntry:
    """The entry that comes after the last one, or the first of a chain."""
    if last is None:
        return AuditEntry(number=1, entered=entered, before=GENESIS)
    return AuditEntry(number=last.number + 1, entered=entered, before=last.hash)


def audited(noun: object, *, model: str | None = None) -> Audited | None:
    """What is entered when this noun is kept, or None for one that is nobody's deed.

    `model` is the one that an Approval is about, which does not name it itself; raises ValueError without.
    """
    if isinstance(noun, Approval) and model is None:
        raise ValueError(f"the answer {noun.id} does not name its model, and nobody else did")
    entered = _of_a_person(noun, model) or _of_the_agent(noun)
    if entered is None or not is_dataclass(noun) or isinstance(noun, type):
        return None
    return replace(entered, says=_canonical(noun))


def broken(entries: Sequence[AuditEntry], head: str | None = None) -> tuple[str, ...]:
    """What is wrong with a whole chain, a sentence for each place; nothing where it holds.

    `head` is the hash of an entry that was seen earlier and kept elsewhere. Only with it does it show that entries
    were cut off at the end, or that all of them were written anew.
    """
    found = [*_at_the_start(entries)]
    for earlier, later in pairwise(entries):
        found.extend(_between(earlier, later))
    if head is not None and all(entry.hash != head for entry in entries):
        told = f"the chain ends with {entries[-1].number}" if entries else "the chain is empty"
        found.append(f"no entry has the hash {head}, which one had: {told}; later ones were removed or all rewritten")
    return tuple(found)


def _at_the_start(entries: Sequence[AuditEntry]) -> list[str]:
    if not entries:
        return []
    first = entries[0]
    if first.number != 1:
        return [f"the chain begins with entry {first.number}: every entry before it is missing"]
    return [] if first.before == GENESIS else ["entry 1 names an entry before it: it was changed"]


def _between(earlier: AuditEntry, later: AuditEntry) -> list[str]:
    if later.number <= earlier.number:
        return [f"entry {later.number} comes after entry {earlier.number}: they were reordered, or one was doubled"]
    if later.number > earlier.number + 1:
        return [f"between entry {earlier.number} and entry {later.number} there are entries missing"]
    if later.before != earlier.hash:
        return [f"entry {later.number} names another hash than entry {earlier.number} has: one of the two was changed"]
    return []


def _of_a_person(noun: object, model: str | None) -> Audited | None:
    match noun:
        case Approval() if model is not None:
            deed = _ANSWERED[noun.answer]
            return _entered(deed, noun.id, model, at=noun.answered_at, by=noun.by, door=noun.door)
        case Silence():
            return _entered("silenced", noun.id, noun.model, at=noun.created_at, by=noun.by, door=noun.door)
        case Lifting():
            return _entered("lifted the silence", noun.id, noun.model, at=noun.lifted_at, by=noun.by, door=noun.door)
        case Decision(asked=ask) if ask is not None:
            deed = f"asked to {noun.action}"
            return _entered(deed, noun.id, noun.model, at=noun.decided_at, by=ask.by, door=ask.door)
        case _:
            return None


def _of_the_agent(noun: object) -> Audited | None:
    match noun:
        case ApprovalRequest():
            return _entered("asked for approval", noun.id, noun.model, at=noun.asked_at)
        case Closing():
            return _entered(noun.state.value, noun.id, noun.model, at=noun.closed_at)
        case Promotion():
            return _entered("rolled back" if noun.rolls_back else "promoted", noun.id, noun.model, at=noun.promoted_at)
        case _:
            return None


def _entered(deed: str, about: str, model: str, *, at: datetime, by: str = _AGENT, door: str = _FLOW) -> Audited:
    return Audited(at=at.astimezone(UTC), actor=by, door=door, deed=deed, model=model, about=about, says="")


def _canonical(told: object) -> str:
    return json.dumps(told, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    # Field by field and no deeper: `asdict` copies all that is inside, which takes longer than everything else.
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"no canonical JSON for a {type(value).__name__}")
