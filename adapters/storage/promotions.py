"""Promotions, and how their probation ended."""

from sqlalchemy import select

from adapters.storage.database import Database, table_of
from adapters.storage.people_kinds import PROMOTIONS
from adapters.storage.people_tables import ProbationRow
from adapters.storage.shelf import TableShelf
from domain.approvals import Promotion

_PROBATIONS = table_of(ProbationRow)


class PromotionTable(TableShelf[Promotion]):
    """Changes of champion."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, PROMOTIONS)

    def latest(self, model: str) -> Promotion | None:
        """The promotion that put the version in force there, if there is one: the last one recorded."""
        columns = self._table.c
        last = select(columns.seq).where(columns.model == model).order_by(columns.seq.desc()).limit(1)
        found = self._all(select(self._table).where(columns.seq == last.scalar_subquery()))
        return found[0] if found else None

    def on_probation(self, model: str | None = None) -> tuple[Promotion, ...]:
        """Promotions that replaced a champion, took none back, and whose probation has not ended."""
        columns = self._table.c
        ended = select(_PROBATIONS.c.seq).where(_PROBATIONS.c.promotion_id == columns.id).exists()
        replaced = columns.from_version.is_not(None) & columns.rolls_back_id.is_(None)
        return self._all(self._rows(model).where(replaced, ~ended))
