"""Every variable, panel and annotation of the dashboards that read PostgreSQL gets rows in the right shape."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from adapters.storage import open_ledger
from tests.builders import a_notice
from tests.deploy.dashboards import NAMES, Query, filled, queries, variables
from tests.deploy.story import fill, go_on
from tests.servers import ServerMissing, throwaway_postgres

pytestmark = pytest.mark.slow

BY_SQL = tuple(name for name in NAMES if name.endswith("-postgres"))
Rows = tuple[list[Any], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection]:
    """A ledger in PostgreSQL, filled with the story; skipped where PostgreSQL is not installed, but never in CI."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(throwaway_postgres())
        except ServerMissing as missing:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(missing))
        ledger = open_ledger(url)
        now = datetime.now(UTC)
        fill(ledger, now - timedelta(hours=1))
        go_on(ledger, now - timedelta(minutes=1))
        ledger.outbox.queue(a_notice(key="held", thread="held", created_at=now - timedelta(days=3)))
        ledger.outbox.postpone("held", until=now - timedelta(hours=2))
        ledger.close()
        yield stack.enter_context(psycopg.connect(url.replace("+psycopg", ""), autocommit=True))


def _rows(statement: str, values: dict[str, str], connection: psycopg.Connection) -> Rows:
    answer = connection.execute(filled(_with_macros(statement), values).encode())
    return list(answer.description or ()), answer.fetchall()


def _with_macros(statement: str) -> str:
    """Grafana's `$__timeFilter(column)` for the last thirty days."""
    head, *rest = statement.split("$__timeFilter(")
    filters = (part.split(")", 1) for part in rest)
    return head + "".join(f"{column} BETWEEN now() - interval '30 days' AND now(){after}" for column, after in filters)


def _values(name: str, connection: psycopg.Connection) -> dict[str, str]:
    values: dict[str, str] = {}
    for variable in variables(name):
        _, found = _rows(variable["query"], values, connection)
        choices = [str(row[0]) for row in found]
        assert choices, f"{name}: nothing to choose for {variable['name']}"
        known = [choice for choice in choices if choice in {"flights", "mae"}] or choices[:1]
        chosen = choices if variable.get("includeAll") else known
        values |= {variable["name"]: chosen[0], f"{variable['name']}:sqlstring": ",".join(f"'{c}'" for c in chosen)}
    return values


@pytest.mark.parametrize("name", BY_SQL)
def test_everything_that_a_dashboard_asks_the_ledger_has_rows(name: str, connection: psycopg.Connection) -> None:
    values = _values(name, connection)
    problems = [problem for query in queries(name) if (problem := _problem(query, values, connection))]
    assert problems == []


def _problem(query: Query, values: dict[str, str], connection: psycopg.Connection) -> str | None:
    columns, rows = _rows(query.text, values, connection)
    if not rows or all(value is None for row in rows for value in row):
        return f"{query.of}: no rows for {query.text}"
    return _misshapen(query, columns, rows) if query.is_over_time else None


def _asked(panel: str, connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    """What the panel of the dashboard operations shows."""
    (query,) = (query for query in queries("operations-postgres") if f", panel {panel}, " in query.of)
    return _rows(query.text, _values("operations-postgres", connection), connection)[1]


def test_a_message_that_was_held_back_on_purpose_is_late_since_it_was_due(connection: psycopg.Connection) -> None:
    ((age,),) = _asked("3 'Oldest undelivered'", connection)
    assert timedelta(hours=2) <= timedelta(seconds=float(age)) < timedelta(hours=3)


def test_how_many_windows_a_model_stands_still_is_told_only_where_the_clock_makes_them(
    connection: psycopg.Connection,
) -> None:
    missed = {row[0]: row[3] for row in _asked("5 'Models by how long they stand still'", connection)}
    assert missed["buses"] is None, "its windows are made by rows"
    assert missed["ferries"] > 8
    assert missed["flights"] < 2


def _misshapen(query: Query, columns: list[Any], rows: list[tuple[Any, ...]]) -> str | None:
    """A course has its time first, in order, and besides numbers one text, which names the series."""
    names = [column.name for column in columns]
    times = [row[names.index("time")] for row in rows]
    texts = [column.name for column in columns if column.type_display == "text"]
    if times != sorted(times):
        return f"{query.of}: rows are not in the order of time"
    return f"{query.of}: texts {texts}" if texts not in ([], ["metric"]) else None
