"""Notices on their way to people; every transaction that records a noun may queue one with it."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from adapters.storage.database import Database, insert_into, table_of
from adapters.storage.mapping import body_of, noun_from
from adapters.storage.tables import NoticeRow
from domain.errors import Unheard
from domain.notices import Notice

_NOTICES = table_of(NoticeRow)


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
    }
    statement = insert_into(connection, NoticeRow).values(values).on_conflict_do_nothing(index_elements=["key"])
    return connection.execute(statement.returning(_NOTICES.c.seq)).first() is not None


class OutboxTable:
    """The outbox of domain.shelves.

    An undelivered notice that is not due holds back the later ones of its thread, so nobody reads an answer above
    its question.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, notice: Notice) -> bool:
        """Queue a notice that has no noun of its own; says whether its key was new."""
        with self._database.writing() as connection:
            return enqueue(connection, notice)

    def due(self, now: datetime) -> tuple[Notice, ...]:
        """Undelivered notices whose time to try has come, oldest first, none ahead of its thread."""
        earlier = _NOTICES.alias("earlier")
        held_back = (
            select(earlier.c.seq)
            .where(earlier.c.thread == _NOTICES.c.thread, earlier.c.seq < _NOTICES.c.seq)
            .where(earlier.c.delivered_at.is_(None), earlier.c.retry_at > now)
            .exists()
        )
        is_due = _NOTICES.c.retry_at.is_(None) | (_NOTICES.c.retry_at <= now)
        statement = select(_NOTICES.c.body).where(_NOTICES.c.delivered_at.is_(None), is_due, ~held_back)
        with self._database.reading() as connection:
            bodies = connection.scalars(statement.order_by(_NOTICES.c.seq)).all()
        return tuple(noun_from(body, Notice) for body in bodies)

    def delivered(self, key: str, *, receipt: str, at: datetime) -> None:
        """Note that a notice arrived, once; raises Unheard for a key that was never queued."""
        self._note(key, receipt=receipt, delivered_at=at)

    def failed(self, key: str, *, why: str, retry_at: datetime) -> None:
        """Note a failure of a notice that has not arrived; raises Unheard for a key that was never queued."""
        self._note(key, failures=_NOTICES.c.failures + 1, last_failure=why, retry_at=retry_at)

    def receipt(self, key: str) -> str | None:
        """The messenger's name for a delivered notice."""
        with self._database.reading() as connection:
            receipt: str | None = connection.scalar(select(_NOTICES.c.receipt).where(_NOTICES.c.key == key))
        return receipt

    def of(self, model: str) -> tuple[Notice, ...]:
        """All notices of a model, oldest first."""
        statement = select(_NOTICES.c.body).where(_NOTICES.c.model == model).order_by(_NOTICES.c.seq)
        with self._database.reading() as connection:
            bodies = connection.scalars(statement).all()
        return tuple(noun_from(body, Notice) for body in bodies)

    def _note(self, key: str, **values: object) -> None:
        undelivered = (_NOTICES.c.key == key) & _NOTICES.c.delivered_at.is_(None)
        with self._database.writing() as connection:
            connection.execute(update(_NOTICES).where(undelivered).values(**values))
            if connection.scalar(select(_NOTICES.c.seq).where(_NOTICES.c.key == key)) is None:
                raise Unheard(f"the outbox holds no notice {key}")
