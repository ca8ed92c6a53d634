"""What people did at a door, from before it is acknowledged until it is worked."""

from datetime import datetime

from sqlalchemy import delete, select

from adapters.storage.database import Database, insert_into, table_of
from adapters.storage.letter_tables import GestureRow
from adapters.storage.mapping import body_of, noun_from
from domain.gestures import Gesture

_GESTURES = table_of(GestureRow)


class InboxTable:
    """The inbox of domain.letterboxes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_in(self, gesture: Gesture) -> bool:
        """Keep a gesture; says whether its key was new."""
        values = {"key": gesture.key, "received_at": gesture.received_at, "body": body_of(gesture)}
        with self._database.writing() as connection:
            taking = insert_into(connection, GestureRow).values(values).on_conflict_do_nothing(index_elements=["key"])
            return connection.execute(taking.returning(_GESTURES.c.seq)).first() is not None

    def waiting(self, *, before: datetime) -> tuple[Gesture, ...]:
        """The gestures that came in before a moment and are not worked, oldest first."""
        came_before = select(_GESTURES.c.body).where(_GESTURES.c.received_at < before)
        with self._database.reading() as connection:
            bodies = connection.scalars(came_before.order_by(_GESTURES.c.received_at, _GESTURES.c.seq)).all()
        return tuple(noun_from(body, Gesture) for body in bodies)

    def worked(self, key: str) -> None:
        """Let go of a gesture that was worked; of one that is not there nothing is said."""
        with self._database.writing() as connection:
            connection.execute(delete(_GESTURES).where(_GESTURES.c.key == key))
