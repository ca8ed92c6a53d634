"""The ledger in memory: the same answers as the database's, found another way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from adapters.memory.approvals import MemoryRequests
from adapters.memory.board import MemoryBoard
from adapters.memory.inbox import MemoryInbox
from adapters.memory.shelf import Books, MemoryShelf
from adapters.memory.shelves import (
    MemoryCandidates,
    MemoryDecisions,
    MemoryOrders,
    MemoryProfiles,
    MemoryPromotions,
    MemoryRuns,
    MemorySamples,
    MemorySignals,
    MemoryVerdicts,
)
from adapters.memory.silences import MemorySilences
from domain.approvals import Probation
from domain.board import Board
from domain.deeds import Deed
from domain.letterboxes import Inbox, Outbox
from domain.people_shelves import Audit, Probations, Promotions, Requests, Silences
from domain.shelves import Candidates, Decisions, Deeds, Orders, Profiles, Runs, Samples, Signals, Verdicts


class MemoryLedger:
    """The Ledger of domain.ports for one process; safe to share between its threads."""

    def __init__(self) -> None:
        books = Books()
        self._lock = books.lock
        self._claims: dict[str, tuple[object, datetime]] = {}
        self._outbox = books.outbox
        probations: MemoryShelf[Probation] = MemoryShelf("probation", books)
        silences = MemorySilences(books)
        promotions = MemoryPromotions(books, probations)
        requests = MemoryRequests(books, promotions)
        verdicts = MemoryVerdicts(books, requests)
        runs = MemoryRuns("training run", books)
        candidates = MemoryCandidates(books, verdicts=verdicts, runs=runs)
        orders = MemoryOrders(books, runs)
        deeds: MemoryShelf[Deed] = MemoryShelf("deed", books)
        decisions = MemoryDecisions(books, orders=orders, deeds=deeds)
        signals = MemorySignals("signal", books)
        profiles = MemoryProfiles("profile", books)
        samples = MemorySamples("sample", books)
        evidence: tuple[MemoryShelf[Any], ...] = (profiles, samples, signals, decisions, deeds, orders, runs)
        consequences: tuple[MemoryShelf[Any], ...] = (candidates, verdicts, requests, promotions, probations, silences)
        self._shelves = evidence + consequences
        self.profiles: Profiles = profiles
        self.samples: Samples = samples
        self.signals: Signals = signals
        self.decisions: Decisions = decisions
        self.deeds: Deeds = deeds
        self.orders: Orders = orders
        self.runs: Runs = runs
        self.candidates: Candidates = candidates
        self.verdicts: Verdicts = verdicts
        self.requests: Requests = requests
        self.promotions: Promotions = promotions
        self.probations: Probations = probations
        self.silences: Silences = silences
        self.outbox: Outbox = books.outbox
        self.inbox: Inbox = MemoryInbox(books.lock)
        self.audit: Audit = books.audit
        self.board: Board = MemoryBoard(self)

    @contextmanager
    def claim(self, errand: str, *, now: datetime, lease: timedelta) -> Iterator[bool]:
        """Hold an errand for the length of a `with` block; False when another holds it."""
        holder = object()
        with self._lock:
            held_until = self._claims[errand][1] if errand in self._claims else None
            is_mine = held_until is None or held_until <= now
            if is_mine:
                self._claims[errand] = (holder, now + lease)
        try:
            yield is_mine
        finally:
            self._give_back(errand, holder)

    def models(self) -> tuple[str, ...]:
        """The names of all models that any shelf knows, in order."""
        known = {noun.model for shelf in self._shelves for noun in shelf.all()}
        return tuple(sorted(known | self._outbox.models()))

    def close(self) -> None:
        """Nothing to let go of."""

    def _give_back(self, errand: str, holder: object) -> None:
        with self._lock:
            if errand in self._claims and self._claims[errand][0] is holder:
                del self._claims[errand]
