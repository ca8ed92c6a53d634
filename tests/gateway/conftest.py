"""One gateway a door, started once; every test begins with an empty ledger and an empty channel."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.memory import MemoryLedger
from adapters.storage import open_ledger
from tests.gateway.builders import Workplace, a_workplace

# Each door with another ledger, so that both ledgers are driven end to end.
_LEDGERS = {"http": "sqlite", "socket": "memory"}


@pytest.fixture(scope="session", params=["http", "socket"])
def running(request: pytest.FixtureRequest) -> Iterator[tuple[str, Workplace]]:
    """A gateway with one door, and which."""
    with a_workplace(door=request.param) as place:
        yield request.param, place


@pytest.fixture
def place(running: tuple[str, Workplace], tmp_path: Path) -> Iterator[Workplace]:
    """A workplace in which nothing has happened yet; the same test runs once for each door."""
    door, workplace = running
    is_memory = _LEDGERS[door] == "memory"
    ledger = MemoryLedger() if is_memory else open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    workplace.begin(ledger)
    yield workplace
    ledger.close()
