"""Logs in databases: types, names, secrets, and what cannot be read."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from adapters.prediction_logs.spec import LogSpec
from adapters.prediction_logs.sql.address import address_of
from adapters.prediction_logs.stored_log import StoredLog
from domain.columns import ID, LABEL, PREDICTION, TIME
from domain.errors import EvidenceUnavailable
from domain.log_facts import LogFacts, TypeChange
from tests.adapters.prediction_logs.builders import COLUMNS, MUCH_LATER, WEEK, a_log, hours

ROW = "('a', '2013-04-01T01:00:00Z', 1.5"


def sqlite_log(root: Path, *statements: str, url: str = "sqlite:///log.db", **changes: Any) -> StoredLog:
    """A log in a file of SQLite after these statements."""
    with closing(sqlite3.connect(root / "log.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    asked: dict[str, Any] = {"database": url, "labels": None} | changes
    return a_log(root, **asked)


def postgres_log(url: str, root: Path, *statements: str, **changes: Any) -> StoredLog:
    """A log in a PostgreSQL after these statements."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    asked: dict[str, Any] = {"database": url.replace("+psycopg", ""), "labels": None} | changes
    return a_log(root, **asked)


def test_a_column_of_sqlite_with_cells_of_many_types_is_kept_as_text_and_named(tmp_path: Path) -> None:
    rows = ", ".join(
        f"({n}, '2013-04-0{1 + n // 800}T01:00:00Z', {n}, {'NULL' if n < 3000 else n}, NULL)" for n in range(3200)
    )
    log = sqlite_log(
        tmp_path,
        "CREATE TABLE served (flight, scheduled, minutes, x, y)",
        f"INSERT INTO served VALUES {rows}",
        "UPDATE served SET x = 'seven' WHERE flight = 3100",
        "UPDATE served SET minutes = 0.5 WHERE flight = 3000",
    )
    frame = log.read(WEEK, as_of=MUCH_LATER)
    assert frame["x"].iloc[-100:].tolist() == ["seven", *map(str, range(3101, 3200))]
    assert (str(frame[PREDICTION].dtype), bool(frame["y"].isna().all())) == ("float64", True)
    facts: LogFacts = frame.attrs["facts"]
    assert facts.type_changes == (TypeChange(column="x", types=("number", "text")),)


@pytest.mark.parametrize("url", ["sqlite:///log.db", "sqlite+pysqlite:///log.db"])
def test_text_times_of_a_table_are_placed_by_their_offset(tmp_path: Path, url: str) -> None:
    times = [
        "2013-03-31T23:30:00-01:00",
        "2013-04-01 01:30:00+02:00",
        "2013-04-07T23:59:59Z",
        "2013-04-08T01:00:00+02:00",
    ]
    values = ", ".join(f"({n}, '{time}', 1)" for n, time in enumerate(times))
    log = sqlite_log(
        tmp_path,
        "CREATE TABLE served (flight, scheduled, minutes)",
        f"INSERT INTO served VALUES {values}, (9, NULL, 1)",
        url=url,
    )
    rows = log.read(WEEK, as_of=MUCH_LATER)
    assert rows[ID].tolist() == [0, 3, 2]
    assert (rows.attrs["facts"].untimed_rows, rows.attrs["facts"].offsets) == (1, ("+00:00", "+02:00", "-01:00"))


