"""GET /decisions/{id}."""

from dataclasses import replace

from adapters.memory import MemoryLedger
from domain.errors import EvidenceUnavailable
from gateway.app import create_app
from tests.builders import a_decision, a_signal
from tests.gateway.builders import an_app, fetch


def test_the_page_says_why_a_decision_is_what_it_is() -> None:
    ledger = MemoryLedger()
    ledger.decisions.record(a_decision())
    ledger.signals.record(a_signal())
    response = fetch(an_app(ledger), f"/decisions/{a_decision().id}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for told in ("flights: retrain", "mae 12.5 is above 10", "What would have kept it calm", "driftwarden explain"):
        assert told in response.text


def test_what_a_column_or_a_person_is_called_stays_text() -> None:
    ledger = MemoryLedger()
    odd = replace(a_decision(), because="<script>alert(1)</script>", what_changed=("<img src=x onerror=y>",))
    ledger.decisions.record(odd)
    text = fetch(an_app(ledger), f"/decisions/{odd.id}").text
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_decision_that_the_ledger_does_not_hold_is_404_and_says_so() -> None:
    response = fetch(an_app(MemoryLedger()), "/decisions/0123456789abcdef")
    assert response.status_code == 404
    assert "0123456789abcdef" in response.text


def test_a_ledger_that_cannot_be_read_is_503_with_the_reason() -> None:
    def broken(_about: str) -> None:
        raise EvidenceUnavailable("ledger: connection refused; the next run tries again")

    response = fetch(create_app(MemoryLedger(), account_of=broken), "/decisions/abc")  # type: ignore[arg-type]
    assert response.status_code == 503
    assert response.text == "ledger: connection refused; the next run tries again\n"
