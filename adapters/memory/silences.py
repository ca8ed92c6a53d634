"""Silences and their liftings, under one lock."""

from adapters.memory.shelf import Books, MemoryShelf
from domain.errors import Unheard
from domain.notices import Notice
from domain.silences import Lifting, Silence


class MemorySilences(MemoryShelf[Silence]):
    """Muted models and signals, as they were asked for; people may lift them before their time."""

    def __init__(self, books: Books) -> None:
        super().__init__("silence", books)
        self._liftings: MemoryShelf[Lifting] = MemoryShelf("lifted silence", books)

    def lift(self, lifting: Lifting, *, tell: Notice | None = None) -> Lifting:
        """End a silence before its time, once: the first lifting is kept, told and entered, and returned."""
        with self._lock:
            if lifting.silence not in self._nouns:
                raise Unheard(f"the ledger holds no silence {lifting.silence}")
            return self._liftings.record(lifting, tell=tell)

    def liftings(self, model: str | None = None) -> tuple[Lifting, ...]:
        """Every lifting in the order in which they came about, or those of one model's silences."""
        return self._liftings.all() if model is None else self._liftings.of(model)
