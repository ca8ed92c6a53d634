"""A real Prefect server with a real process worker on loopback, and a project that is deployed there.

Every test in the folder `served` may ask for `project` and `deployed`; each is made once, when it is first asked for,
and ends with the last of those tests.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest

from driftwarden.starter import write_starter
from driftwarden.starter.traffic import DAYS, DAYS_TO_LEARN_FROM
from tests.servers import ServerMissing, throwaway_postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
POOL = "driftwarden"
DAYS_IN_SERVICE = 8
_OURS = ("PREFECT_", "DRIFTWARDEN_")
_PATIENCE = timedelta(seconds=120)
# The server shares its cores with the worker and with other tests.
_SECONDS_TO_ANSWER = 60
_SECONDS_TO_END = 15
# A line begins a record with Prefect's time or with uvicorn's level; the lines of a traceback do neither.
_RECORD = re.compile(r"^(?=\d\d:\d\d:\d\d\.\d+ \| |[A-Z]+: )", re.MULTILINE)
_ERROR = re.compile(r"(\S+ \| )?(ERROR|CRITICAL)\b")

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefectServer:
    """A Prefect server: its process, its API, the file that it logs to, the environment that its clients need."""

    process: subprocess.Popen[bytes]
    api: str
    log: Path
    environment: dict[str, str]

    def post(self, route: str, **body: object) -> Any:
        """What the API answers to a filter, from JSON."""
        answer = httpx.post(f"{self.api}{route}", json=body, timeout=_SECONDS_TO_ANSWER)
        answer.raise_for_status()
        return answer.json()

    def answers(self) -> bool:
        """Whether it is up; one that has ended fails the test with what it logged."""
        assert self.process.poll() is None, f"the Prefect server has ended: {self.log.read_text()}"
        try:
            return httpx.get(f"{self.api}/health").is_success
        except httpx.TransportError:
            return False

    def errors(self) -> list[str]:
        """The error records of its log, with their tracebacks.

        Left out: SQLite takes one writer at a time, and a service of Prefect's that loses that race tries again.
        """
        records = _RECORD.split(self.log.read_text(encoding="utf-8"))
        return [record for record in records if _ERROR.match(record) and "database is locked" not in record]


def eventually(look: Callable[[], Found | None], what: str, *, patience: timedelta = _PATIENCE) -> Found:
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


@pytest.fixture(scope="package")
def starting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A Prefect server in a home of its own, which takes some seconds to answer."""
    home = tmp_path_factory.mktemp("prefect")
    port = free_port()
    arguments = ("server", "start", "--host", "127.0.0.1", "--port", str(port))
    with ExitStack() as stack:
        environment = _environment(home, port) | _database(stack)
        process = stack.enter_context(_running(*arguments, environment=environment, log=home / "server.log"))
        yield PrefectServer(
            process=process,
            api=environment["PREFECT_API_URL"],
            log=home / "server.log",
            environment=environment,
        )


@pytest.fixture(scope="package")
def project(tmp_path_factory: pytest.TempPathFactory, starting: PrefectServer) -> Path:
    """What `driftwarden init` writes, made while the server starts.

    Its champion, trained before habits changed, has been in force for some days, and none of them was looked at yet.
    """
    folder = tmp_path_factory.mktemp("projects") / "bikes"
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    first = midnight - timedelta(days=DAYS)
    learned = first + timedelta(days=DAYS_TO_LEARN_FROM)
    since = midnight - timedelta(days=DAYS_IN_SERVICE)
    list(write_starter(folder, today=midnight.replace(tzinfo=UTC)))
    span = ("--from", first.isoformat(), "--to", learned.isoformat(), "--as-of", since.isoformat())
    _run("driftwarden", "adopt", "bike-demand", *span, folder=folder, environment=starting.environment)
    return folder


@pytest.fixture(scope="package")
def deployed(starting: PrefectServer, project: Path) -> Iterator[PrefectServer]:
    """The server when it knows every deployment of prefect.yaml, for the project, and has a worker to run them."""
    eventually(starting.answers, "the Prefect server answers")
    arguments = ("worker", "start", "--pool", POOL, "--type", "process")
    with _running(*arguments, environment=starting.environment, log=starting.log.with_name("worker.log")):
        eventually(lambda: starting.post("/work_pools/filter"), "the worker has made its pool")
        deploy = ("--no-prompt", "deploy", "--all", "--prefect-file", str(ROOT / "prefect.yaml"))
        _run("prefect", *deploy, folder=project, environment=starting.environment)
        yield starting


def _environment(home: Path, port: int) -> dict[str, str]:
    """The environment without what would reach into this server, and impatient where Prefect would take its time."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return theirs | {
        "DO_NOT_TRACK": "1",
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_WORKER_PREFETCH_SECONDS": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "0.5",
        # The processes of this test share the cores; threads that wait for each other in a loop would fill them.
        "OMP_NUM_THREADS": "1",
        # The worker runs this checkout, whatever is installed.
        "PYTHONPATH": str(ROOT),
    }


def _database(stack: ExitStack) -> dict[str, str]:
    """PostgreSQL where it is installed: on SQLite, Prefect's services may lock each other out for a minute."""
    try:
        url = stack.enter_context(throwaway_postgres())
    except ServerMissing:
        return {}
    return {"PREFECT_SERVER_DATABASE_CONNECTION_URL": url.replace("+psycopg", "+asyncpg")}


def _run(module: str, *arguments: str, folder: Path, environment: dict[str, str]) -> None:
    """Run a command in a folder; it has to succeed."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _running(*arguments: str, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Prefect process that ends with the block; a worker ends the flow runs that it has started."""
    command = [sys.executable, "-m", "prefect", *arguments]
    with log.open("wb") as output, _interruptible():
        process = subprocess.Popen(command, cwd=log.parent, env=environment, stdout=output, stderr=output)
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
