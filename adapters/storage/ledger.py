"""The ledger: all shelves over one database."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import select, union

from adapters.storage.approvals import RequestTable
from adapters.storage.audit import AuditTable
from adapters.storage.board import BoardTable
from adapters.storage.claims import ClaimTable
from adapters.storage.database import Database
from adapters.storage.evidence import ProfileTable, SampleTable, SignalTable
from adapters.storage.kinds import DEEDS, PROBATIONS, SILENCES
from adapters.storage.outbox import OutboxTable
from adapters.storage.promotions import PromotionTable
from adapters.storage.schema import prepare
from adapters.storage.shelf import TableShelf
from adapters.storage.tables import Table
from adapters.storage.training import CandidateTable, DecisionTable, OrderTable, RunTable, VerdictTable
from domain.board import Board
from domain.ports import Ledger
from domain.shelves import (
    Audit,
    Candidates,
    Decisions,
    Deeds,
    Orders,
    Outbox,
    Probations,
    Profiles,
    Promotions,
    Requests,
    Runs,
    Samples,
    Signals,
    Silences,
    Verdicts,
)


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
        self.silences: Silences = TableShelf(database, SILENCES)
        self.outbox: Outbox = OutboxTable(database)
        self.audit: Audit = AuditTable(database)
        self.board: Board = BoardTable(database)

    def claim(self, errand: str, *, now: datetime, lease: timedelta) -> AbstractContextManager[bool]:
        """Hold an errand for the length of a `with` block; False when another holds it."""
        return self._claims.hold(errand, now=now, lease=lease)

    def models(self) -> tuple[str, ...]:
        """The names of all models that any shelf knows, in order."""
        tables = [table for table in Table.metadata.sorted_tables if "model" in table.c]
        everywhere = union(*(select(table.c.model).distinct() for table in tables))
        with self._database.reading() as connection:
            return tuple(sorted(connection.scalars(everywhere)))

    def close(self) -> None:
        """Let go of the storage."""
        self._database.close()
