"""/metrics and /healthz, with a ledger and with one that is broken."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.memory import MemoryLedger
from adapters.memory.audit import MemoryAudit
from adapters.storage import open_ledger
from domain.audit import AuditEntry
from domain.errors import EvidenceUnavailable
from driftwarden.explain import accounts_of
from gateway.app import create_app
from tests.builders import a_signal
from tests.gateway.builders import an_app, fetch, with_request

_WHY = "ledger: connection refused; the next run tries again"


class _Broken(MemoryLedger):
    """A ledger whose database is gone."""

    def __init__(self) -> None:
        super().__init__()
        self.audit = _BrokenAudit(self._lock)

    def models(self) -> tuple[str, ...]:
        raise EvidenceUnavailable(_WHY)


class _BrokenAudit(MemoryAudit):
    """Its audit, which is gone with it."""

    def head(self) -> AuditEntry | None:
        raise EvidenceUnavailable(_WHY)


def test_metrics_are_prometheus_text() -> None:
    ledger = MemoryLedger()
    with_request(ledger)
    response = fetch(an_app(ledger), "/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    names = {family.name for family in text_string_to_metric_families(response.text)}
    assert "driftwarden_approvals_pending" in names


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [("gzip", True), ("deflate, gzip;q=0.5", True), ("identity", False), ("gzip;q=0.0", False), ("", False)],
)
def test_the_page_is_compressed_for_whoever_takes_it_so(accepted: str, *, is_packed: bool) -> None:
    response = fetch(an_app(MemoryLedger()), "/metrics", accept_encoding=accepted)
    assert (response.headers.get("content-encoding") == "gzip") is is_packed
    assert response.headers["vary"] == "Accept-Encoding"
    assert "driftwarden_scrapes_total" in response.text


def test_as_many_columns_are_shown_one_by_one_as_the_server_was_told() -> None:
    ledger = MemoryLedger()
    for number in range(4):
        ledger.signals.record(a_signal(name="drift", subject=f"c{number}"))
    app = create_app(ledger, account_of=accounts_of(ledger), top=2)
    families = {family.name: family for family in text_string_to_metric_families(fetch(app, "/metrics").text)}
    assert [sample.value for sample in families["driftwarden_signals_dropped"].samples] == [2]
    assert len(families["driftwarden_signal_value"].samples) == 3


def test_a_broken_ledger_is_a_failed_scrape_and_not_zeros() -> None:
    response = fetch(an_app(_Broken()), "/metrics")
    assert response.status_code == 500
    assert response.text == f"{_WHY}\n"


def test_the_page_says_how_the_process_itself_fares() -> None:
    class Mended(MemoryLedger):
        """Breaks once."""

        broken = True

        def models(self) -> tuple[str, ...]:
            if self.broken:
                raise EvidenceUnavailable(_WHY)
            return super().models()

    ledger = Mended()
    app = an_app(ledger)
    assert fetch(app, "/metrics").status_code == 500
    ledger.broken = False
    families = {family.name: family for family in text_string_to_metric_families(fetch(app, "/metrics").text)}
    counted = {
        s.labels["outcome"]: s.value for s in families["driftwarden_scrapes"].samples if s.name.endswith("_total")
    }
    assert counted == {"answered": 1, "failed": 1}
    assert families["process_resident_memory_bytes"].samples[0].value > 1_000_000


def test_a_ledger_that_answers_is_healthy() -> None:
    response = fetch(an_app(MemoryLedger()), "/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_broken_ledger_is_unhealthy_and_says_why() -> None:
    response = fetch(an_app(_Broken()), "/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "reason": _WHY}


@pytest.mark.parametrize(("path", "status"), [("/metrics", 500), ("/healthz", 503)])
def test_a_database_that_was_overwritten_is_noticed(tmp_path: Path, path: str, status: int) -> None:
    file = tmp_path / "ledger.db"
    ledger = open_ledger(f"sqlite:///{file}")
    ledger.close()
    for left in tmp_path.iterdir():
        left.write_bytes(b"this is no database, and it is long enough to be read as one" * 100)
    response = fetch(an_app(ledger), path)
    assert response.status_code == status
    assert "ledger" in response.text


@pytest.mark.parametrize("path", ["/", "/slack", "/metrics/"])
def test_there_is_nothing_else(path: str) -> None:
    assert fetch(an_app(MemoryLedger()), path).status_code in {404, 307}
