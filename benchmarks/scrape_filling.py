"""A ledger as a fleet leaves it after some weeks: filled in bulk, because recording it one by one would take hours.

Signals of the newest window go through the same columns as recorded ones; older windows are copies of those rows, made
by the database. `tests/benchmarks/test_scrape.py` holds a small one against a ledger that was recorded one by one.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, text, update

from adapters.storage import open_ledger
from adapters.storage.database import Database, table_of
from adapters.storage.evidence_kinds import DECISIONS, SIGNALS
from adapters.storage.letter_tables import NoticeRow
from adapters.storage.newest import tally_decision
from adapters.storage.outbox import enqueue
from adapters.storage.people_kinds import PROMOTIONS, REQUESTS
from adapters.storage.training_kinds import RUNS, VERDICTS
from domain.approvals import RequestState
from domain.decisions import Action, Reason
from domain.signals import Signal, SignalState
from domain.training import RunState
from domain.windows import Window
from tests.builders import a_decision, a_notice, a_promotion, a_request, a_run, a_verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapters.storage.mapping import Kind
    from domain.decisions import Decision

NEWEST = datetime(2024, 6, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_RETRAININGS = 12
_AT_ONCE = 50
# SQLite keeps moments as text, PostgreSQL as timestamps with a zone.
_EARLIER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', {column}, '-{days} days') || '.000000'",
    "postgresql": "{column} - interval '{days} days'",
}


def day(before: int) -> Window:
    """The window that many days before the newest one."""
    return Window(start=NEWEST - (before + 1) * _DAY, end=NEWEST - before * _DAY)


def name_of(model: int) -> str:
    """The model of that number."""
    return f"model-{model:04d}"


def measured(model: str, signals: int, dice: random.Random) -> Iterator[Signal]:
    """The newest window's signals: an error, the rows, and the drift and quality of every column."""
    columns = (signals - 2) // 2
    yield _signal(model, "mae", None, dice.gauss(8.0, 1.0), 10.0)
    yield _signal(model, "row_count", None, abs(dice.gauss(0, 1)), 4.0)
    for column in range(columns):
        yield _signal(model, "drift", f"column_{column}", abs(dice.gauss(0, 1)), 2.5)
        yield _signal(model, "missing_share", f"column_{column}", dice.random() / 10, 0.08)


def _signal(model: str, name: str, subject: str | None, value: float, limit: float) -> Signal:
    return Signal(
        model=model,
        name=name,
        subject=subject,
        window=day(0),
        reference="the training data of v2",
        value=value,
        threshold=limit,
        state=SignalState.BREACHED if value > limit else SignalState.CALM,
        rows=25_000,
        interval=(value - 0.5, value + 0.5) if subject is None else None,
    )


def fill(url: str, *, models: int, signals: int, windows: int) -> None:
    """Fill a new ledger: daily windows of all models, with decisions, trainings, verdicts, answers and messages."""
    open_ledger(url).close()
    database = Database(url)
    dice = random.Random(0)
    names = [name_of(number) for number in range(models)]
    for start in range(0, models, _AT_ONCE):
        with database.writing() as connection:
            for model in names[start : start + _AT_ONCE]:
                _insert(connection, SIGNALS, measured(model, signals, dice))
                _fill_course(connection, model, windows)
    for before in range(1, windows):
        with database.writing() as connection:
            _hurry(connection)
            connection.execute(text(_copied(connection.dialect.name, before)), {"end": _stored(connection, NEWEST)})
    with database.writing() as connection:
        connection.execute(text(_NEWEST_SIGNALS), {"end": _stored(connection, NEWEST)})
        connection.execute(text("INSERT INTO signal_changes SELECT model, count(*) FROM newest_signals GROUP BY model"))
    _settle(database)
    database.close()


def _fill_course(connection: Connection, model: str, windows: int) -> None:
    for before in range(windows):
        made = a_decision(model=model, window=day(before), decided_at=day(before).end, signals=("0" * 32,) * 100)
        made = made if before % 10 == 0 else _calm(made)
        _insert(connection, DECISIONS, [made])
        tally_decision(connection, DECISIONS.values(made))
        enqueue(connection, a_notice(key=f"decision {made.id}", model=model, thread=made.id))
    for number in range(_RETRAININGS):
        order, version = f"{model}-{number}", f"v{number + 2}"
        judged = a_verdict(model=model, candidate=order, challenger=version)
        _insert(connection, RUNS, [a_run(model=model, order=order, state=RunState.SUCCEEDED)])
        _insert(connection, VERDICTS, [judged])
        asked = REQUESTS.values(a_request(model=model, verdict=judged.id, challenger=version))
        connection.execute(insert(table_of(REQUESTS.row)), asked | {"status": RequestState.APPROVED.value})
        _insert(connection, PROMOTIONS, [a_promotion(model=model, to_version=version, approval=order)])


def _calm(decision: Decision) -> Decision:
    return replace(decision, action=Action.NOTHING, reason=Reason.CALM)


def _insert(connection: Connection, kind: Kind[Any], nouns: Iterable[Any]) -> None:
    connection.execute(insert(table_of(kind.row)), [kind.values(noun) for noun in nouns])


_OTHERS = (
    "model, body, name, subject, segment, value, baseline, threshold, low, high, state, rows, maturity, revision, note"
)
_NEWEST_SIGNALS = """
    INSERT INTO newest_signals (model, name, subject, segment, window_start, window_end, revision, value, threshold,
                                low, high, side, state)
    SELECT model, name, coalesce(subject, ''), coalesce(segment, ''), window_start, window_end, revision, value,
           threshold, low, high, 'above', state
    FROM signals WHERE window_end = :end
"""


def _copied(dialect: str, days: int) -> str:
    start, end = (_EARLIER[dialect].format(column=f"window_{side}", days=days) for side in ("start", "end"))
    return (
        f"INSERT INTO signals (id, window_start, window_end, {_OTHERS}) "
        f"SELECT '{days:03} ' || id, {start}, {end}, {_OTHERS} FROM signals WHERE window_end = :end"
    )


def _hurry(connection: Connection) -> None:
    """Keep what is being written in memory, and wait for no disk: a ledger that breaks here is filled anew."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA cache_size=-200000"))
    else:
        connection.execute(text("SET LOCAL synchronous_commit=off"))


def _stored(connection: Connection, moment: datetime) -> object:
    return moment if connection.dialect.name == "postgresql" else f"{moment:%Y-%m-%d %H:%M:%S}.000000"


def _settle(database: Database) -> None:
    """Every message has arrived, and the planner knows how large the tables are."""
    notices = table_of(NoticeRow)
    with database.writing() as connection:
        connection.execute(update(notices).values(delivered_at=NEWEST, receipt="C/1"))
    with database.writing() as connection:
        connection.execute(text("ANALYZE"))
