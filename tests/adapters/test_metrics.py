"""What Prometheus reads, parsed by Prometheus' own parsers."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.memory import MemoryLedger
from adapters.metrics import exposition
from adapters.storage import open_ledger
from domain.decisions import Action, Reason
from domain.errors import EvidenceUnavailable
from domain.ports import Ledger
from domain.signals import SignalState
from domain.training import RunState
from tests.builders import (
    a_decision,
    a_moment,
    a_notice,
    a_promotion,
    a_request,
    a_run,
    a_segment,
    a_signal,
    a_week,
    an_approval,
    an_order,
)

MAE = {"model": "flights", "signal": "mae", "subject": "", "segment": ""}


def _filled(ledger: Ledger) -> Ledger:
    """A story with at least one sample of every family."""
    ledger.signals.record(a_signal(window=a_week(0), value=12.5))
    ledger.signals.record(a_signal(window=a_week(1), value=9.5, state=SignalState.CALM, interval=(8.5, 10.5)))
    ledger.signals.record(a_signal(name="drift", subject="temp", value=0.31, threshold=0.2))
    ledger.signals.record(a_signal(name="drift", subject="visib", threshold=0.2, state=SignalState.UNKNOWN))
    ledger.signals.record(a_signal(segment=a_segment(), value=14.0))
    ledger.decisions.record(a_decision())
    ledger.decisions.record(a_decision(window=a_week(1), action=Action.NOTHING, reason=Reason.CALM))
    ledger.decisions.record(
        a_decision(window=a_week(2), action=Action.NOTHING, reason=Reason.CALM, decided_at=a_moment(days=14))
    )
    ledger.orders.record(an_order())
    ledger.runs.record(a_run())
    ledger.runs.settle(a_run(state=RunState.FAILED))
    ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None))
    ledger.promotions.record(a_promotion())
    ledger.requests.record(a_request(bound_to="b", asked_at=a_moment(days=2)))
    ledger.requests.record(a_request())
    ledger.outbox.queue(a_notice())
    ledger.outbox.queue(a_notice(key="tried"))
    ledger.outbox.failed("tried", why="outage", retry_at=a_moment(days=300))
    ledger.outbox.queue(a_notice(key="arrived"))
    ledger.outbox.delivered("arrived", receipt="C/1", at=a_moment())
    return ledger


def _samples(ledger: Ledger) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(exposition(ledger).decode())
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def _value(ledger: Ledger, name: str, **labels: str) -> float | None:
    return _samples(ledger).get((f"driftwarden_{name}", tuple(sorted(labels.items()))))


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("signal_value", MAE, 9.5),
        ("signal_threshold", MAE, 10.0),
        ("signal_interval_lower", MAE, 8.5),
        ("signal_interval_upper", MAE, 10.5),
        ("signal_interval_upper", MAE | {"segment": "carrier=UA"}, None),
        ("signal_window_end_timestamp_seconds", MAE, a_week(1).end.timestamp()),
        ("signal_window_end_timestamp_seconds", MAE | {"segment": "carrier=UA"}, a_week(0).end.timestamp()),
        ("signal_state", MAE, 0),
        ("signal_value", MAE | {"signal": "drift", "subject": "temp"}, 0.31),
        ("signal_state", MAE | {"signal": "drift", "subject": "temp"}, 1),
        ("signal_value", MAE | {"signal": "drift", "subject": "visib"}, None),
        ("signal_state", MAE | {"signal": "drift", "subject": "visib"}, 2),
        ("signal_value", MAE | {"segment": "carrier=UA"}, 14.0),
        ("decisions_total", {"model": "flights", "action": "retrain", "reason": "fired"}, 1),
        ("decisions_total", {"model": "flights", "action": "nothing", "reason": "calm"}, 2),
        ("retrainings_total", {"model": "flights", "outcome": "failed"}, 1),
        ("retrainings_total", {"model": "flights", "outcome": "succeeded"}, 0),
        ("promotions_total", {"model": "flights", "kind": "adopted"}, 1),
        ("promotions_total", {"model": "flights", "kind": "promoted"}, 1),
        ("promotions_total", {"model": "flights", "kind": "rolled back"}, 0),
        ("champion_info", {"model": "flights", "version": "v2"}, 1),
        ("champion_info", {"model": "flights", "version": "v1"}, None),
        ("approvals_pending", {"model": "flights"}, 2),
        ("approvals_oldest_asked_timestamp_seconds", {"model": "flights"}, a_moment(hours=5).timestamp()),
        ("last_decision_timestamp_seconds", {"model": "flights"}, a_moment(days=14).timestamp()),
        ("outbox_undelivered", {}, 2),
    ],
)
def test_the_page_shows_what_the_ledger_holds(name: str, labels: dict[str, str], value: float | None) -> None:
    assert _value(_filled(MemoryLedger()), name, **labels) == value


def test_a_database_shows_the_same_page_as_its_twin_in_memory(tmp_path: Path) -> None:
    stored = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    assert _samples(_filled(stored)) == _samples(_filled(MemoryLedger()))
    stored.close()


def test_nothing_waiting_is_nought_and_has_no_age() -> None:
    ledger = _filled(MemoryLedger())
    for request in ledger.requests.pending():
        ledger.requests.answer(an_approval(request))
    assert _value(ledger, "approvals_pending", model="flights") == 0
    assert _value(ledger, "approvals_oldest_asked_timestamp_seconds", model="flights") is None


def test_a_step_back_counts_as_one_and_shows_the_old_champion() -> None:
    ledger = _filled(MemoryLedger())
    back = a_promotion(from_version="v2", to_version="v1", approval=None, rolls_back=a_promotion().id)
    ledger.promotions.record(back)
    assert _value(ledger, "promotions_total", model="flights", kind="rolled back") == 1
    assert _value(ledger, "champion_info", model="flights", version="v1") == 1
    assert _value(ledger, "champion_info", model="flights", version="v2") is None


def test_models_are_told_apart() -> None:
    ledger = _filled(MemoryLedger())
    ledger.signals.record(a_signal(model="hotels", value=3.0))
    assert _value(ledger, "signal_value", **MAE | {"model": "hotels"}) == 3.0
    assert _value(ledger, "signal_value", **MAE) == 9.5


def test_an_empty_ledger_has_an_empty_outbox_and_no_model() -> None:
    assert _samples(MemoryLedger()) == {("driftwarden_outbox_undelivered", ()): 0.0}


def test_no_sample_carries_a_timestamp_of_its_own() -> None:
    families = text_string_to_metric_families(exposition(_filled(MemoryLedger())).decode())
    assert {sample.timestamp for family in families for sample in family.samples} == {None}


def test_every_family_is_there_with_its_help_and_a_sample() -> None:
    families = list(text_string_to_metric_families(exposition(_filled(MemoryLedger())).decode()))
    assert len(families) == 14
    assert all(family.documentation.endswith(".") and family.samples for family in families)


class _Broken(MemoryLedger):
    """A ledger that breaks in the middle of a scrape."""

    def models(self) -> tuple[str, ...]:
        raise EvidenceUnavailable("ledger: disk I/O error")


def test_a_broken_ledger_fails_the_scrape() -> None:
    with pytest.raises(EvidenceUnavailable, match="disk I/O error"):
        exposition(_Broken())


def test_promtool_finds_nothing_to_say(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None and not os.environ.get("CI"):
        pytest.skip("promtool is not on PATH; CI has it")
    assert promtool is not None, "CI is set, so promtool (Debian: prometheus) has to be on PATH"
    checked: subprocess.CompletedProcess[Any] = subprocess.run(
        [promtool, "check", "metrics"], input=exposition(_filled(MemoryLedger())), capture_output=True, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")
