"""Profiles, samples and signals: what was measured. Of what was measured again the latest revision counts."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Select, Table, select, update

from adapters.storage.database import AT_ONCE, Database, insert_into
from adapters.storage.evidence_kinds import PROFILES, SAMPLES, SIGNALS
from adapters.storage.evidence_tables import SignalRow
from adapters.storage.newest import note_signals
from adapters.storage.outbox import enqueue
from adapters.storage.shelf import TableShelf
from domain.notices import Notice
from domain.profiles import Profile
from domain.revisions import Revised, latest
from domain.samples import Sample
from domain.signals import Maturity, Signal, SignalState
from domain.windows import Window

Measured = TypeVar("Measured", bound=Revised)


class ProfileTable(TableShelf[Profile]):
    """Profiles, by whose rows they are."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, PROFILES)

    def from_origin(self, model: str, origin: str, *, within: Window | None = None) -> tuple[Profile, ...]:
        """The profiles of one origin, by window, whole traffic before segments."""
        return latest(self._all(_from_origin(self._table, model, origin, within)))


class SampleTable(TableShelf[Sample]):
    """Samples, by whose rows they are."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, SAMPLES)

    def from_origin(self, model: str, origin: str, *, within: Window | None = None) -> tuple[Sample, ...]:
        """The samples of one origin, by window."""
        return latest(self._all(_from_origin(self._table, model, origin, within)))


class SignalTable(TableShelf[Signal]):
    """Signals; a provisional one gives way to a later one of the same question, a final one stays."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, SIGNALS)

    def record(self, noun: Signal, *, tell: Notice | None = None) -> Signal:
        """Keep the signal in place of none or of a provisional one; only the very first is told."""
        values = self._kind.values(noun)
        with self._database.writing() as connection:
            if self._insert(connection, values):
                if tell:
                    enqueue(connection, tell)
                kept = noun
            else:
                kept = self._in_place_of_the_provisional(connection, values)
            note_signals(connection, [kept])
            return kept

    def record_all(self, signals: Collection[Signal]) -> tuple[Signal, ...]:
        """Record each, all of them or none, in one transaction; return what is kept, in their order."""
        folded = _folded(signals)
        rows = {id_: self._kind.values(signal) for id_, signal in folded.items()}
        with self._database.writing() as connection:
            new = self._insert_all(connection, list(rows.values()))
            kept = {
                id_: signal if id_ in new else self._in_place_of_the_provisional(connection, rows[id_])
                for id_, signal in folded.items()
            }
            note_signals(connection, tuple(kept.values()))
        return tuple(kept[signal.id] for signal in signals)

    def _insert_all(self, connection: Connection, rows: Sequence[dict[str, object]]) -> set[str]:
        """Insert the rows whose ids are not kept yet; returns their ids."""
        inserting = insert_into(connection, SignalRow).on_conflict_do_nothing().returning(self._table.c.id)
        return {
            id_
            for start in range(0, len(rows), AT_ONCE)
            for id_ in connection.scalars(inserting.values(rows[start : start + AT_ONCE]))
        }

    def _in_place_of_the_provisional(self, connection: Connection, values: dict[str, object]) -> Signal:
        columns, id_ = self._table.c, str(values["id"])
        gives_way = (columns.id == id_) & (columns.maturity == Maturity.PROVISIONAL.value)
        connection.execute(update(self._table).where(gives_way).values(values))
        return self._exactly(connection, id_)

    def within(self, model: str, window: Window) -> tuple[Signal, ...]:
        """The signals whose window lies inside this one, by window, name and subject."""
        return latest(self._all(_inside(self._of_model(model), self._table, window)))

    def named(
        self, model: str, names: Collection[str], *, within: Window | None = None, state: SignalState | None = None
    ) -> tuple[Signal, ...]:
        """The signals of these names, in the order of their recording; every revision."""
        asked = self._of_model(model).where(self._table.c.name.in_(sorted(names)))
        asked = asked.where(self._table.c.state == state.value) if state else asked
        return self._all(_inside(asked, self._table, within) if within else asked)

    def provisional(self, model: str) -> tuple[Signal, ...]:
        """Signals that later labels may still change, by window."""
        columns = self._table.c
        windows = self._of_model(model).where(columns.maturity == Maturity.PROVISIONAL.value)
        found = self._all(windows)
        if not found:
            return ()
        span = Window(start=min(s.window.start for s in found), end=max(s.window.end for s in found))
        return tuple(s for s in self.within(model, span) if s.maturity is Maturity.PROVISIONAL)

    def _of_model(self, model: str) -> Select[tuple[object, ...]]:
        return select(self._table).where(self._table.c.model == model)


def _folded(signals: Collection[Signal]) -> dict[str, Signal]:
    """What one batch comes to, by id: a provisional signal gives way to a later one in it, a final one stays."""
    folded: dict[str, Signal] = {}
    for signal in signals:
        earlier = folded.get(signal.id)
        if earlier is None or earlier.maturity is Maturity.PROVISIONAL:
            folded[signal.id] = signal
    return folded


def _from_origin(table: Table, model: str, origin: str, within: Window | None) -> Select[tuple[object, ...]]:
    asked = select(table).where(table.c.model == model, table.c.origin == origin)
    return _inside(asked, table, within) if within else asked


def _inside(asked: Select[tuple[object, ...]], table: Table, window: Window) -> Select[tuple[object, ...]]:
    return asked.where(table.c.window_start >= window.start, table.c.window_end <= window.end)
