"""A database that fails under an open ledger: the reason is given, and once it is back so is the ledger."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import create_engine, text

from adapters.storage import open_ledger
from domain.errors import EvidenceUnavailable
from domain.ports import Ledger
from tests.builders import a_moment, a_signal

NOW = a_moment(days=1)
_WHO_WAITS_IS_CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def scraped(database_url: str) -> Iterator[Ledger]:
    """A ledger whose newest signals have been looked at once and have changed since."""
    ledger = open_ledger(database_url)
    ledger.signals.record(a_signal(name="coverage"))
    ledger.board.standing(NOW)
    ledger.signals.record(a_signal())
    yield ledger
    ledger.close()


def change(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
def test_a_scrape_says_why_it_failed_and_the_next_one_works(database_url: str, scraped: Ledger) -> None:
    change(database_url, "ALTER TABLE newest_signals RENAME TO gone")
    with pytest.raises(EvidenceUnavailable, match=r"ledger .*newest_signals.*; the next run tries again"):
        scraped.board.standing(NOW)

    change(database_url, "ALTER TABLE gone RENAME TO newest_signals")
    assert len(scraped.board.standing(NOW).signals) == 2


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_connection_that_is_lost_in_the_midst_of_a_scrape_is_not_used_again(
    database_url: str, scraped: Ledger
) -> None:
    url = database_url.replace("+psycopg", "")
    with ThreadPoolExecutor(1) as pool, psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as killer:
        holder.execute("LOCK TABLE newest_signals")
        scrape = pool.submit(scraped.board.standing, NOW)
        while not killer.execute(_WHO_WAITS_IS_CUT_OFF).fetchall():
            assert not scrape.done()
        with pytest.raises(EvidenceUnavailable, match=r"terminating connection.*; the next run tries again"):
            scrape.result()

    assert len(scraped.board.standing(NOW).signals) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_that_the_driver_cannot_fetch_has_a_reason_too(database_url: str, scraped: Ledger) -> None:
    change(database_url, "UPDATE newest_signals SET state = CAST(x'ff' AS TEXT) WHERE name = 'mae'")
    with pytest.raises(EvidenceUnavailable, match=r"UTF-8.*; the next run tries again"):
        scraped.board.standing(NOW)
