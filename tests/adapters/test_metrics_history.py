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
from prometheus_client.parser import text_string_to_metric_families as families_of_a_page

from adapters.memory import MemoryLedger
from adapters.metrics import exposition
from adapters.metrics.family import openmetrics_lines
from adapters.metrics.history import history
from domain.approvals import Answer
from domain.decisions import Action, Reason
from domain.ports import Ledger
from domain.signals import SignalState
from domain.training import RunState
from domain.verdicts import Outcome
from domain.windows import Window
from tests.builders import (
    MODEL,
    WEEK,
    a_decision,
    a_lifting,
    a_moment,
    a_probation,
    a_promotion,
    a_request,
    a_run,
    a_signal,
    a_silence,
    a_verdict,
    a_week,
    a_wish,
    an_approval,
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


def _full_past(ledger: Ledger) -> Ledger:
    """Something of every family: columns too many and a column that went, trainings, people, silences."""
    for week, columns in enumerate((5, 4, 4, 4)):
        for number in range(columns):
            drift = a_signal(name="drift", subject=f"c{number}", window=a_week(week), value=0.1 * number, threshold=0.2)
            ledger.signals.record(drift)
        decided = a_decision(window=a_week(week), decided_at=a_week(week).end, action=Action.ALERT)
        ledger.decisions.record(decided)
    ledger.decisions.record(a_decision(policy="another", window=a_week(1), decided_at=a_moment(days=14)))
    late = a_decision(policy="late", window=a_week(0), decided_at=a_moment(days=15), action=Action.ALERT)
    ledger.decisions.record(late)
    for window in (a_week(2), SPAN):
        ledger.signals.record(a_signal(window=window, value=8.0, state=SignalState.CALM))
    ledger.decisions.record(a_wish(decided_at=a_week(3).end))
    for attempt, state in enumerate((RunState.FAILED, RunState.SUCCEEDED)):
        order = ledger.orders.record(an_order(attempt=attempt))
        ledger.runs.record(a_run(order=order.id))
        ledger.runs.settle(a_run(order=order.id, state=state, ended_at=a_moment(days=attempt + 1)))
    ledger.verdicts.record(a_verdict(spec_digest="stricter", outcome=Outcome.REJECT, judged_at=a_moment(hours=1)))
    ledger.verdicts.record(a_verdict())
    _people(ledger)
    return ledger


def _people(ledger: Ledger) -> None:
    """Five questions: approved by two, expired, overtaken while it waited, and two that still wait; a silence twice."""
    asked = [
        ledger.requests.record(
            a_request(
                bound_to=f"question {day}", asked_at=a_moment(days=day), expires_at=a_moment(days=day + 3), needs=2
            )
        )
        for day in range(5)
    ]
    ledger.requests.answer(an_approval(asked[0]))
    settling = an_approval(asked[0], by="ben", answered_at=a_moment(days=2))
    ledger.requests.answer(settling)
    ledger.requests.expire(asked[1], now=a_moment(days=5))
    ledger.requests.overtake(asked[2], now=a_moment(days=6))
    ledger.requests.answer(an_approval(asked[3]))
    ledger.promotions.record(a_promotion(from_version=None, to_version="v1", approval=None, promoted_at=SPAN.start))
    replaced = ledger.promotions.record(a_promotion(approval=settling.id, promoted_at=a_moment(days=3)))
    ledger.probations.record(a_probation(promotion=replaced.id, ended_at=a_moment(days=5)))
    promoted = ledger.promotions.record(a_promotion(to_version="v3", promoted_at=a_moment(days=4)))
    ledger.probations.record(a_probation(promotion=promoted.id, ended_at=a_moment(days=8)))
    for signal, days in ((None, 2), ("mae", 3), ("mae", 30)):
        until = a_moment(days=days)
        ledger.silences.record(a_silence(signal=signal, until=until, created_at=a_moment(hours=days)))


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


def test_of_what_changes_twice_within_a_millisecond_the_last_is_shown() -> None:
    ledger = MemoryLedger()
    for number in range(2):
        decided_at = a_moment() + number * timedelta(microseconds=400)
        ledger.decisions.record(a_decision(policy=f"policy {number}", decided_at=decided_at))
    course = _course(_text(ledger), "driftwarden_decisions_total", model=MODEL, action="retrain", reason="fired")
    assert next((at, value) for at, value in course if value) == (a_moment(), 2)


def test_nothing_known_is_an_empty_text_that_can_be_read() -> None:
    assert _text(MemoryLedger()) == "# EOF\n"


def test_signals_are_counted_by_state_and_those_no_longer_measured_are_stale(ledger: Ledger) -> None:
    text = _text(_full_past(ledger))
    breached = _course(text, "driftwarden_signals", model=MODEL, state="breached")
    assert breached[0] == (a_week(0).end, 5)
    assert [value for at, value in breached if at >= a_week(2).end] == [4] * 8
    stale = _course(text, "driftwarden_signals", model=MODEL, state="stale")
    assert [value for at, value in stale if at < a_week(2).end] == [0] * 14
    assert stale[-1] == (SPAN.end, 1)


def test_questions_wait_until_they_are_settled_and_count_from_then(ledger: Ledger) -> None:
    text = _text(_full_past(ledger))
    waiting = dict(_course(text, "driftwarden_approvals_pending", model=MODEL))
    assert [waiting[a_moment(days=day)] for day in range(8)] == [1, 2, 2, 3, 4, 3, 2, 2]
    oldest = dict(_course(text, "driftwarden_approvals_oldest_asked_timestamp_seconds", model=MODEL))
    assert oldest[a_moment(days=5)] == a_moment(days=2).timestamp()
    lapses = dict(_course(text, "driftwarden_approval_expires_timestamp_seconds", model=MODEL))
    assert [lapses[a_moment(days=day)] for day in (1, 2, 5)] == [a_moment(days=day).timestamp() for day in (3, 4, 5)]
    courses = {
        "approve": [0, 1, 1, 1, 1, 1],
        "expired": [0, 0, 0, 0, 1, 1],
        "overtaken": [0, 0, 0, 0, 0, 1],
        "reject": [0] * 6,
    }
    for answer, course in courses.items():
        answered = dict(_course(text, "driftwarden_approvals_answered_total", model=MODEL, answer=answer))
        assert [answered[a_moment(days=day)] for day in range(1, 7)] == course, answer


def test_an_approval_counts_from_when_it_was_given_and_stays_one_when_it_is_overtaken(ledger: Ledger) -> None:
    answer = an_approval(ledger.requests.record(a_request()))
    ledger.requests.answer(answer)
    ledger.requests.overtake(a_request(), now=a_moment(days=9))
    course = _course(_text(ledger), "driftwarden_approvals_answered_total", model=MODEL, answer="approve")
    assert {value for at, value in course if at >= answer.answered_at} == {1}
    overtaken = _course(_text(ledger), "driftwarden_approvals_answered_total", model=MODEL, answer="overtaken")
    assert {value for _, value in overtaken} == {0}


def test_a_rejection_counts_from_when_it_was_given() -> None:
    ledger = MemoryLedger()
    answer = an_approval(ledger.requests.record(a_request()), answer=Answer.REJECT)
    ledger.requests.answer(answer)
    course = _course(_text(ledger), "driftwarden_approvals_answered_total", model=MODEL, answer="reject")
    assert next(at for at, value in course if value == 1) == answer.answered_at


def test_a_silence_that_was_lifted_ends_there() -> None:
    ledger = MemoryLedger()
    silence = ledger.silences.record(a_silence(until=a_moment(days=9)))
    ledger.silences.lift(a_lifting(silence, lifted_at=a_moment(days=3)))
    course = dict(_course(_text(ledger), "driftwarden_silences_active", model=MODEL))
    assert [course[a_moment(days=day)] for day in (0, 2, 3, 8)] == [1, 1, 0, 0]


def test_probations_and_silences_begin_and_end(ledger: Ledger) -> None:
    text = _text(_full_past(ledger))
    tried = dict(_course(text, "driftwarden_on_probation", model=MODEL))
    days = (-7, 2, 3, 7, 8, 21)
    assert [tried[a_moment(days=day)] for day in days] == [0, 0, 1, 1, 0, 0]
    course = _course(text, "driftwarden_silences_active", model=MODEL)
    muted = [value for at, value in course if at > a_moment(days=1)]
    assert (course[0][1], muted[0], muted[-1]) == (0, 2, 1)
    assert next(at for at, value in course if at > a_moment(days=1) and value == 1) == a_moment(days=2)
    assert {value for at, value in course if at >= a_moment(days=2)} == {1}


def test_costs_and_verdicts_rise_and_the_newest_window_stands(ledger: Ledger) -> None:
    text = _text(_full_past(ledger))
    cost = _course(text, "driftwarden_retraining_cost_total", model=MODEL)
    assert (cost[0], cost[-1][1]) == ((SPAN.start, 0), 120.0)
    assert next(at for at, value in cost if value) == a_moment(days=1)
    rejected = _course(text, "driftwarden_verdicts_total", model=MODEL, outcome="reject")
    assert (rejected[0], rejected[-1][1]) == ((SPAN.start, 0), 1)
    ends = _course(text, "driftwarden_last_window_end_timestamp_seconds", model=MODEL)
    assert [value for at, value in ends if at < a_week(1).end] == [a_week(0).end.timestamp()] * 7
    assert dict(ends)[a_moment(days=16)] == a_week(2).end.timestamp()
    assert {value for _, value in _course(text, "driftwarden_window_seconds", model=MODEL)} == {WEEK.total_seconds()}
    decided = _course(text, "driftwarden_last_decision_timestamp_seconds", model=MODEL)
    assert decided[-1] == (SPAN.end, SPAN.end.timestamp())


# What the ledger does not tell of the past.
_OF_NOW = {
    "driftwarden_build_info",
    "driftwarden_flow_last_run_timestamp_seconds",
    "driftwarden_flow_troubles",
    "driftwarden_ledger_read_seconds",
    "driftwarden_outbox_dead_letters",
    "driftwarden_outbox_oldest_undelivered_timestamp_seconds",
    "driftwarden_outbox_undelivered",
}


@pytest.mark.parametrize("until", [SPAN.end, SPAN.end + WEEK], ids=["as it happens", "a week later"])
def test_the_newest_page_of_the_past_is_the_page_of_the_present(ledger: Ledger, until: datetime) -> None:
    _full_past(ledger)
    ledger.board.beat("monitor", ran_at=until, troubles=0)
    span = Window(start=SPAN.start, end=until)
    past = "".join(openmetrics_lines(history(ledger, [MODEL], span=span, every=timedelta(hours=1), top=2)))
    samples = [sample for family in _families(past) for sample in family.samples]
    last = (until - timedelta(hours=1)).timestamp()
    newest = {_of(each): each.value for each in samples if float(each.timestamp or 0.0) > last}
    page = exposition(ledger, now=until, top=2).decode()
    present = [sample for family in families_of_a_page(page) for sample in family.samples if sample.name not in _OF_NOW]
    assert newest == {_of(each): pytest.approx(each.value) for each in present}
    assert {each.name for each in present} >= {"driftwarden_signals_dropped", "driftwarden_approvals_pending"}


def _of(sample: Any) -> tuple[Any, ...]:
    return (sample.name, *sorted(sample.labels.items()))


def test_a_model_that_is_only_measured_waits_for_nothing() -> None:
    ledger = MemoryLedger()
    ledger.signals.record(a_signal())
    assert _course(_text(ledger), "driftwarden_approvals_pending", model=MODEL)[0] == (a_week(0).end, 0)


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
    ledger = _past()
    ledger.requests.record(a_request())
    file.write_text(_text(ledger), encoding="utf-8")
    promtool = program("promtool", "prometheus")
    making = ("tsdb", "create-blocks-from", "openmetrics", str(file), str(data), "--max-block-duration=1500h")
    output_of(promtool, *making)
    assert len([block for block in data.iterdir() if block.is_dir()]) == 1
    with _prometheus(data) as server:
        value = 'driftwarden_signal_value{signal="mae"}'
        server.eventually(lambda: _values(server, value, a_week(1).end) == [12.5], "the second week is 12.5")
        assert _values(server, value, a_week(2).end) == []
        rise = "sum(increase(driftwarden_decisions_total[2w]))"
        assert _values(server, rise, a_week(1).end) == [pytest.approx(2, rel=0.1)]
        assert _values(server, 'driftwarden_champion_info{version="v2"}', a_week(3).end) == [1]
        assert _values(server, 'driftwarden_signals{state="unknown"}', a_week(2).end) == [1]
        assert _values(server, "driftwarden_approvals_pending", a_request().asked_at) == [1]
        assert _values(server, "driftwarden_retraining_cost_total", a_moment(hours=3)) == [60]
        since = "driftwarden_last_window_end_timestamp_seconds - driftwarden_window_seconds"
        assert _values(server, since, a_week(1).end) == [a_week(1).start.timestamp()]
