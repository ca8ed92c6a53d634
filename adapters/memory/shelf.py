"""The shelf that all shelves are, as a dictionary."""

import hashlib
from collections.abc import Collection, Mapping
from threading import RLock
from typing import Generic, Protocol, TypeVar

from adapters.memory.audit import MemoryAudit
from adapters.memory.outbox import MemoryOutbox
from domain.audit import Audited, audited
from domain.errors import Ambiguous, Unheard
from domain.notices import Notice


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def model(self) -> str: ...


Noun = TypeVar("Noun", bound=_Named)


class Books:
    """What all shelves of one ledger write into, under one lock: the outbox and the audit."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.outbox = MemoryOutbox(self.lock)
        self.audit = MemoryAudit(self.lock)


class MemoryShelf(Generic[Noun]):
    """One kind of noun, by id, in the order in which they came about."""

    def __init__(self, kind: str, books: Books) -> None:
        self._kind = kind
        self._books = books
        self._lock = books.lock
        self._nouns: dict[str, Noun] = {}

    def record(self, noun: Noun, *, tell: Notice | None = None) -> Noun:
        """Keep the noun, queue the notice and enter the deed, unless its id is kept; return what is kept."""
        with self._lock:
            if noun.id not in self._nouns:
                self._nouns[noun.id] = noun
                self._say(tell, audited(noun))
            return self._nouns[noun.id]

    def get(self, id_: str) -> Noun:
        """The noun with this id, or with the only id that starts so; raises Unheard."""
        with self._lock:
            matches = sorted(known for known in self._nouns if id_ and known.startswith(id_))
            if id_ in self._nouns:
                return self._nouns[id_]
            if len(matches) != 1:
                error = Ambiguous if matches else Unheard
                raise error(f"{id_!r} names {len(matches)} of kind {self._kind}: {', '.join(matches)}")
            return self._nouns[matches[0]]

    def of(self, model: str) -> tuple[Noun, ...]:
        """All nouns of a model, in the order in which they came about."""
        return tuple(noun for noun in self.all() if noun.model == model)

    def fingerprints(self, ids: Collection[str]) -> Mapping[str, str]:
        """The SHA-256 of each of these, as far as they are kept."""
        with self._lock:
            kept = {id_: self._nouns[id_] for id_ in ids if id_ in self._nouns}
        return {id_: hashlib.sha256(repr(noun).encode()).hexdigest() for id_, noun in kept.items()}

    def all(self) -> tuple[Noun, ...]:
        """Everything on the shelf."""
        with self._lock:
            return tuple(self._nouns.values())

    def _among(self, model: str | None) -> tuple[Noun, ...]:
        return self.all() if model is None else self.of(model)

    def _say(self, notice: Notice | None, entered: Audited | None = None) -> None:
        if notice is not None:
            self._books.outbox.queue(notice)
        self._books.audit.append(entered)
