"""Opening a ledger: what is made where there is none, and what is said where none can be."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from adapters.storage import open_ledger
from adapters.storage.address import name_of, parse_address
from adapters.storage.schema import SCHEMA_VERSION
from domain.audit import broken
from domain.errors import EvidenceUnavailable, InvalidDocument
from tests.builders import MODEL, a_decision, a_moment, a_signal, a_silence, an_approval

durably = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)


def file_of(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def change(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_new_file_is_made_with_its_folder_and_a_write_ahead_log(sqlite_url: str) -> None:
    open_ledger(sqlite_url).close()

    connection = sqlite3.connect(file_of(sqlite_url))
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("SELECT version FROM schema_version").fetchall() == [(SCHEMA_VERSION,)]
    connection.close()


@durably
def test_opening_again_keeps_what_is_there(database_url: str) -> None:
    first = open_ledger(database_url)
    first.decisions.record(a_decision())
    first.close()

    again = open_ledger(database_url)
    found = again.decisions.of(MODEL)
    again.close()

    assert found == (a_decision(),)


@durably
@pytest.mark.parametrize(("version", "remedy"), [(SCHEMA_VERSION + 1, "newer Driftwarden"), (0, "that wrote it")])
def test_a_ledger_of_another_version_is_refused_with_a_remedy(database_url: str, version: int, remedy: str) -> None:
    open_ledger(database_url).close()
    change(database_url, f"UPDATE schema_version SET version = {version}")

    with pytest.raises(InvalidDocument, match=rf"version {version}.*{remedy}.*DRIFTWARDEN_LEDGER_URL"):
        open_ledger(database_url)


@durably
def test_eight_workers_may_open_a_new_ledger_at_once(database_url: str) -> None:
    start = threading.Barrier(8)

    def work(number: int) -> None:
        start.wait(timeout=60)
        ledger = open_ledger(database_url)
        ledger.signals.record(a_signal(name=f"signal {number}"))
        ledger.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    ledger = open_ledger(database_url)
    assert len(ledger.signals.of(MODEL)) == 8
    ledger.close()


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("nonsense", "no database URL"),
        ("postgresql://ada:secret@db:port/ledger", "no database URL"),
        ("mysql://ada:secret@db/ledger", "no ledger on mysql"),
        ("sqlite://", "forgets everything"),
        ("sqlite:///:memory:", "forgets everything"),
    ],
)
def test_a_url_at_which_no_ledger_can_live_is_refused(url: str, complaint: str) -> None:
    with pytest.raises(InvalidDocument, match=complaint) as refusal:
        open_ledger(url)

    assert "secret" not in str(refusal.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("This is a letter, not a database. " * 100)

    with pytest.raises(EvidenceUnavailable, match=r"ledger.db: file is not a database; .*DRIFTWARDEN_LEDGER_URL"):
        open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way")

    with pytest.raises(EvidenceUnavailable, match=r"no folder .*a file.*make it writable"):
        open_ledger(f"sqlite:///{tmp_path / 'a file' / 'ledger.db'}")


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceUnavailable, match="unable to open database file"):
        open_ledger(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://ada:secret@127.0.0.1:1/ledger", "postgresql://ada:secret@127.0.0.1:1/ledger"]
)
def test_a_server_that_is_down_is_named_without_its_password(url: str) -> None:
    with pytest.raises(EvidenceUnavailable, match=r"postgresql\+psycopg://ada:\*\*\*@127.0.0.1:1/ledger") as refusal:
        open_ledger(url)

    assert "secret" not in str(refusal.value)


def test_a_ledger_whose_tables_are_gone_is_unavailable_and_not_empty(sqlite_url: str) -> None:
    ledger = open_ledger(sqlite_url)
    change(sqlite_url, "DROP TABLE decisions")

    with pytest.raises(EvidenceUnavailable, match="no such table: decisions"):
        ledger.decisions.of(MODEL)
    ledger.close()


def test_an_error_does_not_repeat_what_was_to_be_recorded(sqlite_url: str) -> None:
    ledger = open_ledger(sqlite_url)
    change(sqlite_url, "DROP TABLE decisions")

    with pytest.raises(EvidenceUnavailable) as refusal:
        ledger.decisions.record(a_decision(because="a row of user data"))

    assert "a row of user data" not in f"{refusal.value} {refusal.value.__cause__}"
    ledger.close()


def test_a_password_in_the_query_is_hidden_too() -> None:
    assert "secret" not in name_of(parse_address("postgresql://db/ledger?user=ada&password=secret"))


@durably
def test_moments_are_utc_in_the_columns_that_people_read(database_url: str) -> None:
    ledger = open_ledger(database_url)
    ledger.signals.record(a_signal())
    ledger.close()

    engine = create_engine(database_url)
    with engine.connect() as connection:
        start = connection.scalar(text("SELECT window_start FROM signals"))
    engine.dispose()
    expected = {"sqlite": "2013-04-01 00:00:00.000000", "postgresql+psycopg": a_signal().window.start}
    assert start == expected[database_url.split(":", maxsplit=1)[0]]


def test_an_answer_needs_its_request_even_past_the_ledger(sqlite_url: str) -> None:
    open_ledger(sqlite_url).close()
    connection = sqlite3.connect(file_of(sqlite_url))
    connection.execute("PRAGMA foreign_keys=ON")
    values = (an_approval().id, "never asked", str(a_moment()))

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        connection.execute("INSERT INTO approvals VALUES (1, ?, ?, 'approve', 'ada', ?, '{}')", values)
    connection.close()


def test_a_chain_has_no_forks_on_a_database_that_would_isolate_more_than_we_need(postgres_url: str) -> None:
    stricter = f"{postgres_url}&options=-c%20default_transaction_isolation%3Dserializable"
    ledgers = [open_ledger(stricter) for _ in range(4)]
    start = threading.Barrier(4)

    def work(number: int) -> None:
        start.wait(timeout=60)
        for hour in range(10):
            ledgers[number].silences.record(a_silence(by=f"person {number}", created_at=a_moment(hours=hour)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    entries = ledgers[0].audit.entries()
    for ledger in ledgers:
        ledger.close()
    assert len(entries) == 40
    assert broken(entries) == ()
