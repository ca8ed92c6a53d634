"""Artifacts of decisions: what is shown, and that nothing depends on it; what Prefect keeps is asked in `served`."""

from __future__ import annotations

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from adapters.memory import MemoryLedger
from domain.decisions import Action, Reason
from flows.artifacts import show
from tests.builders import a_decision, a_signal
from tests.flows.prefect_server import free_port

# Without a run around it Prefect warns; here there is none, because the server is down.
pytestmark = pytest.mark.filterwarnings("ignore:Artifact creation outside:FutureWarning")


def _shown_without_a_server(ledger: MemoryLedger, **fields: object) -> str | None:
    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        return show([a_decision(**fields)], ledger)


def test_a_server_that_is_down_is_named_and_nothing_breaks() -> None:
    ledger = MemoryLedger()
    ledger.signals.record(a_signal())
    said = _shown_without_a_server(ledger)
    assert said is not None
    assert said.startswith(f"decision {a_decision().id[:8]} cannot be shown in Prefect (")


def test_a_signal_that_cannot_be_read_breaks_nothing() -> None:
    said = _shown_without_a_server(MemoryLedger())
    assert said is not None
    assert a_signal().id in said


def test_a_calm_decision_is_not_shown() -> None:
    assert _shown_without_a_server(MemoryLedger(), action=Action.NOTHING, reason=Reason.CALM) is None
