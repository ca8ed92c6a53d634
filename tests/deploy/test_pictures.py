"""The made-up fleet that pictures are taken of shows all that a fleet dashboard can show."""

from datetime import UTC, datetime

from adapters.memory import MemoryLedger
from deploy.grafana.pictures.fleet import FLEET, WAITING, beat, fill
from domain.board import Standing
from domain.signals import SignalState

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def _standing() -> Standing:
    ledger = MemoryLedger()
    fill(ledger, NOW)
    for minute in range(1, 5):
        beat(ledger, NOW, minute)
    return ledger.board.standing(NOW)


def test_a_made_up_fleet_has_models_in_every_state_and_questions_that_wait() -> None:
    standing = _standing()
    assert set(standing.models) == set(FLEET)
    assert {signal.state for signal in standing.signals} == set(SignalState)
    assert {row.model for row in standing.waiting} == set(WAITING)
    assert standing.outbox.dead_letters == 1


def test_messages_of_a_made_up_fleet_arrive_by_threes() -> None:
    assert _standing().outbox.undelivered == 2, "the one of the last minute, and the one that was given up"
