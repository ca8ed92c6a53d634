"""The past as OpenMetrics, for prometheus_client's parser, for promtool, and for a real Prometheus on its blocks."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from adapters.memory import MemoryLedger
from adapters.metrics.family import openmetrics_lines
from adapters.metrics.history import history
from domain.decisions import Action, Reason
from domain.ports import Ledger
from domain.signals import SignalState
from domain.training import RunState
from domain.windows import Window
from tests.builders import (
    MODEL,
    WEEK,
    a_decision,
    a_promotion,
    a_run,
    a_signal,
    a_verdict,
    a_week,
    an_order,
)
from tests.deploy.programs import output_of, program
from tests.deploy.prometheus import Prometheus

SPAN = Window(start=a_week(0).start, end=a_week(3).end)
DAY = timedelta(days=1)
MAE = {"model": MODEL, "signal": "mae", "subject": "", "segment": ""}


def _past() -> Ledger:
    """Four weeks: an error that rises, is unknown in the third week, and falls with a new champion."""
    ledger = MemoryLedger()
    ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None, promoted_at=SPAN.start))
    for week, value in enumerate((9.0, 12.5, None, 8.5)):
        state = SignalState.UNKNOWN if value is None else SignalState.CALM
        ledger.signals.record(a_signal(window=a_week(week), value=value, state=state))
        decided = a_decision(window=a_week(week), decided_at=a_week(week).end, action=Action.ALERT)
        ledger.decisions.record(decided)
    ledger.orders.record(an_order())
    ledger.runs.record(a_run())
    ledger.runs.settle(a_run(state=RunState.SUCCEEDED))
    ledger.verdicts.record(a_verdict())
    ledger.promotions.record(a_promotion(promoted_at=a_week(2).end))
    return ledger


def _text(ledger: Ledger, *, every: timedelta = DAY, top: int = 10) -> str:
    return "".join(openmetrics_lines(history(ledger, [MODEL], span=SPAN, every=every, top=top)))


def _families(text: str) -> list[Metric]:
    return list(text_string_to_metric_families(text))  # type: ignore[no-untyped-call]


def _course(text: str, name: str, **labels: str) -> list[tuple[datetime, float]]:
    alike = [s for family in _families(text) for s in family.samples if s.name == name and s.labels == labels]
    return [(datetime.fromtimestamp(float(s.timestamp or 0.0), SPAN.end.tzinfo), s.value) for s in alike]


def test_a_signal_holds_from_the_end_of_its_window_to_the_end_of_the_next() -> None:
    course = _course(_text(_past()), "driftwarden_signal_value", **MAE)
    assert course[0] == (a_week(0).end, 9.0)
    assert [value for at, value in course if at < a_week(1).end] == [9.0] * 7
    assert [value for at, value in course if a_week(1).end <= at < a_week(2).end] == [12.5] * 7
    assert course[-1] == (a_week(3).end, 8.5)


def test_what_was_unknown_is_a_hole_in_the_value_and_a_state() -> None:
    text = _text(_past())
    third = Window(start=a_week(2).end, end=a_week(3).end)
    assert not [at for at, _ in _course(text, "driftwarden_signal_value", **MAE) if third.holds(at)]
    assert {value for at, value in _course(text, "driftwarden_signal_state", **MAE) if third.holds(at)} == {2}


def test_counters_rise_from_nought_when_it_happened() -> None:
    text = _text(_past(), every=WEEK)
    alerts = _course(text, "driftwarden_decisions_total", model=MODEL, action="alert", reason=Reason.FIRED)
    assert [value for _, value in alerts] == [0, 1, 2, 3, 4]
    succeeded = _course(text, "driftwarden_retrainings_total", model=MODEL, outcome="succeeded")
    assert [value for _, value in succeeded][:2] == [0, 0]
    assert succeeded[-1][1] == 1


def test_champions_follow_each_other() -> None:
    text = _text(_past())
    first = _course(text, "driftwarden_champion_info", model=MODEL, version="v1")
    second = _course(text, "driftwarden_champion_info", model=MODEL, version="v2")
    assert (first[0][0], first[-1][0] < second[0][0]) == (SPAN.start, True)
    assert second[0][0] == a_week(2).end
    since = _course(text, "driftwarden_champion_promoted_timestamp_seconds", model=MODEL)
    assert since[-1][1] == a_week(2).end.timestamp()


def test_a_trial_stands_until_the_next() -> None:
    course = _course(_text(_past()), "driftwarden_trial_margin", model=MODEL, metric="mae", segment="")
    assert course[0][0] == a_verdict().judged_at
    assert course[-1][0] > a_week(2).end


def test_of_many_columns_each_window_shows_its_own_worst() -> None:
    ledger = MemoryLedger()
    for week in range(2):
        for number in range(3):
            value = 0.1 if number == week else 0.9
            told = a_signal(name="drift", subject=f"c{number}", window=a_week(week), value=value, threshold=0.5)
            ledger.signals.record(told)
    text = _text(ledger, top=2)
    drift = {"model": MODEL, "signal": "drift", "segment": ""}
    assert next(at for at, _ in _course(text, "driftwarden_signal_value", **drift, subject="c0")) == a_week(1).end
    assert [at for at, _ in _course(text, "driftwarden_signal_value", **drift, subject="c1")][-1] < a_week(1).end
    assert next(value for _, value in _course(text, "driftwarden_signal_value", **drift, subject="_other")) == 0.1


def test_samples_of_a_series_are_in_order_and_never_doubled() -> None:
    moments: dict[tuple[Any, ...], list[float]] = {}
    for family in _families(_text(_past(), every=timedelta(hours=5))):
        for sample in family.samples:
            series = (sample.name, *sorted(sample.labels.items()))
            moments.setdefault(series, []).append(float(sample.timestamp or 0.0))
    assert all(sorted(set(each)) == each for each in moments.values())
    inside = [at for each in moments.values() for at in each]
    assert SPAN.start.timestamp() <= min(inside) <= max(inside) <= SPAN.end.timestamp()


def test_nothing_known_is_an_empty_text_that_can_be_read() -> None:
    assert _text(MemoryLedger()) == "# EOF\n"


@contextmanager
def _prometheus(data: Path) -> Iterator[Prometheus]:
    """A Prometheus over these blocks, which keeps whatever is in them."""
    config = data.parent / "prometheus.yml"
    config.write_text("scrape_configs: []\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [program("prometheus", "prometheus"), f"--config.file={config}", f"--storage.tsdb.path={data}"]
    command += ["--storage.tsdb.retention.time=100y", f"--web.listen-address={address}"]
    with (data.parent / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield Prometheus(f"http://{address}")
        finally:
            process.terminate()


def _values(server: Prometheus, query: str, at: datetime) -> list[float]:
    return [float(each["value"][1]) for each in server.now(query, at.timestamp())]


@pytest.mark.slow
def test_promtool_makes_blocks_of_it_and_prometheus_answers_from_them(tmp_path: Path) -> None:
    file, data = tmp_path / "past.om", tmp_path / "data"
    file.write_text(_text(_past()), encoding="utf-8")
    promtool = program("promtool", "prometheus")
    output_of(promtool, "tsdb", "create-blocks-from", "openmetrics", str(file), str(data))
    with _prometheus(data) as server:
        value = 'driftwarden_signal_value{signal="mae"}'
        server.eventually(lambda: _values(server, value, a_week(1).end) == [12.5], "the second week is 12.5")
        assert _values(server, value, a_week(2).end) == []
        rise = "sum(increase(driftwarden_decisions_total[2w]))"
        assert _values(server, rise, a_week(1).end) == [pytest.approx(2, rel=0.1)]
        assert _values(server, 'driftwarden_champion_info{version="v2"}', a_week(3).end) == [1]
