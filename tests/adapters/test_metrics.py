"""What Prometheus reads, parsed by Prometheus' own parsers."""

import math
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from adapters.memory import MemoryLedger
from adapters.metrics import exposition
from adapters.metrics.bounded import TOP
from adapters.metrics.family import Family
from adapters.storage import open_ledger
from domain.decisions import Action, Ask, Reason
from domain.errors import EvidenceUnavailable
from domain.ports import Ledger
from domain.signals import Side, SignalState
from domain.training import RunState
from domain.verdicts import Role
from domain.windows import Window
from tests.builders import (
    a_comparison,
    a_decision,
    a_moment,
    a_notice,
    a_promotion,
    a_request,
    a_run,
    a_segment,
    a_signal,
    a_silence,
    a_verdict,
    a_week,
    an_approval,
    an_interval,
    an_order,
)

GOAL = {"model": "flights", "metric": "mae", "segment": ""}
READING: tuple[str, tuple[tuple[str, str], ...]] = ("driftwarden_ledger_read_seconds", ())
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
    ledger.outbox.queue(a_notice(key="buried"))
    ledger.outbox.bury("buried", why="channel_not_found", at=a_moment())
    slice_ = a_comparison(segment=a_segment(), role=Role.GUARDRAIL, margin=0.5, difference=an_interval(low=-0.25))
    ledger.verdicts.record(a_verdict(comparisons=(a_comparison(), slice_)))
    ledger.silences.record(a_silence())
    ledger.board.beat("monitor", ran_at=a_moment(hours=9), troubles=2)
    return ledger


def _page(ledger: Ledger, *, top: int = TOP) -> str:
    return exposition(ledger, now=a_moment(), top=top).decode()


def _samples(ledger: Ledger, *, top: int = TOP) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(_page(ledger, top=top))
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
        ("approval_expires_timestamp_seconds", {"model": "flights"}, a_request().expires_at.timestamp()),
        ("last_decision_timestamp_seconds", {"model": "flights"}, a_moment(days=14).timestamp()),
        ("outbox_undelivered", {}, 3),
        ("outbox_dead_letters", {}, 1),
        ("outbox_oldest_undelivered_timestamp_seconds", {}, a_moment().timestamp()),
        ("signals", {"model": "flights", "state": "calm"}, 1),
        ("signals", {"model": "flights", "state": "breached"}, 2),
        ("signals", {"model": "flights", "state": "unknown"}, 1),
        ("signals", {"model": "flights", "state": "stale"}, 0),
        ("signals_dropped", {"model": "flights", "signal": "drift"}, 0),
        ("signals_dropped", {"model": "flights", "signal": "mae"}, None),
        ("retraining_cost_total", {"model": "flights"}, 60.0),
        ("champion_promoted_timestamp_seconds", {"model": "flights"}, a_promotion().promoted_at.timestamp()),
        ("on_probation", {"model": "flights"}, 1),
        ("approvals_answered_total", {"model": "flights", "answer": "approve"}, 0),
        ("approvals_answered_total", {"model": "flights", "answer": "expired"}, 0),
        ("approvals_answered_total", {"model": "flights", "answer": "overtaken"}, 0),
        ("verdicts_total", {"model": "flights", "outcome": "promote"}, 1),
        ("verdicts_total", {"model": "flights", "outcome": "inconclusive"}, 0),
        ("trial_difference_lower", GOAL, 0.5),
        ("trial_difference_estimate", GOAL, 1.5),
        ("trial_difference_upper", GOAL, 2.5),
        ("trial_difference_lower", GOAL | {"segment": "carrier=UA"}, -0.25),
        ("trial_margin", GOAL | {"segment": "carrier=UA"}, 0.5),
        ("trial_judged_timestamp_seconds", {"model": "flights"}, a_verdict().judged_at.timestamp()),
        ("silences_active", {"model": "flights"}, 1),
        ("last_window_end_timestamp_seconds", {"model": "flights"}, a_week(2).end.timestamp()),
        ("window_seconds", {"model": "flights"}, 7 * 86400),
        ("window_period_seconds", {"model": "flights"}, 7 * 86400),
        ("flow_last_run_timestamp_seconds", {"flow": "monitor"}, a_moment(hours=9).timestamp()),
        ("flow_troubles", {"flow": "monitor"}, 2),
    ],
)
def test_the_page_shows_what_the_ledger_holds(name: str, labels: dict[str, str], value: float | None) -> None:
    assert _value(_filled(MemoryLedger()), name, **labels) == value


def test_a_database_shows_the_same_page_as_its_twin_in_memory(tmp_path: Path) -> None:
    stored = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    shown, twin = _samples(_filled(stored)), _samples(_filled(MemoryLedger()))
    assert shown.pop(READING) > 0
    assert twin.pop(READING) > 0
    assert shown == twin
    stored.close()