def test_exact_numbers_of_postgres_are_reckoned_with_and_exact_ids_stay_exact(
    postgres_url: str, tmp_path: Path
) -> None:
    log = postgres_log(
        postgres_url,
        tmp_path,
        "CREATE TABLE served (flight numeric(30), scheduled timestamptz, minutes numeric, u uuid, j jsonb, i interval)",
        "INSERT INTO served VALUES "
        "(100000000000000000000000000001, '2013-04-01T01:00Z', 1.25, gen_random_uuid(), '{}', '1 d'),"
        "(100000000000000000000000000002, '2013-04-01T02:00Z', 'NaN', NULL, NULL, NULL)",
    )
    rows = log.read(WEEK, as_of=MUCH_LATER)
    assert rows[ID].tolist() == ["100000000000000000000000000001", "100000000000000000000000000002"]
    assert rows[PREDICTION].tolist() == [1.25, pytest.approx(float("nan"), nan_ok=True)]
    assert rows["j"].tolist() == ["{}", None]
    assert sum(map(len, log.stream(WEEK, as_of=MUCH_LATER))) == 2


@pytest.mark.parametrize("kind", ["timestamp", "text", "date"])
def test_local_times_of_postgres_are_found_whatever_their_zone(postgres_url: str, tmp_path: Path, kind: str) -> None:
    log = postgres_log(
        postgres_url,
        tmp_path,
        f"CREATE TABLE served (flight int, scheduled {kind}, minutes float8)",
        "INSERT INTO served SELECT n, (timestamp '2013-03-20' + n * interval '1 day'), 1 FROM generate_series(1, 40) n",
        timezone="Pacific/Kiritimati",
    )
    assert log.read(WEEK, as_of=MUCH_LATER)[ID].tolist() == list(range(13, 20))


def test_a_select_with_colons_and_an_end_is_read_by_every_road(postgres_url: str, tmp_path: Path) -> None:
    select = """
        WITH recent AS (SELECT n, timestamptz '2013-04-01Z' AS at, ':x' AS carrier FROM generate_series(1, 3) n)
        SELECT n::text AS flight, at AS scheduled, n::float8 AS minutes, carrier FROM recent; """
    for url in (postgres_url, postgres_url.replace("+psycopg", "")):
        rows = a_log(tmp_path, database=url, predictions=select, labels=None).read(WEEK, as_of=MUCH_LATER)
        assert sorted(rows[ID]) == ["1", "2", "3"]
        assert set(rows["carrier"]) == {":x"}


def test_names_are_quoted_and_schemas_are_told_apart(postgres_url: str, tmp_path: Path) -> None:
    log = postgres_log(
        postgres_url,
        tmp_path,
        "CREATE SCHEMA IF NOT EXISTS public",
        'CREATE TABLE public."order" ("my ""id""" text, "from" timestamptz, "SELECT" float8, label float8, '
        "label_time timestamptz)",
        """INSERT INTO public."order" VALUES ('a', '2013-04-01T01:00Z', 1.5, 2, '2013-04-02T01:00Z')""",
        predictions="public.order",
        columns={"id": 'my "id"', "time": "from", "prediction": "SELECT"},
    )
    row = log.read(WEEK, as_of=MUCH_LATER).to_dict("records")[0]
    assert (row[ID], row[TIME], row[PREDICTION], row[LABEL]) == ("a", hours(1), 1.5, 2)


def no_table(root: Path) -> StoredLog:
    return sqlite_log(root, "CREATE TABLE landed (flight)")


def no_file(root: Path) -> StoredLog:
    return a_log(root, database="sqlite:///nowhere.db")


def no_role(root: Path) -> StoredLog:
    return sqlite_log(root, "CREATE TABLE served (flight, scheduled, x)")


def no_times(root: Path) -> StoredLog:
    return sqlite_log(
        root, "CREATE TABLE served (flight, scheduled, minutes)", "INSERT INTO served VALUES (1, 'noon', 1)"
    )


def not_set(root: Path) -> StoredLog:
    return a_log(root, database="postgresql://me:${PG_PASSWORD}@localhost/log")


def no_url(root: Path) -> StoredLog:
    return a_log(root, database="${URL}", environment={"URL": "my secret"})


def no_dialect(root: Path) -> StoredLog:
    return a_log(root, database="oracl://me:my secret@host/log")


def nobody_listens(root: Path) -> StoredLog:
    return a_log(root, database="postgresql://me:my%20secret@127.0.0.1:1/log")


