"""What people did at a door, from before it is acknowledged until it is worked, and for a while after."""

from datetime import datetime

from sqlalchemy import delete, select, update

from adapters.storage.database import Database, insert_into, table_of
from adapters.storage.letter_tables import GestureRow
from adapters.storage.mapping import body_of, noun_from
from domain.gestures import REMEMBERED, Gesture

_GESTURES = table_of(GestureRow)


class InboxTable:
    """The inbox of domain.letterboxes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_in(self, gesture: Gesture) -> Gesture:
        """Keep a gesture; returns what is kept under its key."""
        values = {"key": gesture.key, "received_at": gesture.received_at, "body": body_of(gesture)}
        with self._database.writing() as connection:
            taking = insert_into(connection, GestureRow).values(values).on_conflict_do_nothing(index_elements=["key"])
            if connection.execute(taking.returning(_GESTURES.c.seq)).first() is not None:
                return gesture
            kept = connection.scalar(select(_GESTURES.c.body).where(_GESTURES.c.key == gesture.key))
        return gesture if kept is None else noun_from(kept, Gesture)

    def waiting(self, *, before: datetime) -> tuple[Gesture, ...]:
        """The gestures that came in before a moment and are not worked, oldest first."""
        columns = _GESTURES.c
        came_before = select(columns.body).where(columns.received_at < before, columns.worked_at.is_(None))
        with self._database.reading() as connection:
            bodies = connection.scalars(came_before.order_by(columns.received_at, columns.seq)).all()
        return tuple(noun_from(body, Gesture) for body in bodies)

    def worked(self, key: str, *, at: datetime) -> None:
        """Note that a gesture was worked, and let go of those of which that is long ago."""
        columns = _GESTURES.c
        with self._database.writing() as connection:
            noting = update(_GESTURES).where(columns.key == key, columns.worked_at.is_(None))
            connection.execute(noting.values(worked_at=at))
            connection.execute(delete(_GESTURES).where(columns.worked_at <= at - REMEMBERED))
