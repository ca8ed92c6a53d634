"""Notices on their way to people; every transaction that records a noun may queue one with it."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select, update

from adapters.storage.database import Database, insert_into, table_of
from adapters.storage.letter_tables import NoticeRow
from adapters.storage.mapping import body_of, noun_from
from domain.errors import Unheard
from domain.notices import Notice, Undelivered

_NOTICES = table_of(NoticeRow)
_IS_ALIVE = _NOTICES.c.buried_at.is_(None)


def enqueue(connection: Connection, notice: Notice) -> bool:
    """Queue a notice in a transaction that is under way; says whether its key was new."""
    values = {
        "key": notice.key,
        "model": notice.model,
        "thread": notice.thread,
        "severity": notice.severity.value,
        "created_at": notice.created_at,
        "body": body_of(notice),
        "failures": 0,
        "is_outage": False,
    }
    statement = insert_into(connection, NoticeRow).values(values).on_conflict_do_nothing(index_elements=["key"])
    return connection.execute(statement.returning(_NOTICES.c.seq)).first() is not None


class OutboxTable:
    """The outbox of domain.letterboxes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, notice: Notice) -> bool:
        """Queue a notice that has no noun of its own; says whether its key was new."""
        with self._database.writing() as connection:
            return enqueue(connection, notice)

    def posted(self, key: str, *, receipt: str) -> None:
        """Note the receipt of a notice of which something is left to do; raises Unheard for a key never queued."""
        self._note(key, receipt=_the_first(receipt))

    def delivered(self, key: str, *, receipt: str, at: datetime) -> None:
        """Note that a notice arrived, once; raises Unheard for a key that was never queued."""
        self._note(key, receipt=_the_first(receipt), delivered_at=at)

    def failed(self, key: str, *, why: str, retry_at: datetime, is_outage: bool = False) -> None:
        """Note a failure of a notice that has not arrived; raises Unheard for a key that was never queued."""
        self._note(key, _IS_ALIVE, **_failed(why, is_outage=is_outage), retry_at=retry_at)

    def postpone(self, key: str, *, until: datetime) -> None:
        """Leave an undelivered notice for later on purpose; raises Unheard for a key that was never queued."""
        self._note(key, _IS_ALIVE, postponed_until=until)

    def bury(self, key: str, *, why: str, at: datetime) -> None:
        """Give up on an undelivered notice, once; raises Unheard for a key that was never queued."""
        self._note(key, _IS_ALIVE, **_failed(why, is_outage=False), buried_at=at)

    def revive(self, key: str) -> bool:
        """Try a buried notice again from the start; says whether it was buried. Raises Unheard as the others do."""
        waits = {"buried_at": None, "retry_at": None, "postponed_until": None}
        return self._note(key, ~_IS_ALIVE, failures=0, last_failure=None, is_outage=False, **waits)

    def receipt(self, key: str) -> str | None:
        """The messenger's name for a notice that was delivered, or posted at least."""
        with self._database.reading() as connection:
            receipt: str | None = connection.scalar(select(_NOTICES.c.receipt).where(_NOTICES.c.key == key))
        return receipt

    def get(self, key: str) -> Notice | None:
        """The notice of that key, delivered or not."""
        return next(iter(self._all(_bodies().where(_NOTICES.c.key == key))), None)

    def undelivered(self) -> tuple[Undelivered, ...]:
        """Everything that has not arrived, buried letters too, oldest first."""
        statement = select(_NOTICES).where(_NOTICES.c.delivered_at.is_(None)).order_by(_NOTICES.c.seq)
        with self._database.reading() as connection:
            return tuple(_undelivered(row) for row in connection.execute(statement))

    def of(self, model: str) -> tuple[Notice, ...]:
        """All notices of a model, oldest first."""
        return self._all(_bodies().where(_NOTICES.c.model == model))

    def _all(self, statement: Select[tuple[str]]) -> tuple[Notice, ...]:
        with self._database.reading() as connection:
            bodies = connection.scalars(statement.order_by(_NOTICES.c.seq)).all()
        return tuple(noun_from(body, Notice) for body in bodies)

    def _note(self, key: str, *where: ColumnElement[bool], **values: object) -> bool:
        mine = _NOTICES.c.key == key
        noting = update(_NOTICES).where(mine, _NOTICES.c.delivered_at.is_(None), *where).values(**values)
        with self._database.writing() as connection:
            noted = connection.execute(noting.returning(_NOTICES.c.seq)).first() is not None
            if not noted and connection.scalar(select(_NOTICES.c.seq).where(mine)) is None:
                raise Unheard(f"the outbox holds no notice {key}")
        return noted


def _bodies() -> Select[tuple[str]]:
    return select(_NOTICES.c.body)


def _failed(why: str, *, is_outage: bool) -> dict[str, object]:
    columns = _NOTICES.c
    alike = case((columns.is_outage == is_outage, columns.failures), else_=0)
    return {"failures": alike + 1, "last_failure": why, "is_outage": is_outage}


def _the_first(receipt: str) -> ColumnElement[str]:
    return func.coalesce(_NOTICES.c.receipt, receipt)


def _undelivered(row: Row[tuple[object, ...]]) -> Undelivered:
    waits = [until for until in (row.retry_at, row.postponed_until) if until is not None]
    return Undelivered(
        notice=noun_from(row.body, Notice),
        failures=row.failures,
        last_failure=row.last_failure,
        is_outage=row.is_outage,
        retry_at=max(waits, default=None),
        buried_at=row.buried_at,
        postponed_until=row.postponed_until,
    )