def nobody_listens_slowly(root: Path) -> StoredLog:
    return a_log(root, database="postgresql+psycopg://me:${PW}@127.0.0.1:1/log", environment={"PW": "my secret"})


def told_in_an_error(root: Path) -> StoredLog:
    return a_log(root, database="postgresql://me@127.0.0.1:1/log?password=my secret&my secret=1")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (no_table, ["sqlite:///", "log.db: served cannot be read", "no such table: served", "mend `log`"]),
        (no_file, ["nowhere.db", "no such file"]),
        (
            no_role,
            ["log.db: served: no column 'minutes'", "`columns.prediction`", "the table has flight, scheduled, x"],
        ),
        (no_times, ["log.db: served: column 'scheduled' holds no times", "'…'"]),
        (not_set, ["${PG_PASSWORD} in `database`", "set PG_PASSWORD in the environment"]),
        (no_url, ["`database` of the log in the model's file is no URL", "sqlite:///FILE"]),
        (no_dialect, ["oracl://host/log: the driver is not installed", "install the driver"]),
        (nobody_listens, ["postgresql://127.0.0.1/log: served cannot be read", "refused"]),
        (nobody_listens_slowly, ["postgresql+psycopg://127.0.0.1/log: served cannot be read", "refused"]),
        (told_in_an_error, ["postgresql://127.0.0.1/log: served cannot be read", "***"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_the_message_says_where_and_what_to_mend_and_no_secret(
    tmp_path: Path, broken: Callable[[Path], StoredLog], says: list[str]
) -> None:
    log = broken(tmp_path)
    for reading in (lambda: log.read(WEEK, as_of=MUCH_LATER), lambda: list(log.stream(WEEK, as_of=MUCH_LATER))):
        with pytest.raises(EvidenceUnavailable) as refusal:
            reading()
        for words in says:
            assert words in str(refusal.value)
        causes = [refusal.value, refusal.value.__cause__]
        assert not any(secret in str(cause) for cause in causes for secret in ("my secret", "my%20secret", "my+secret"))


def test_a_driver_that_is_not_installed_is_named_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for road, url in (("postgresql", "postgresql://host/log"), ("sqlite", "sqlite:///log.db")):
        monkeypatch.setitem(sys.modules, f"adbc_driver_{road}.dbapi", None)
        with pytest.raises(EvidenceUnavailable, match=r"pip install 'driftwarden\[sql\]'"):
            a_log(tmp_path, database=url).read(WEEK, as_of=MUCH_LATER)


def test_a_variable_stands_for_one_part_of_the_url_or_for_the_whole(tmp_path: Path) -> None:
    environment = {"PW": "p@ss/w%", "URL": "postgresql://me:p%40ss@host/log"}
    part = address_of("postgresql://me:${PW}@host/log", tmp_path, environment)
    assert (part.url.password, part.url.host, part.url.database) == ("p@ss/w%", "host", "log")
    assert part.dialled == "postgresql://me:p%40ss%2Fw%25@host/log"
    assert address_of("${URL}", tmp_path, environment).dialled == environment["URL"]


def test_no_secret_is_in_what_python_shows(tmp_path: Path) -> None:
    spec = LogSpec.model_validate({"predictions": "p", "database": "postgresql://me:my_secret@host/log"})
    address = address_of(spec.database or "", tmp_path, os.environ)
    assert "my_secret" not in f"{spec!r}{spec}{address!r}{address.name}"


def test_a_relative_file_of_sqlite_starts_at_the_project(tmp_path: Path) -> None:
    log = sqlite_log(
        tmp_path,
        "CREATE TABLE served (flight, scheduled, minutes)",
        f"INSERT INTO served VALUES {ROW})",
        columns=COLUMNS,
    )
    assert log.arrived(WEEK, as_of=MUCH_LATER).rows == 1
