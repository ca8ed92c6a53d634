"""A real Prometheus that scrapes the real gateway over a ledger once a second."""

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from domain.ports import Ledger
from driftwarden.explain import accounts_of
from gateway.app import create_app
from tests.deploy.programs import ROOT
from tests.local_slack import serving

_RULES = ROOT / "deploy" / "prometheus"
_PATIENCE = 20.0


class Prometheus:
    """A running Prometheus, asked by its HTTP interface."""

    def __init__(self, url: str) -> None:
        self._url = url

    def now(self, expr: str, at: float | None = None) -> list[dict[str, Any]]:
        """An instant query: the series with their value."""
        found: list[dict[str, Any]] = self._get("query", query=expr, time=at or time.time())["result"]
        return found

    def over(self, expr: str, seconds: float) -> list[dict[str, Any]]:
        """A range query up to now, in steps of a second."""
        end = time.time()
        found: list[dict[str, Any]] = self._get("query_range", query=expr, start=end - seconds, end=end, step=1)[
            "result"
        ]
        return found

    def eventually(self, is_so: Callable[[], bool], said: str) -> None:
        """Wait until something holds of what Prometheus has seen."""
        began = time.monotonic()
        while not _holds(is_so):
            assert time.monotonic() - began < _PATIENCE, f"not within {_PATIENCE} s: {said}"
            threading.Event().wait(0.1)

    def _get(self, path: str, **parameters: object) -> dict[str, Any]:
        answer = httpx.post(f"{self._url}/api/v1/{path}", data=parameters, timeout=10)
        assert answer.status_code != httpx.codes.BAD_REQUEST, f"{answer.json()['error']}: {parameters['query']}"
        data: dict[str, Any] = answer.raise_for_status().json()["data"]
        return data


@contextmanager
def watching(ledger: Ledger, program: str, folder: Path) -> Iterator[Prometheus]:
    """Prometheus with the rules of deploy/, scraping the ledger's page from the gateway, on the server that it has."""
    with serving(create_app(ledger, account_of=accounts_of(ledger))) as gateway:
        port = _free_port()
        configuration = _configuration(gateway.removeprefix("http://"))
        (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration), encoding="utf-8")
        command = (
            program,
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
        )
        with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
            try:
                yield Prometheus(f"http://127.0.0.1:{port}")
            finally:
                process.terminate()


def _configuration(gateway: str) -> dict[str, Any]:
    target = {"job_name": "driftwarden", "static_configs": [{"targets": [gateway]}]}
    return {
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(_RULES / "driftwarden_*.yml")],
        "scrape_configs": [target],
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _holds(is_so: Callable[[], bool]) -> bool:
    try:
        return is_so()
    except httpx.HTTPError:
        return False
