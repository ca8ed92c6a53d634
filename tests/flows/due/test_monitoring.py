"""Every window that is ready is looked at, and people hear what is news."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from adapters.memory import MemoryLauncher, MemoryPredictionLog
from adapters.notices.words import short_moment
from adapters.prediction_logs.opening import open_stored_log
from adapters.prediction_logs.spec import LogSpec
from domain.columns import TIME
from domain.decisions import Action, Reason
from domain.errors import EvidenceUnavailable
from domain.notices import Severity
from domain.profiles import FROM_LOG
from domain.signals import Maturity, SignalState
from domain.training import RunState
from domain.windows import Window
from flows.due.monitoring import undecided
from flows.due.reopening import ripened
from policies import catalog
from tests.builders import MONDAY, WEEK, a_lifting, a_silence, a_week
from tests.flows.builders import DOCUMENT, a_policy, a_watch, noon, ordered, run_of, told, traffic, watched
from tests.flows.rounds import monitor, reconcile

if TYPE_CHECKING:
    from pathlib import Path

    from domain.signals import Signal
    from flows.watch import Watch
    from policies.grammar import Policy

ALERT = a_policy(name="tell-me", then={"alert": {"severity": "warning"}})
DAY = timedelta(days=1)


def monitoring(**changes: object) -> dict[str, object]:
    return {**DOCUMENT["monitoring"], **changes}


def calm_until(weeks: int) -> MemoryPredictionLog:
    """Traffic in which v1 is right until that many weeks after it came in force."""
    rows = traffic()
    until = (rows[TIME] >= MONDAY) & (rows[TIME] < MONDAY + weeks * WEEK)
    return MemoryPredictionLog(rows.assign(label=rows["label"].where(~until, rows["x"])))


def test_a_window_is_profiled_measured_and_decided_over_once() -> None:
    watch = watched()
    (decision,) = monitor(watch, noon(weeks=1))
    assert monitor(watch, noon(weeks=1, hours=1)) == []
    assert (decision.window, decision.action, decision.decided_at) == (a_week(0), Action.RETRAIN, noon(weeks=1))
    (profile,) = watch.ledger.profiles.from_origin(watch.model, FROM_LOG)
    assert (profile.window, profile.rows) == (a_week(0), 7 * 48)
    signals = watch.ledger.signals.of(watch.model)
    assert {signal.name: signal.state for signal in signals} == {
        "row_count": SignalState.CALM,
        "mae": SignalState.BREACHED,
    }
    assert set(decision.signals) <= {signal.id for signal in signals}


def test_a_model_without_a_champion_has_nothing_to_look_at() -> None:
    assert undecided(a_watch(), noon(weeks=3)) == ()


def test_a_window_is_not_looked_at_before_it_is_ready() -> None:
    watch = watched()
    assert undecided(watch, noon(weeks=1) - timedelta(minutes=1)) == ()
    assert undecided(watch, noon(weeks=1)) == (a_week(0),)


def test_windows_that_were_missed_are_caught_up_with_oldest_first() -> None:
    watch = watched(log=calm_until(3))
    assert [decision.window for decision in monitor(watch, noon(weeks=3))] == [a_week(0), a_week(1), a_week(2)]
    assert [decision.window for decision in monitor(watch, noon(weeks=4))] == [a_week(3)]


def test_another_policy_takes_over_from_now_on_and_does_not_replay_the_past() -> None:
    watch = watched()
    monitor(watch, noon(weeks=1))
    other = a_watch(log=watch.log, world=watch.world, policy=ALERT)
    assert monitor(other, noon(weeks=1)) == []
    assert [(decision.policy, decision.window) for decision in monitor(other, noon(weeks=2))] == [
        ("tell-me", a_week(1))
    ]


def test_one_retraining_is_in_flight_from_the_moment_it_was_decided() -> None:
    watch = watched()
    decisions = monitor(watch, noon(weeks=3))
    assert [(decision.action, decision.reason) for decision in decisions] == [
        (Action.RETRAIN, Reason.FIRED),
        (Action.NOTHING, Reason.HELD_BACK),
        (Action.NOTHING, Reason.HELD_BACK),
    ]
    assert "in flight" in decisions[1].held_back_by[0]


def test_people_hear_of_a_state_when_it_begins_and_not_every_week() -> None:
    watch = watched()
    monitor(watch, noon(weeks=4))
    assert [decision.reason for decision in watch.ledger.decisions.of(watch.model)] == [
        Reason.FIRED,
        *[Reason.HELD_BACK] * 3,
    ]
    first, second = (notice.title for notice in watch.ledger.outbox.of(watch.model))
    assert first.startswith("flights: retraining")
    assert second.startswith("flights: action held back")


def test_calm_weeks_are_not_told_of() -> None:
    watch = watched(log=calm_until(8))
    assert len(monitor(watch, noon(weeks=4))) == 4
    assert told(watch) == []


def test_an_alert_is_told_when_it_begins_and_again_after_calm_weeks() -> None:
    rows = traffic()
    second = (rows[TIME] >= MONDAY + WEEK) & (rows[TIME] < MONDAY + 3 * WEEK)
    watch = watched(log=MemoryPredictionLog(rows.assign(label=rows["label"].where(~second, rows["x"]))), policy=ALERT)
    decisions = monitor(watch, noon(weeks=6))
    assert [decision.action for decision in decisions] == [Action.ALERT, *[Action.NOTHING] * 2, *[Action.ALERT] * 3]
    opened, over, anew = watch.ledger.outbox.of(watch.model)
    assert (opened.thread, over.thread, anew.thread) == (decisions[0].id, decisions[0].id, decisions[3].id)
    assert [notice.resolves for notice in (opened, over, anew)] == [False, True, False]
    assert (over.key, over.title) == (f"calm {decisions[0].id}", "flights: calm again")


def test_what_people_look_at_says_since_when_and_draws_the_windows_before() -> None:
    watch = watched(log=calm_until(3), policy=ALERT)
    monitor(watch, noon(weeks=4))
    (alert,) = watch.ledger.outbox.of(watch.model)
    since, _, how_long = dict(alert.facts)["Since"].partition(", ")
    assert (since, how_long) == (short_moment(MONDAY + 3 * WEEK), "for the first time")
    assert alert.chart is not None
    assert [at for at, _ in alert.chart.points] == [MONDAY + week * WEEK for week in range(1, 5)]


def test_a_model_that_has_had_one_champion_only_is_offered_no_roll_back() -> None:
    watch = watched(policy=ALERT)
    monitor(watch, noon(weeks=1))
    (alert,) = watch.ledger.outbox.of(watch.model)
    assert [button.action for button in alert.buttons] == ["snooze", "retrain", "explain"]


def test_an_alert_goes_where_the_policy_says() -> None:
    there = a_policy(name="tell-me", then={"alert": {"severity": "critical", "channel": "#prices", "owner": "U07ADA1"}})
    watch = watched(policy=there)
    monitor(watch, noon(weeks=1))
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert (notice.severity, notice.channel, notice.owner) == (Severity.CRITICAL, "#prices", "U07ADA1")


INVESTIGATE = a_policy(name="look-into-it", then={"investigate": {"owner": "U07ADA1"}})


def test_an_investigation_is_opened_once_with_what_changed_and_where_to_look() -> None:
    watch = watched(policy=INVESTIGATE)
    decisions = monitor(watch, noon(weeks=4))
    assert [decision.action for decision in decisions] == [Action.INVESTIGATE] * 4
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert notice.title.startswith("flights: please investigate, mae")
    assert (notice.key, notice.owner) == (f"decision {decisions[0].id}", "U07ADA1")
    assert notice.asides[-1] == f"driftwarden report {decisions[0].id[:8]}"
    assert decisions[0].what_changed != ()


def test_an_investigation_stays_open_over_a_window_of_which_nothing_is_known() -> None:
    rows = traffic()
    inside = (rows[TIME] >= MONDAY + WEEK) & (rows[TIME] < MONDAY + 2 * WEEK)
    watch = watched(log=MemoryPredictionLog(pd.DataFrame(rows[~inside])), policy=INVESTIGATE)
    decisions = monitor(watch, noon(weeks=3))
    assert [decision.action for decision in decisions] == [Action.INVESTIGATE, Action.ALERT, Action.INVESTIGATE]
    investigate, alert, over = watch.ledger.outbox.of(watch.model)
    assert (investigate.thread, alert.thread) == (decisions[0].id, decisions[1].id)
    assert (over.thread, over.resolves, over.title) == (alert.thread, True, "flights: rows come as usual again")


def without_weeks(*gone: int, cut: timedelta = timedelta(0)) -> MemoryPredictionLog:
    """Traffic in which v1 is right, and of which some weeks are not logged but for their beginning."""
    rows = traffic()
    rows = rows.assign(label=rows["x"])
    for week in gone:
        rows = rows[(rows[TIME] < MONDAY + week * WEEK + cut) | (rows[TIME] >= MONDAY + (week + 1) * WEEK)]
    return MemoryPredictionLog(rows)


@pytest.mark.parametrize("policy", [*map(catalog.read, catalog.names()), ALERT, INVESTIGATE], ids=lambda p: p.name)
def test_a_log_that_stopped_is_told_of_once_and_it_is_over_when_rows_come_again(policy: Policy) -> None:
    watch = watched(log=without_weeks(1, 2, 3), policy=policy)
    decisions = monitor(watch, noon(weeks=6))
    assert [decision.reason for decision in decisions[1:4]] == [Reason.UNUSUAL_TRAFFIC] * 3
    alert, over = (n for n in watch.ledger.outbox.of(watch.model) if n.thread in {d.id for d in decisions[1:5]})
    assert (alert.thread, over.thread, over.resolves) == (decisions[1].id, decisions[1].id, True)
    assert alert.title == "flights: row_count below its limit"
    assert f"no predictions since {MONDAY + WEEK:%Y-%m-%d %H:%M} UTC: row_count 0 (limit 100)" in alert.paragraphs[0]


def test_a_log_whose_files_are_gone_is_no_empty_window(tmp_path: Path) -> None:
    watch = watched(log=open_stored_log(LogSpec(predictions="served/*.parquet"), tmp_path, environment={}))
    with pytest.raises(EvidenceUnavailable, match="no file of a log is there"):
        monitor(watch, noon(weeks=1))
    assert len(watch.ledger.decisions.of(watch.model)) == 0


def test_a_week_with_a_few_rows_and_one_with_none_are_one_incident() -> None:
    watch = watched(log=without_weeks(1, 2, cut=timedelta(hours=20)), policy=ALERT)
    decisions = monitor(watch, noon(weeks=4))
    assert [decision.reason for decision in decisions[1:3]] == [Reason.UNUSUAL_TRAFFIC] * 2
    assert told(watch) == ["decision", "calm"]


def test_a_second_incident_has_an_investigation_of_its_own() -> None:
    rows = traffic()
    second = (rows[TIME] >= MONDAY + WEEK) & (rows[TIME] < MONDAY + 3 * WEEK)
    log = MemoryPredictionLog(rows.assign(label=rows["label"].where(~second, rows["x"])))
    watch = watched(log=log, policy=INVESTIGATE)
    decisions = monitor(watch, noon(weeks=5))
    threads = [(notice.thread, notice.resolves) for notice in watch.ledger.outbox.of(watch.model)]
    assert threads == [(decisions[0].id, False), (decisions[0].id, True), (decisions[3].id, False)]


def test_an_investigation_that_is_open_is_not_told_again_as_held_back() -> None:
    bucket = {"drift_actions": {"at_most": 1, "per": "90d", "signals": ["mae"]}}
    watch = watched(policy=a_policy(name="look-into-it", then={"investigate": {}}, gates=bucket))
    decisions = monitor(watch, noon(weeks=3))
    assert [decision.reason for decision in decisions] == [Reason.FIRED, Reason.HELD_BACK, Reason.HELD_BACK]
    assert told(watch) == ["decision"]


def test_every_run_of_a_deployment_is_told_and_carried_out() -> None:
    launcher = MemoryLauncher()
    watch = watched(policy=a_policy(name="refresh", then={"run": {"deployment": "refresh/nightly"}}), launcher=launcher)
    for weeks in (1, 2):
        monitor(watch, noon(weeks=weeks))
        reconcile(watch, noon(weeks=weeks))
    assert len(launcher.runs) == 2
    assert told(watch) == ["decision", "deed", "decision", "deed"]
    assert watch.ledger.outbox.of(watch.model)[0].title.startswith("flights: running refresh/nightly, mae")


def test_a_roll_back_is_told_when_it_begins_and_why_it_cannot_be() -> None:
    watch = watched(policy=a_policy(name="go-back", then={"roll_back": {}}))
    for weeks in (1, 2):
        monitor(watch, noon(weeks=weeks))
        reconcile(watch, noon(weeks=weeks))
    assert told(watch) == ["decision", "deed"]
    assert len(watch.ledger.deeds.of(watch.model)) == 2


def test_every_retraining_is_told() -> None:
    watch = watched()
    for weeks in (1, 2):
        (decision,) = monitor(watch, noon(weeks=weeks))
        run_of(watch, ordered(watch, decision, weeks=weeks), RunState.FAILED)
    assert [decision.action for decision in watch.ledger.decisions.of(watch.model)] == [Action.RETRAIN] * 2
    assert told(watch) == ["decision", "decision"]


def test_a_window_without_its_labels_is_measured_again_when_they_have_come_and_then_never() -> None:
    log = MemoryPredictionLog(traffic(label_after=5 * DAY))
    watch = watched(log=log, monitoring=monitoring(labels_mature_after="7d"))
    monitor(watch, noon(weeks=1))
    early = _mae(watch, a_week(0))
    assert (early.maturity, early.rows) == (Maturity.PROVISIONAL, 2 * 48 + 24 + 1)
    assert ripened(watch, noon(weeks=2) - timedelta(hours=13)) == ()

    monitor(watch, noon(weeks=2))
    late = _mae(watch, a_week(0))
    assert (late.maturity, late.rows, late.id) == (Maturity.FINAL, 7 * 48, early.id)
    assert [again.window for again in ripened(watch, noon(weeks=3))] == [a_week(1)]


def test_an_empty_window_breaches_its_row_count_and_leaves_the_rest_unknown() -> None:
    rows = traffic()
    gap = Window(start=MONDAY + WEEK, end=MONDAY + 2 * WEEK)
    inside = (rows[TIME] >= gap.start) & (rows[TIME] < gap.end)
    watch = watched(log=MemoryPredictionLog(pd.DataFrame(rows[~inside])))
    monitor(watch, noon(weeks=3))
    states = {signal.name: signal.state for signal in watch.ledger.signals.within(watch.model, gap)}
    assert states == {"row_count": SignalState.BREACHED, "mae": SignalState.UNKNOWN}
    assert len(watch.ledger.decisions.of(watch.model)) == 3


def test_windows_of_rows_are_decided_over_as_their_rows_come() -> None:
    watch = watched(log=calm_until(8), monitoring=monitoring(window={"rows": 100}))
    decisions = monitor(watch, noon(weeks=1))
    assert len(decisions) == 7 * 48 // 100
    assert {s.value for s in watch.ledger.signals.of(watch.model) if s.name == "row_count"} == {100.0}
    assert monitor(watch, noon(weeks=1)) == []
    more = monitor(watch, noon(weeks=2))
    assert more[0].window.start == decisions[-1].window.end


def _mae(watch: Watch, window: Window) -> Signal:
    return next(s for s in watch.ledger.signals.within(watch.model, window) if s.name == "mae")


def test_what_only_a_silence_holds_back_is_not_told_and_told_again_when_it_ends() -> None:
    watch = watched(policy=ALERT)
    monitor(watch, noon(weeks=1))
    muted = a_silence(created_at=noon(weeks=1, hours=1), until=noon(weeks=2, hours=1))
    watch.ledger.silences.record(muted)
    reasons = [decision.reason for weeks in (2, 3) for decision in monitor(watch, noon(weeks=weeks))]
    assert reasons == [Reason.HELD_BACK, Reason.FIRED]
    assert told(watch) == ["decision", "decision"]


def test_a_model_whose_silence_was_lifted_is_acted_on_again_at_the_next_window() -> None:
    watch = watched(policy=ALERT)
    monitor(watch, noon(weeks=1))
    muted = watch.ledger.silences.record(a_silence(created_at=noon(weeks=1, hours=1), until=noon(weeks=9)))
    held = monitor(watch, noon(weeks=2))
    watch.ledger.silences.lift(a_lifting(muted, lifted_at=noon(weeks=2, hours=1)))
    acted = monitor(watch, noon(weeks=3))
    assert [decision.reason for decision in (*held, *acted)] == [Reason.HELD_BACK, Reason.FIRED]
    assert told(watch) == ["decision", "decision"]


def test_when_it_is_calm_every_message_since_the_last_calm_window_is_over() -> None:
    rows = traffic()
    bad = (rows[TIME] >= MONDAY) & (rows[TIME] < MONDAY + 3 * WEEK)
    watch = watched(log=MemoryPredictionLog(rows.assign(label=rows["label"].where(bad, rows["x"]))), policy=ALERT)
    monitor(watch, noon(weeks=1))
    watch.ledger.silences.record(a_silence(created_at=noon(weeks=1, hours=1), until=noon(weeks=2, hours=1)))
    for weeks in (2, 3, 4):
        monitor(watch, noon(weeks=weeks))
    first, anew, over = watch.ledger.outbox.of(watch.model)
    assert (over.thread, over.resolves, over.closes) == (first.thread, True, f"decision {anew.thread}")
