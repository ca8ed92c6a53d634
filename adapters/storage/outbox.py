"""Notices on their way to people; every transaction that records a noun may queue one with it."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, func, select, update

from adapters.storage.database import Database, insert_into, table_of
from adapters.storage.mapping import body_of, noun_from
from adapters.storage.tables import NoticeRow
from domain.errors import Unheard
from domain.notices import Notice, Severity, Undelivered

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
        """Undelivered notices whose time to try has come, oldest first, none ahead of its thread.

        A critical notice comes with all that is postponed before it.
        """
        critical = _NOTICES.alias("critical")
        breaks_through = (
            select(critical.c.seq)
            .where(critical.c.thread == _NOTICES.c.thread, critical.c.seq >= _NOTICES.c.seq, _is_on_its_way(critical))
            .where(critical.c.severity == Severity.CRITICAL.value, ~_waits(critical.c.postponed_until, now))
            .where(~_is_held_up(critical, "retry_at", now))
            .exists()
        )
        may_go = ~_is_held_up(_NOTICES, "postponed_until", now) | breaks_through
        statement = _bodies().where(_is_on_its_way(_NOTICES), ~_is_held_up(_NOTICES, "retry_at", now), may_go)
        return self._all(statement)

    def posted(self, key: str, *, receipt: str) -> None:
        """Note the receipt of a notice of which something is left to do; raises Unheard for a key never queued."""
        self._note(key, receipt=_the_first(receipt))

    def delivered(self, key: str, *, receipt: str, at: datetime) -> None:
        """Note that a notice arrived, once; raises Unheard for a key that was never queued."""
        self._note(key, receipt=_the_first(receipt), delivered_at=at)

    def failed(self, key: str, *, why: str, retry_at: datetime) -> None:
        """Note a failure of a notice that has not arrived; raises Unheard for a key that was never queued."""
        self._note(key, _IS_ALIVE, failures=_NOTICES.c.failures + 1, last_failure=why, retry_at=retry_at)

    def postpone(self, key: str, *, until: datetime) -> None:
        """Leave an undelivered notice for later on purpose; raises Unheard for a key that was never queued."""
        self._note(key, _IS_ALIVE, postponed_until=until)

    def bury(self, key: str, *, why: str, at: datetime) -> None:
        """Give up on an undelivered notice, once; raises Unheard for a key that was never queued."""
        self._note(key, _IS_ALIVE, failures=_NOTICES.c.failures + 1, last_failure=why, buried_at=at)

    def revive(self, key: str) -> bool:
        """Try a buried notice again from the start; says whether it was buried. Raises Unheard as the others do."""
        anew = {"buried_at": None, "failures": 0, "last_failure": None, "retry_at": None, "postponed_until": None}
        return self._note(key, ~_IS_ALIVE, **anew)

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


def _is_on_its_way(notices: FromClause) -> ColumnElement[bool]:
    return notices.c.delivered_at.is_(None) & notices.c.buried_at.is_(None)


def _waits(until: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    return until.is_not(None) & (until > now)


def _is_held_up(notices: FromClause, by: str, now: datetime) -> ColumnElement[bool]:
    """Whether the notice itself, or one that is before it in its thread, waits for the moment in that column."""
    earlier = _NOTICES.alias(f"earlier_by_{by}")
    in_front = (earlier.c.thread == notices.c.thread) & (earlier.c.seq <= notices.c.seq)
    held_up = select(earlier.c.seq).where(in_front, _is_on_its_way(earlier), _waits(earlier.c[by], now))
    return held_up.correlate(notices).exists()


def _the_first(receipt: str) -> ColumnElement[str]:
    return func.coalesce(_NOTICES.c.receipt, receipt)


def _undelivered(row: Row[tuple[object, ...]]) -> Undelivered:
    waits = [until for until in (row.retry_at, row.postponed_until) if until is not None]
    return Undelivered(
        notice=noun_from(row.body, Notice),
        failures=row.failures,
        last_failure=row.last_failure,
        retry_at=max(waits, default=None),
        buried_at=row.buried_at,
    )
