"""The shelf that all shelves are, as a dictionary."""

from threading import RLock
from typing import Generic, Protocol, TypeVar

from adapters.memory.outbox import MemoryOutbox
from domain.errors import Unheard
from domain.notices import Notice


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def model(self) -> str: ...


Noun = TypeVar("Noun", bound=_Named)


class MemoryShelf(Generic[Noun]):
    """One kind of noun, by id, in the order in which they came about."""

    def __init__(self, kind: str, outbox: MemoryOutbox, lock: RLock) -> None:
        self._kind = kind
        self._outbox = outbox
        self._lock = lock
        self._nouns: dict[str, Noun] = {}

    def record(self, noun: Noun, *, tell: Notice | None = None) -> Noun:
        """Keep the noun and queue the notice, unless its id is kept; return what is kept."""
        with self._lock:
            if noun.id not in self._nouns:
                self._nouns[noun.id] = noun
                self._say(tell)
            return self._nouns[noun.id]

    def get(self, id_: str) -> Noun:
        """The noun with this id, or with the only id that starts so; raises Unheard."""
        with self._lock:
            matches = sorted(known for known in self._nouns if id_ and known.startswith(id_))
            if id_ in self._nouns:
                return self._nouns[id_]
            if len(matches) != 1:
                raise Unheard(f"{id_!r} names {len(matches)} of kind {self._kind}: {', '.join(matches)}")
            return self._nouns[matches[0]]

    def of(self, model: str) -> tuple[Noun, ...]:
        """All nouns of a model, in the order in which they came about."""
        return tuple(noun for noun in self.all() if noun.model == model)

    def all(self) -> tuple[Noun, ...]:
        """Everything on the shelf."""
        with self._lock:
            return tuple(self._nouns.values())

    def _say(self, notice: Notice | None) -> None:
        if notice is not None:
            self._outbox.queue(notice)
