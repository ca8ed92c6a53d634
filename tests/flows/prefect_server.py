"""A real Prefect server with a real process worker on loopback, and a project that is deployed there.

Every test of this room may ask for `server`, `worker`, `project` and `deployed` (see conftest.py); each is made once a
session, when it is first asked for.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest

from domain.windows import Window
from driftwarden.starter import write_starter
from driftwarden.starter.traffic import DAYS, DAYS_TO_LEARN_FROM
from flows.due.adopting import adopt
from flows.worlds import opened, watch_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
POOL = "driftwarden"
_OURS = ("PREFECT_", "DRIFTWARDEN_")
_PATIENCE = timedelta(seconds=120)
_SECONDS_TO_END = 15

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefectServer:
    """A running server: its API, the file that it logs to, and the environment that its clients need."""

    api: str
    log: Path
    environment: dict[str, str]

    def post(self, route: str, **body: object) -> Any:
        """What the API answers to a filter, as JSON."""
        answer = httpx.post(f"{self.api}{route}", json=body)
        answer.raise_for_status()
        return answer.json()

    def prefect(self, *arguments: str, folder: Path) -> str:
        """Run the command `prefect --no-prompt` in a folder and give what it printed; it has to succeed."""
        command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
        done = subprocess.run(
            command, cwd=folder, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def eventually(look: Callable[[], Found], what: str, *, patience: timedelta = _PATIENCE) -> Found:
    """The first answer of `look` that is true; fails the test, saying what was awaited, when there is none in time."""
    deadline = time.monotonic() + patience.total_seconds()
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    pytest.fail(f"{what}: not within {patience}")


def free_port() -> int:
    """A port on loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A Prefect server on SQLite in a home of its own; it answers when the test gets it."""
    folder = tmp_path_factory.mktemp("prefect")
    port = free_port()
    made = PrefectServer(
        api=f"http://127.0.0.1:{port}/api", log=folder / "server.log", environment=_environment(folder, port)
    )
    arguments = ("server", "start", "--host", "127.0.0.1", "--port", str(port))
    with _running(*arguments, server=made, log=made.log) as process:
        eventually(lambda: _answers(made, process), "the Prefect server answers")
        yield made


@pytest.fixture(scope="session")
def worker(server: PrefectServer) -> Iterator[PrefectServer]:
    """A process worker on the pool that prefect.yaml names; it makes the pool when it starts."""
    arguments = ("worker", "start", "--pool", POOL, "--type", "process")
    with _running(*arguments, server=server, log=server.log.with_name("worker.log")):
        eventually(lambda: server.post("/work_pools/filter"), "the worker has made its pool")
        yield server


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `driftwarden init` writes.

    Its champion, trained before habits changed, is in force since the last week; nothing has been looked at yet.
    """
    folder = tmp_path_factory.mktemp("projects") / "bikes"
    list(write_starter(folder))
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight - timedelta(days=DAYS)
    with opened(folder) as (read, world):
        watch = watch_over(read.model("bike-demand"), read, world)
        adopt(watch, Window(start=first, end=first + timedelta(days=DAYS_TO_LEARN_FROM)), midnight - timedelta(days=8))
    return folder


@pytest.fixture(scope="session")
def deployed(worker: PrefectServer, project: Path) -> PrefectServer:
    """The server, once it knows every deployment of prefect.yaml, for the project."""
    worker.prefect("deploy", "--all", "--prefect-file", str(ROOT / "prefect.yaml"), folder=project)
    return worker


def _environment(folder: Path, port: int) -> dict[str, str]:
    """The user's own environment without what would reach into this server, and quick where Prefect can wait."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return theirs | {
        "DO_NOT_TRACK": "1",
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_HOME": str(folder),
        "PREFECT_LOGGING_COLORS": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_WORKER_PREFETCH_SECONDS": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        # The worker runs this checkout, whatever is installed.
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def _running(*arguments: str, server: PrefectServer, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Prefect process that ends with the block; a worker ends the flow runs that it has started."""
    command = [sys.executable, "-m", "prefect", *arguments]
    with log.open("wb") as output, _interruptible():
        process = subprocess.Popen(command, cwd=log.parent, env=server.environment, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _interruptible() -> Iterator[None]:
    """A worker turns SIGTERM into SIGINT, which it would inherit ignored where a shell runs the tests with `&`."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _answers(server: PrefectServer, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, f"the Prefect server ended: {server.log.read_text()}"
    try:
        return httpx.get(f"{server.api}/health").is_success
    except httpx.TransportError:
        return False
