"""Rows and labels that come late open their window again, and a decision that would have been another is amended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from adapters.memory import MemoryPredictionLog
from domain.columns import LABEL_TIME, LOGGED_AT, TIME
from domain.decisions import Action, Reason
from domain.profiles import FROM_LOG
from domain.signals import Maturity, SignalState
from flows.due.histories import past_retrainings
from flows.due.monitoring import decide_on, observe, undecided
from flows.due.ordering import order_trainings
from flows.due.reopening import look_again, reopened, ripened
from tests.builders import MONDAY, WEEK, a_week
from tests.flows.builders import DOCUMENT, a_policy, noon, told, traffic, watched
from tests.flows.rounds import monitor

if TYPE_CHECKING:
    from domain.decisions import Decision
    from domain.profiles import Profile
    from flows.watch import Watch

DAY = timedelta(days=1)


def monitoring(**changes: object) -> dict[str, Any]:
    return {**DOCUMENT["monitoring"], **changes}


def late_rows(*, until: datetime, share_of_the_week_after: int = 2) -> MemoryPredictionLog:
    """Traffic of which the last days of the first week after the change are logged only at `until`."""
    rows = traffic()
    cut = MONDAY + share_of_the_week_after * DAY
    late = (rows[TIME] >= cut) & (rows[TIME] < MONDAY + WEEK)
    return MemoryPredictionLog(rows.assign(**{LOGGED_AT: rows[TIME].where(~late, pd.Timestamp(until))}))


def labels_after(days: float) -> MemoryPredictionLog:
    return MemoryPredictionLog(traffic(label_after=days * DAY))


def profiles(watch: Watch) -> list[Profile]:
    return [p for p in watch.ledger.profiles.of(watch.model) if p.origin == FROM_LOG and p.window == a_week(0)]


def decisions(watch: Watch) -> list[Decision]:
    return [d for d in watch.ledger.decisions.of(watch.model) if d.window == a_week(0)]


def test_rows_that_come_late_open_their_window_again_and_amend_its_signals() -> None:
    watch = watched(log=late_rows(until=noon(weeks=1) + 2 * DAY))
    monitor(watch, noon(weeks=1))
    assert reopened(watch, noon(weeks=1) + DAY) == ()
    monitor(watch, noon(weeks=1) + 3 * DAY)

    assert [(p.revision, p.rows) for p in profiles(watch)] == [(0, 2 * 48), (1, 7 * 48)]
    counts = {s.revision: s.value for s in watch.ledger.signals.of(watch.model) if s.name == "row_count"}
    assert counts == {0: 96.0, 1: 336.0}
    (current,) = [s for s in watch.ledger.signals.within(watch.model, a_week(0)) if s.name == "row_count"]
    assert current.value == 336.0
    assert reopened(watch, noon(weeks=1) + 4 * DAY) == ()


def test_a_decision_that_stands_is_not_amended() -> None:
    watch = watched(
        log=late_rows(until=noon(weeks=1) + 2 * DAY),
        monitoring=monitoring(
            monitors=[{"monitor": "row_count", "at_least": 1}, {"monitor": "performance", "min_labels": 10}]
        ),
    )
    monitor(watch, noon(weeks=1))
    monitor(watch, noon(weeks=1) + 3 * DAY)
    assert [d.action for d in decisions(watch)] == [Action.RETRAIN]
    assert len(profiles(watch)) == 2


def test_labels_after_their_time_turn_a_decision_that_was_not_known_into_a_retraining() -> None:
    watch = watched(log=labels_after(9))
    (first,) = monitor(watch, noon(weeks=1))
    assert first.reason is Reason.NOT_KNOWN
    assert monitor(watch, noon(weeks=1) + 6 * DAY) == []

    kept, amendment = decisions(watch)
    assert kept == first
    assert (amendment.amends, amendment.action, amendment.reason) == (first.id, Action.RETRAIN, Reason.FIRED)
    assert amendment.decided_at == noon(weeks=1) + 6 * DAY
    assert set(amendment.signals) <= {s.id for s in watch.ledger.signals.within(watch.model, a_week(0))}
    assert told(watch) == ["decision"]
    title = watch.ledger.outbox.of(watch.model)[0].title
    assert title == "flights: late data, retraining after all"


def test_late_labels_open_one_investigation_and_later_weeks_no_second() -> None:
    policy = a_policy(then={"investigate": {"channel": "#prices", "owner": "U07ADA1"}})
    watch = watched(log=labels_after(9), policy=policy)
    for weeks in (1, 2, 3, 4):
        monitor(watch, noon(weeks=weeks))
        monitor(watch, noon(weeks=weeks) + 6 * DAY)
    amendments = [d for d in watch.ledger.decisions.of(watch.model) if d.action is Action.INVESTIGATE]
    assert len(amendments) == 4
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert (notice.thread, notice.channel, notice.owner) == (amendments[0].id, "#prices", "U07ADA1")
    assert notice.title == "flights: late data, a person should investigate"
    assert "driftwarden report" in notice.asides[-1]


def test_an_amendment_that_asks_for_a_retraining_is_carried_out_once() -> None:
    watch = watched(log=labels_after(9))
    monitor(watch, noon(weeks=1))
    monitor(watch, noon(weeks=1) + 6 * DAY)
    order_trainings(watch, noon(weeks=3))
    order_trainings(watch, noon(weeks=3))
    assert [order.decision for order in watch.ledger.orders.of(watch.model)] == [decisions(watch)[1].id]


def test_a_window_may_be_decided_before_its_labels_are_in_and_is_amended_when_they_are() -> None:
    watch = watched(log=labels_after(3), monitoring=monitoring(labels_mature_after="5d"))
    (early,) = monitor(watch, noon(weeks=1))
    assert early.reason is Reason.NOT_KNOWN
    assert ripened(watch, noon(weeks=1) + 4 * DAY) == ()
    monitor(watch, noon(weeks=1) + 5 * DAY)
    assert [d.action for d in decisions(watch)] == [Action.NOTHING, Action.RETRAIN]
    states = {s.name: (s.state, s.maturity) for s in watch.ledger.signals.within(watch.model, a_week(0))}
    assert states["mae"] == (SignalState.BREACHED, Maturity.FINAL)


def test_nobody_hears_that_what_was_not_known_has_turned_out_calm() -> None:
    rows = traffic(label_after=3 * DAY)
    rows["label"] = rows["x"]
    watch = watched(log=MemoryPredictionLog(rows), monitoring=monitoring(labels_mature_after="5d"))
    monitor(watch, noon(weeks=1))
    monitor(watch, noon(weeks=1) + 5 * DAY)
    assert [d.reason for d in decisions(watch)] == [Reason.NOT_KNOWN, Reason.CALM]
    assert told(watch) == []


def test_a_retraining_that_late_labels_speak_against_is_told_of_and_not_ordered_any_more() -> None:
    rows = traffic()
    second_half = (rows[TIME] >= MONDAY + 2 * DAY) & (rows[TIME] < MONDAY + WEEK)
    rows["label"] = rows["label"].where(~second_half, rows["x"])
    rows[LABEL_TIME] = rows[LABEL_TIME].where(~second_half, rows[TIME] + 8 * DAY)
    watch = watched(
        log=MemoryPredictionLog(rows),
        monitoring=monitoring(
            monitors=[
                {"monitor": "row_count"},
                {"monitor": "performance", "min_labels": 10, "worse_than_baseline_by": 3},
            ]
        ),
    )
    monitor(watch, noon(weeks=1))
    monitor(watch, noon(weeks=1) + 6 * DAY)
    first, amendment = decisions(watch)
    assert (first.action, amendment.action) == (Action.RETRAIN, Action.NOTHING)
    order_trainings(watch, noon(weeks=3))
    assert watch.ledger.orders.of(watch.model) == ()
    opened, notice = watch.ledger.outbox.of(watch.model)
    assert notice.title == "flights: late data, nothing would have been done"
    assert (notice.thread, notice.closes) == (opened.thread, opened.key) == (first.id, f"decision {first.id}")
    assert "Without them it had been decided" in " ".join(notice.paragraphs)


@pytest.mark.parametrize(("reopens_for", "days", "again"), [("7d", 6, True), ("2d", 6, False), ("0d", 1, False)])
def test_a_window_opens_again_for_as_long_as_the_model_says(reopens_for: str, days: int, again: bool) -> None:
    log = late_rows(until=noon(weeks=1) + timedelta(hours=6))
    watch = watched(log=log, monitoring=monitoring(reopens_for=reopens_for))
    monitor(watch, noon(weeks=1))
    assert bool(reopened(watch, noon(weeks=1) + days * DAY)) is again


def test_rows_that_trickle_in_open_a_window_ten_times_at_most() -> None:
    rows = traffic()
    week = (rows[TIME] >= MONDAY) & (rows[TIME] < MONDAY + WEEK)
    trickle = rows[TIME] + (noon(weeks=1) - timedelta(hours=1) - MONDAY)
    watch = watched(log=MemoryPredictionLog(rows.assign(**{LOGGED_AT: trickle.where(week, rows[TIME])})))
    for hours in range(0, 9 * 24, 3):
        monitor(watch, noon(weeks=1, hours=hours))
    revisions = [p.revision for p in profiles(watch)]
    assert revisions == list(range(len(revisions)))
    assert 5 < len(revisions) <= 11


@pytest.mark.parametrize(("hours", "looked_at"), [(1, False), (5, True)])
def test_a_window_into_which_rows_still_come_is_not_looked_at_until_it_is_quiet(hours: int, *, looked_at: bool) -> None:
    log = late_rows(until=noon(weeks=1))
    watch = watched(log=log, monitoring=monitoring(quiet_for="4h"))
    assert bool(undecided(watch, noon(weeks=1, hours=hours))) is looked_at


def test_nobody_waits_for_quiet_for_ever() -> None:
    rows = traffic()
    log = MemoryPredictionLog(rows.assign(**{LOGGED_AT: noon(weeks=3)}))
    watch = watched(log=log, monitoring=monitoring(quiet_for="30d"))
    assert a_week(0) in undecided(watch, noon(weeks=3))


def test_whoever_is_killed_in_between_does_the_same_again() -> None:
    watch = watched(log=labels_after(9))
    (window,) = undecided(watch, noon(weeks=1))
    decide_on(watch, window, observe(watch, window, noon(weeks=1)), noon(weeks=1))
    (again,) = reopened(watch, noon(weeks=1) + 6 * DAY)
    look_again(watch, again, noon(weeks=1) + 6 * DAY)
    before = [shelf.of(watch.model) for shelf in (watch.ledger.profiles, watch.ledger.signals, watch.ledger.decisions)]
    look_again(watch, again, noon(weeks=1) + 6 * DAY)
    after = [shelf.of(watch.model) for shelf in (watch.ledger.profiles, watch.ledger.signals, watch.ledger.decisions)]
    assert after == before


def test_an_amended_retraining_counts_as_one() -> None:
    watch = watched(log=labels_after(9))
    monitor(watch, noon(weeks=1))
    monitor(watch, noon(weeks=1) + 6 * DAY)
    assert len(past_retrainings(watch, noon(weeks=2))) == 1
