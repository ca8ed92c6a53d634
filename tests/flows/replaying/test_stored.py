from datetime import timedelta
from typing import Any

import pytest

from domain.costs import Costs
from domain.decisions import Action
from domain.errors import EvidenceUnavailable
from domain.signals import Maturity, Signal, SignalState
from domain.training import RunState
from domain.windows import Window
from flows.replaying.stored import StoredCourse, stored_course
from flows.watch import Watch
from policies.replay.play import play
from tests.builders import MONDAY, WEEK, a_signal, a_week
from tests.flows.builders import a_challenger, a_policy, a_watch, decided, ordered, run_of, watched

AN_HOUR = timedelta(hours=1)


def mae(week: int, value: float, **fields: Any) -> Signal:
    state = SignalState.BREACHED if value > 10 else SignalState.CALM
    return a_signal(window=a_week(week), value=value, state=state, baseline=7.5, **fields)


def recorded_in(watch: Watch, *signals: Signal) -> None:
    for signal in signals:
        watch.ledger.signals.record(signal)


def course_of(watch: Watch, *, span: Window | None = None, costs: Costs | None = None, **policy: Any) -> StoredCourse:
    return stored_course(watch, [a_policy(**policy)], span, approval_lag=AN_HOUR, costs=costs)


def test_each_window_is_decided_over_once_it_has_waited_as_it_does_in_production() -> None:
    watch = watched()
    recorded_in(watch, mae(1, 7.0), mae(0, 7.0))
    steps = course_of(watch).steps()
    assert [(step.window, step.decided_at) for step in steps] == [
        (a_week(0), a_week(0).end + timedelta(hours=12)),
        (a_week(1), a_week(1).end + timedelta(hours=12)),
    ]


def test_the_first_reading_counts_as_the_amended_one_was_not_known() -> None:
    watch = watched()
    recorded_in(watch, mae(0, 7.0), mae(0, 13.0, revision=1))
    course = course_of(watch)
    assert course.signals(course.steps()[0], version="v1") == (mae(0, 7.0),)
    assert course.found.amended == 1


def test_what_rests_on_labels_is_not_known_before_they_have_had_their_time() -> None:
    monitoring = {
        "window": "week",
        "ready_after": "1h",
        "labels_mature_after": "14d",
        "monitors": [{"monitor": "row_count"}, {"monitor": "performance"}],
    }
    watch = watched(monitoring=monitoring)
    latency = a_signal(window=a_week(0), name="row_count", value=5.0, state=SignalState.BREACHED)
    recorded_in(watch, mae(0, 13.0), latency)
    course = course_of(watch)
    early, late = course.steps()
    assert (early.decided_at, late.decided_at) == (a_week(0).end + AN_HOUR, a_week(0).end + 2 * WEEK)
    unripe, *others = course.signals(early, version="v1")
    assert (unripe.value, unripe.state, unripe.maturity) == (None, SignalState.UNKNOWN, Maturity.PROVISIONAL)
    assert course.signals(late, version="v1") == (mae(0, 13.0), latency)
    assert others == [latency]
    (decision,) = [d for d in play(a_policy(gates={"broken_data": []}), course).decisions if d.action is Action.RETRAIN]
    assert decision.decided_at == late.decided_at


def test_only_signals_that_a_policy_asks_for_are_read_and_of_gates_only_what_is_breached() -> None:
    watch = watched()
    count = {"name": "row_count", "window": a_week(0)}
    recorded_in(watch, mae(0, 7.0), a_signal(**count, state=SignalState.CALM), mae(0, 1.0, name="latency_p95"))
    course = course_of(watch)
    assert [signal.name for signal in course.signals(course.steps()[0], version="v1")] == ["mae"]


def test_windows_that_overlap_a_later_one_are_passed_over() -> None:
    watch = watched()
    month = a_signal(window=Window(start=MONDAY, end=MONDAY + 4 * WEEK))
    recorded_in(watch, mae(-1, 7.0), month, mae(2, 7.0), mae(3, 7.0))
    assert list(course_of(watch).found.windows) == [a_week(-1), a_week(2), a_week(3)]


def test_a_span_bounds_the_windows() -> None:
    watch = watched()
    recorded_in(watch, *(mae(week, 7.0) for week in range(5)))
    course = course_of(watch, span=Window(start=a_week(1).start, end=a_week(2).end))
    assert list(course.found.windows) == [a_week(1), a_week(2)]


def test_labels_are_the_rows_that_performance_rests_on() -> None:
    watch = watched()
    recorded_in(watch, *(mae(week, 7.0, rows=100) for week in range(5)))
    course = course_of(watch)
    half_a_day = timedelta(hours=12)
    assert course.labels_since(a_week(1).start, now=a_week(3).end + half_a_day) == 300
    assert course.labels_since(a_week(1).start, now=a_week(3).end) == 200
    assert course.labels_since(a_week(4).end, now=a_week(3).end) == 0


def test_without_performance_nobody_knows_how_many_labels_came() -> None:
    watch = watched()
    recorded_in(watch, a_signal(name="drift", subject="x", window=a_week(0)))
    course = course_of(watch, when={"signal": "drift", "columns": "any", "is": "breached"})
    assert course.labels_since(a_week(0).start, now=a_week(3).end) is None


def test_a_retraining_serves_after_the_approval_and_knows_the_labels_of_its_time() -> None:
    watch = watched()
    recorded_in(watch, *(mae(week, 13.0) for week in range(3)))
    played = play(a_policy(gates={"cooldown": "8w"}), course_of(watch))
    (retraining,) = played.retrainings
    decided_at = a_week(0).end + timedelta(hours=12)
    assert retraining.trained.in_force_at == decided_at + AN_HOUR
    assert retraining.trained.trained_until == a_week(0).end
    assert [reign.version for reign in played.reigns] == ["v1", retraining.trained.version]


def test_a_retraining_that_really_came_to_nothing_comes_to_nothing_in_the_replay() -> None:
    watch = watched()
    recorded_in(watch, *(mae(week, 13.0) for week in range(3)))
    run_of(watch, ordered(watch, decided(watch, window=a_week(0))), RunState.FAILED)
    first, *_ = play(a_policy(), course_of(watch)).retrainings
    assert first.trained.in_force_at is None
    assert first.trained.because == "the retraining that was really ordered then failed"


def test_a_retraining_costs_what_trainings_have_cost() -> None:
    watch = watched()
    recorded_in(watch, mae(0, 13.0))
    a_challenger(watch, week=5)
    (retraining,) = play(a_policy(), course_of(watch)).retrainings
    assert retraining.trained.cost == 60.0


def test_the_version_in_force_at_the_first_window_is_the_first() -> None:
    watch = watched()
    recorded_in(watch, mae(0, 7.0))
    course = course_of(watch)
    assert course.first_version == "v1"
    assert course.trained_until("v1") == MONDAY


def test_without_signals_the_command_that_measures_the_past_is_named() -> None:
    with pytest.raises(EvidenceUnavailable, match="driftwarden backfill flights --from DAY --to DAY"):
        course_of(watched())


def test_without_a_champion_the_command_that_adopts_one_is_named() -> None:
    with pytest.raises(EvidenceUnavailable, match="driftwarden adopt flights"):
        course_of(a_watch())
