"""Ledgers of every kind. PostgreSQL is a real server: skipped where it is not installed, but never in CI."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.memory import MemoryLedger
from adapters.storage import open_ledger
from domain.ports import Ledger
from tests.servers import ServerMissing, emptied, throwaway_postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server that lives as long as the test session."""
    try:
        with throwaway_postgres() as url:
            yield url
    except ServerMissing as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of a database that is empty when the test begins."""
    return emptied(postgres_server)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that is not there yet, nor its folder."""
    return f"sqlite:///{tmp_path / 'new folder' / 'ledger.db'}"


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of the kind that the test's parameter names: sqlite or postgres."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """An empty ledger of each kind."""
    is_memory = request.param == "memory"
    opened = MemoryLedger() if is_memory else open_ledger(request.getfixturevalue(f"{request.param}_url"))
    yield opened
    opened.close()
