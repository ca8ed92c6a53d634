"""What is kept beside history so that a scrape need not read it: the newest signals, and decisions counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from sys import intern
from typing import Any

from sqlalchemy import Connection, Float, Select, Table, case, cast, extract, select, tuple_

from adapters.storage.database import AT_ONCE, insert_into, table_of
from adapters.storage.derived_tables import DecisionTallyRow, NewestSignalRow, SignalChangesRow
from domain.board import SignalNow
from domain.signals import Signal

_CHANGES = table_of(SignalChangesRow)
_NEWEST = table_of(NewestSignalRow)
_TALLIES = table_of(DecisionTallyRow)
_QUESTION = ("model", "name", "subject", "segment")
_TEXTS = tuple(SignalNow._fields.index(name) for name in (*_QUESTION, "side", "state"))
_BUILT: dict[str, "_Statements"] = {}
_ORDER = ("window_start", "window_end", "revision")
_ROWS_AT_ONCE = 5000


def note_signals(connection: Connection, signals: Sequence[Signal]) -> None:
    """Let each signal stand as the newest of its question, unless one of a later window or revision does."""
    if not signals:
        return
    statements = _statements(connection)
    # In one order, whoever writes: two who lock the same rows in different orders would wait for each other.
    in_order = sorted(
        signals, key=lambda signal: (signal.model, signal.title, str(signal.segment or ""), signal.window)
    )
    connection.execute(statements.note, [_now(signal) for signal in in_order])
    # Counted also where nothing became newer: a scrape that looks again in vain finds the same.
    connection.execute(
        statements.count, [{"model": model, "changes": 1} for model in sorted({s.model for s in signals})]
    )


def _now(signal: Signal) -> dict[str, Any]:
    low, high = signal.interval or (None, None)
    return {
        "model": signal.model,
        "name": signal.name,
        "subject": signal.subject or "",
        "segment": str(signal.segment or ""),
        "window_start": signal.window.start,
        "window_end": signal.window.end,
        "revision": signal.revision,
        "value": signal.value,
        "threshold": signal.threshold,
        "low": low,
        "high": high,
        "side": signal.side.value,
        "state": signal.state.value,
    }


def tally_decision(connection: Connection, decision: dict[str, Any]) -> None:
    """Count a decision, given as its row's values, that was not there before."""
    of = ("model", "action", "reason", "decided_at", "window_start", "window_end")
    counting = insert_into(connection, DecisionTallyRow).values({name: decision[name] for name in of} | {"times": 1})
    newer = {name: _later(counting.excluded, _TALLIES, name) for name in of[3:]}
    counted = newer | {"times": _TALLIES.c.times + 1}
    connection.execute(counting.on_conflict_do_update(index_elements=list(of[:3]), set_=counted))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statements:
    """Built once: a flow records a hundred signals a window, and building costs more than carrying out."""

    note: Any
    count: Any


def _statements(connection: Connection) -> _Statements:
    dialect = connection.dialect.name
    if dialect not in _BUILT:
        noting, counting = insert_into(connection, NewestSignalRow), insert_into(connection, SignalChangesRow)
        is_no_older = _in_order(noting.excluded) >= _in_order(_NEWEST.c)
        newer = {column.name: noting.excluded[column.name] for column in _NEWEST.c if column.name not in _QUESTION}
        again = {"changes": _CHANGES.c.changes + 1}
        _BUILT[dialect] = _Statements(
            note=noting.on_conflict_do_update(index_elements=list(_QUESTION), set_=newer, where=is_no_older),
            count=counting.on_conflict_do_update(index_elements=["model"], set_=again),
        )
    return _BUILT[dialect]


def _in_order(columns: Any) -> Any:
    return tuple_(*(columns[name] for name in _ORDER))


def _later(excluded: Any, table: Table, name: str) -> Any:
    """The decision's own column where it is no older than the newest so far, by moment or by the window's end."""
    by = "decided_at" if name == "decided_at" else "window_end"
    return case((excluded[by] >= table.c[by], excluded[name]), else_=table.c[name])


class NewestSignals:
    """The newest signals of all models, of which only those that changed are read again.

    What is remembered of a model is never staler than the count of changes it was read after: that count rises in the
    transaction that changes a row, and it is read first.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, tuple[SignalNow, ...]]] = {}

    def all(self, connection: Connection) -> tuple[SignalNow, ...]:
        """Every model's newest signals."""
        counts = dict(connection.execute(select(_CHANGES.c.model, _CHANGES.c.changes)).tuples().all())
        known = {model: each for model, each in self._known.items() if counts.get(model) == each[0]}
        changed = [model for model in counts if model not in known]
        read = _read(connection, changed, of=len(counts))
        # Set whole, so that scrapes at the same time in other threads see the one or the other.
        self._known = known | {model: (counts[model], tuple(read.get(model, ()))) for model in changed}
        return tuple(chain.from_iterable(signals for _, signals in self._known.values()))


def _read(connection: Connection, models: list[str], *, of: int) -> dict[str, list[SignalNow]]:
    """The newest signals of these models; of most of all models, straight from the driver, which halves the time."""
    asked = select(
        *(_NEWEST.c.model, _NEWEST.c.name, _NEWEST.c.subject, _NEWEST.c.segment),
        *(cast(extract("epoch", end), Float) for end in (_NEWEST.c.window_start, _NEWEST.c.window_end)),
        *(_NEWEST.c.value, _NEWEST.c.threshold, _NEWEST.c.low, _NEWEST.c.high, _NEWEST.c.side, _NEWEST.c.state),
    )
    found: dict[str, list[SignalNow]] = {model: [] for model in models}
    for signal in chain.from_iterable(map(_signals, _batches(connection, asked, models, of=of))):
        if signal.model in found:
            found[signal.model].append(signal)
    return found


def _batches(connection: Connection, asked: Select[Any], models: list[str], *, of: int) -> Iterator[Sequence[Any]]:
    if len(models) > min(of // 2, AT_ONCE):
        yield from _straight(connection, str(asked.compile(connection)))
    elif models:
        yield connection.execute(asked.where(_NEWEST.c.model.in_(models))).all()


def _signals(rows: Sequence[Any]) -> Iterator[SignalNow]:
    """Rows as signals, worked on by column, because a step in Python for each of a million values is what costs.

    Drivers make every text anew; a fleet's hundred thousand rows have a few hundred different ones.
    """
    columns = list(zip(*rows, strict=True))
    for place in _TEXTS if columns else ():
        columns[place] = tuple(map(intern, columns[place]))
    return map(SignalNow._make, zip(*columns, strict=True))


def _straight(connection: Connection, statement: str) -> Iterator[Sequence[Any]]:
    """The driver's own rows. The statement goes by SQLAlchemy, which never again hands out a connection lost by it."""
    result = connection.exec_driver_sql(statement)
    cursor = result.cursor
    try:
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield rows
    finally:
        result.close()
