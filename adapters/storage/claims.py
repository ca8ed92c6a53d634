"""Claims: who runs an errand now. Kept in the database, so that workers on several machines see them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import update

from adapters.storage.database import Database, insert_into, table_of
from adapters.storage.tables import ClaimRow

_CLAIMS = table_of(ClaimRow)


class ClaimTable:
    """Leases on errands.

    Every taking counts the errand's token up, and giving back names the token: whoever comes back late, after the
    lease was taken over, gives back nothing that belongs to another.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def hold(self, errand: str, *, now: datetime, lease: timedelta) -> Iterator[bool]:
        """Hold the errand for the length of the block; False when another holds it."""
        token = self._take(errand, now=now, until=now + lease)
        try:
            yield token is not None
        finally:
            if token is not None:
                self._give_back(errand, token)

    def _take(self, errand: str, *, now: datetime, until: datetime) -> int | None:
        is_free = _CLAIMS.c.held_until.is_(None) | (_CLAIMS.c.held_until <= now)
        taken_over = {"held_until": until, "token": _CLAIMS.c.token + 1}
        with self._database.writing() as connection:
            taking = (
                insert_into(connection, ClaimRow)
                .values(errand=errand, token=1, held_until=until)
                .on_conflict_do_update(index_elements=["errand"], set_=taken_over, where=is_free)
                .returning(_CLAIMS.c.token)
            )
            token: int | None = connection.scalar(taking)
        return token

    def _give_back(self, errand: str, token: int) -> None:
        mine = (_CLAIMS.c.errand == errand) & (_CLAIMS.c.token == token)
        with self._database.writing() as connection:
            connection.execute(update(_CLAIMS).where(mine).values(held_until=None))