def test_nothing_waiting_is_nought_and_has_no_age() -> None:
    ledger = _filled(MemoryLedger())
    for request in ledger.requests.pending():
        ledger.requests.answer(an_approval(request))
    assert _value(ledger, "approvals_pending", model="flights") == 0
    assert _value(ledger, "approvals_oldest_asked_timestamp_seconds", model="flights") is None
    assert _value(ledger, "approval_expires_timestamp_seconds", model="flights") is None


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
    shown = _samples(MemoryLedger())
    assert {name for name, labels in shown if not labels} == {
        "driftwarden_outbox_undelivered",
        "driftwarden_outbox_dead_letters",
        "driftwarden_ledger_read_seconds",
    }
    assert {name for name, labels in shown if labels} == {"driftwarden_build_info"}
    assert shown["driftwarden_outbox_undelivered", ()] == 0


def test_a_page_says_which_driftwarden_wrote_it_on_which_python() -> None:
    shown = {name: (dict(labels), value) for (name, labels), value in _samples(MemoryLedger()).items()}
    running = {"version": version("driftwarden"), "python": platform.python_version()}
    assert shown["driftwarden_build_info"] == (running, 1)


def test_a_wish_of_a_person_is_no_sign_that_anybody_looks_at_the_model() -> None:
    ledger = MemoryLedger()
    ledger.decisions.record(a_decision(reason=Reason.ASKED, asked=Ask(by="ada", door="slack")))
    shown = {name for name, _ in _samples(ledger)}
    assert "driftwarden_decisions_total" in shown
    assert not shown & {"driftwarden_last_decision_timestamp_seconds", "driftwarden_window_seconds"}


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        ("2024-05-31T22:00:00", "2024-06-01T22:00:00", 86400.0),
        ("2024-03-30T23:00:00", "2024-03-31T22:00:00", 82800.0),
        ("2024-05-26T18:15:00", "2024-06-02T18:15:00", 604800.0),
        ("2024-06-01T09:00:00", "2024-06-01T10:00:00", 3600.0),
        ("2024-06-01T14:00:00", "2024-06-01T14:40:07.25", None),
        ("2024-06-01T14:00:00", "2024-06-01T18:00:00", None),
        ("2024-06-01T14:00:03", "2024-06-02T14:00:03", None),
    ],
    ids=["Berlin", "a day of 23 hours", "Kathmandu", "an hour", "rows", "four hours of rows", "a day of rows"],
)
def test_a_next_window_is_to_be_expected_only_where_the_clock_makes_them(
    start: str, end: str, period: float | None
) -> None:
    ledger, (begins, ends) = MemoryLedger(), (datetime.fromisoformat(f"{each}+00:00") for each in (start, end))
    ledger.decisions.record(a_decision(window=Window(start=begins, end=ends), decided_at=ends))
    assert _value(ledger, "window_period_seconds", model="flights") == period
    assert _value(ledger, "window_seconds", model="flights") == (ends - begins).total_seconds()


def test_no_sample_carries_a_timestamp_of_its_own() -> None:
    families = text_string_to_metric_families(_page(_filled(MemoryLedger())))
    assert {sample.timestamp for family in families for sample in family.samples} == {None}


def test_every_family_is_there_with_its_help_and_a_sample() -> None:
    families = list(text_string_to_metric_families(_page(_filled(MemoryLedger()))))
    assert len({family.name for family in families}) == len(families) == 37
    assert all(family.documentation.endswith(".") and family.samples for family in families)


def test_no_series_is_there_twice() -> None:
    lines = [line.rpartition(" ")[0] for line in _page(_wide(40)).splitlines() if not line.startswith("#")]
    assert len(set(lines)) == len(lines)


def test_prometheus_own_library_writes_the_same_page() -> None:
    class Again(Collector):
        def collect(self) -> Iterator[Metric]:
            yield from text_string_to_metric_families(page)

    registry, page = CollectorRegistry(auto_describe=False), _page(_awkward())
    registry.register(Again())
    theirs = generate_latest(registry).decode()
    assert _parsed(theirs) == _parsed(page)
    assert _heads(theirs) == _heads(page)


def _awkward() -> Ledger:
    """Names with every sign that has to be escaped, and numbers of every size."""
    ledger = _filled(MemoryLedger())
    values = (0.1 + 0.2, 1e-300, 1e300, -0.0, 123456789.0, 5e-324)
    for number, value in enumerate(values):
        subject = f'quo"te back\\slash new\nline {{brace}} ü {number}'
        ledger.signals.record(a_signal(name="drift", subject=subject, value=value, threshold=0.2))
    endless = an_interval(low=-math.inf, high=math.inf)
    ledger.verdicts.record(a_verdict(model="hotels", comparisons=(a_comparison(difference=endless),)))
    return ledger


def _parsed(page: str) -> list[Any]:
    families = text_string_to_metric_families(page)
    return [(s.name, s.labels, s.value) for family in families for s in family.samples]


def _heads(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith("#")]


