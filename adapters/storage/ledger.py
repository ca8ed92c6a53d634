"""The ledger: all shelves over one database."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from adapters.storage.approvals import RequestTable
from adapters.storage.audit import AuditTable
from adapters.storage.board import BoardTable
from adapters.storage.claims import ClaimTable
from adapters.storage.database import Database
from adapters.storage.evidence import ProfileTable, SampleTable, SignalTable
from adapters.storage.evidence_kinds import DEEDS
from adapters.storage.inbox import InboxTable
from adapters.storage.model_names import names_in
from adapters.storage.outbox import OutboxTable
from adapters.storage.people_kinds import PROBATIONS
from adapters.storage.promotions import PromotionTable
from adapters.storage.schema import prepare
from adapters.storage.shelf import TableShelf
from adapters.storage.silences import SilenceTable
from adapters.storage.training import CandidateTable, DecisionTable, OrderTable, RunTable, VerdictTable
from domain.board import Board
from domain.letterboxes import Inbox, Outbox
from domain.people_shelves import Audit, Probations, Promotions, Requests, Silences
from domain.ports import Ledger
from domain.shelves import Candidates, Decisions, Deeds, Orders, Profiles, Runs, Samples, Signals, Verdicts


def open_ledger(url: str) -> Ledger:
    """The ledger at `sqlite:///FILE` or `postgresql+psycopg://...`, created there if there is none.

    Raises InvalidDocument for a URL that cannot be and for tables of another schema version, EvidenceUnavailable
    when the database cannot be reached or is none. The caller closes it.
    """
    database = Database(url)
    try:
        prepare(database)
    except BaseException:
        database.close()
        raise
    return DatabaseLedger(database)


class DatabaseLedger:
    """The Ledger of domain.ports; safe to share between threads, and between processes that open their own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._claims = ClaimTable(database)
        self.profiles: Profiles = ProfileTable(database)
        self.samples: Samples = SampleTable(database)
        self.signals: Signals = SignalTable(database)
        self.decisions: Decisions = DecisionTable(database)
        self.deeds: Deeds = TableShelf(database, DEEDS)
        self.orders: Orders = OrderTable(database)
        self.runs: Runs = RunTable(database)
        self.candidates: Candidates = CandidateTable(database)
        self.verdicts: Verdicts = VerdictTable(database)
        self.requests: Requests = RequestTable(database)
        self.promotions: Promotions = PromotionTable(database)
        self.probations: Probations = TableShelf(database, PROBATIONS)
        self.silences: Silences = SilenceTable(database)
        self.outbox: Outbox = OutboxTable(database)
        self.inbox: Inbox = InboxTable(database)
        self.audit: Audit = AuditTable(database)
        self.board: Board = BoardTable(database)

    def claim(self, errand: str, *, now: datetime, lease: timedelta) -> AbstractContextManager[bool]:
        """Hold an errand for the length of a `with` block; False when another holds it."""
        return self._claims.hold(errand, now=now, lease=lease)

    def models(self) -> tuple[str, ...]:
        """The names of all models that any shelf knows, in order."""
        with self._database.reading() as connection:
            return tuple(sorted(set(names_in(connection))))

    def close(self) -> None:
        """Let go of the storage."""
        self._database.close()
