"""A Prometheus on loopback that scrapes the demo's exporter every second; and what it knows."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx
import yaml

from driftwarden.live.children import Child, free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator

_RULES = Path(__file__).resolve().parents[2] / "deploy" / "prometheus" / "driftwarden_rules.yml"
_PORT = 9090
# Where Debian's package has them; a program unpacked by hand looks beside itself and finds none.
_CONSOLES = ("--web.console.templates=consoles", "--web.console.libraries=console_libraries")
HOW_TO_GET_IT = "apt-get install prometheus, or https://prometheus.io/download"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prometheus:
    """A started one."""

    address: str
    child: Child

    def page(self, expression: str) -> str:
        """Where a person sees the expression as a graph."""
        return f"{self.address}/graph?{urlencode({'g0.expr': expression, 'g0.tab': 0, 'g0.range_input': '15m'})}"

    def ask(self, expression: str) -> list[dict[str, str]]:
        """The labels of all series that it finds now; empty while it cannot be asked."""
        try:
            answer = httpx.get(f"{self.address}/api/v1/query", params={"query": expression}, trust_env=False)
            return [series["metric"] for series in answer.json()["data"]["result"]]
        except (httpx.TransportError, ValueError, KeyError):
            return []


@contextmanager
def scraping(exporter: str, folder: Path) -> Iterator[Prometheus | None]:
    """Prometheus with the shipped rules, its data in `folder`; None where the program is not installed."""
    program = shutil.which("prometheus")
    if program is None:
        yield None
        return
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "prometheus.yml"
    settings.write_text(yaml.safe_dump(_settings(exporter)), encoding="utf-8")
    at = f"127.0.0.1:{free_port(_PORT)}"
    command = [
        program,
        f"--config.file={settings}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={at}",
        *_CONSOLES,
    ]
    with running(command, ready=f"http://{at}/-/ready", log=folder / "prometheus.log") as child:
        yield Prometheus(address=f"http://{at}", child=child)


def _settings(exporter: str) -> dict[str, object]:
    return {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(_RULES)],
        "scrape_configs": [
            {"job_name": "driftwarden", "static_configs": [{"targets": [exporter.removeprefix("http://")]}]}
        ],
    }