def _wide(columns: int) -> Ledger:
    """Forty columns: the values of drift rise with the number, the first three are unknown, every tenth is breached."""
    ledger = MemoryLedger()
    for number in range(columns):
        breached = SignalState.BREACHED if number % 10 == 9 else SignalState.CALM
        state = SignalState.UNKNOWN if number < 3 else breached
        value = None if number < 3 else number / 100
        told = a_signal(name="drift", subject=f"c{number:02}", value=value, threshold=0.5, state=state)
        ledger.signals.record(told)
    return ledger


def _shown(ledger: Ledger, name: str, *, top: int = TOP) -> dict[str, float]:
    page = _samples(ledger, top=top)
    return {dict(labels)["subject"]: value for (each, labels), value in page.items() if each == f"driftwarden_{name}"}


def test_of_many_columns_the_breached_and_then_the_farthest_are_shown_and_the_rest_is_summed() -> None:
    shown = _shown(_wide(40), "signal_value")
    assert set(shown) == {"c09", "c19", "c29", "c39", "c38", "c37", "c36", "c35", "c34", "c33", "_other"}
    summed = [number / 100 for number in range(3, 33) if number not in {9, 19, 29}]
    assert shown["_other"] == pytest.approx(sum(summed))
    assert _shown(_wide(40), "signal_threshold")["_other"] == pytest.approx(0.5 * len(summed))


def test_what_was_summed_is_told_and_nothing_is_lost_from_the_counts() -> None:
    assert _value(_wide(40), "signals_dropped", model="flights", signal="drift") == 30
    assert _value(_wide(40), "signals", model="flights", state="breached") == 4
    assert _value(_wide(40), "signals", model="flights", state="unknown") == 3
    assert _value(_wide(40), "signals", model="flights", state="calm") == 33


@pytest.mark.parametrize(("top", "state"), [(10, 2), (3, 1), (40, None)], ids=["unknown", "breached", "not needed"])
def test_the_rest_is_in_the_worst_state_of_all_in_it(top: int, state: float | None) -> None:
    assert _shown(_wide(40), "signal_state", top=top).get("_other") == state


def test_below_its_limit_is_what_counts_where_less_is_worse() -> None:
    ledger = MemoryLedger()
    for number in range(4):
        rate = a_signal(name="auc", subject=f"c{number}", value=0.9 - number / 10, threshold=0.5, side=Side.BELOW)
        ledger.signals.record(replace(rate, state=SignalState.CALM))
    assert set(_shown(ledger, "signal_value", top=2)) == {"c3", "c2", "_other"}


def test_a_column_that_is_no_longer_measured_makes_room_and_stands_still() -> None:
    ledger = MemoryLedger()
    ledger.signals.record(a_signal(name="drift", subject="gone", value=99.0, threshold=0.2, window=a_week(-2)))
    for column in ("a", "b"):
        ledger.signals.record(a_signal(name="drift", subject=column, value=0.1, threshold=0.2))
    assert set(_shown(ledger, "signal_value", top=2)) == {"a", "b"}
    assert _shown(ledger, "signal_window_end_timestamp_seconds")["gone"] == a_week(-2).end.timestamp()
    assert _value(ledger, "signals", model="flights", state="stale") == 1
    assert _value(ledger, "signals", model="flights", state="breached") == 2


def test_a_column_called_like_the_rest_is_a_part_of_it() -> None:
    ledger = _wide(12)
    ledger.signals.record(a_signal(name="drift", subject="_other", value=9.0, threshold=0.5))
    assert _shown(ledger, "signal_state")["_other"] == 1
    assert _value(ledger, "signals_dropped", model="flights", signal="drift") == 3


def test_a_metric_that_is_goal_and_guardrail_is_shown_as_the_goal() -> None:
    ledger = MemoryLedger()
    guardrail = a_comparison(role=Role.GUARDRAIL, margin=0.5, difference=None)
    ledger.verdicts.record(a_verdict(comparisons=(a_comparison(), guardrail)))
    assert _value(ledger, "trial_margin", **GOAL) == 0.0


def test_a_counter_is_named_like_one() -> None:
    with pytest.raises(ValueError, match="_total"):
        Family(name="driftwarden_rows", kind="counter", said="Rows.", samples=())


class _Broken(MemoryLedger):
    """A ledger that breaks in the middle of a scrape."""

    def models(self) -> tuple[str, ...]:
        raise EvidenceUnavailable("ledger: disk I/O error")


def test_a_broken_ledger_fails_the_scrape() -> None:
    with pytest.raises(EvidenceUnavailable, match="disk I/O error"):
        exposition(_Broken(), now=a_moment())


def test_promtool_finds_nothing_to_say(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None and not os.environ.get("CI"):
        pytest.skip("promtool is not on PATH; CI has it")
    assert promtool is not None, "CI is set, so promtool (Debian: prometheus) has to be on PATH"
    checked: subprocess.CompletedProcess[Any] = subprocess.run(
        [promtool, "check", "metrics"], input=_page(_awkward()).encode(), capture_output=True, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")
