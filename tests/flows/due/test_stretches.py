"""From which time a challenger learns, as the policy wants it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.decisions import Reading, Trace, Truth
from domain.windows import Window
from flows.due.ordering import order_trainings
from tests.builders import MONDAY, a_week
from tests.flows.builders import HISTORY, a_policy, decided, noon, told, watched

if TYPE_CHECKING:
    from datetime import datetime

    from domain.training import TrainingOrder
    from flows.watch import Watch
    from policies.grammar import Policy

DAY = timedelta(days=1)
EXPANDING, SINCE_CHANGE = {"kind": "expanding"}, {"kind": "since_change"}
THIRTY_DAYS = {"kind": "sliding", "length": "30d"}


def learning_from(window: dict[str, Any], **retrain: Any) -> Policy:
    return a_policy(then={"retrain": {"training_window": window, **retrain}})


def best_of(*windows: dict[str, Any]) -> Policy:
    return learning_from({"kind": "best_of", "of": list(windows)})


def changed_in(week: int) -> Trace:
    """A condition that was true for the first time in that week after the change."""
    reading = Reading(of="mae", value=5.0, limit=1.0, window=a_week(week))
    return Trace(condition="signal", truth=Truth.TRUE, because="mae 5 is above 1", readings=(reading,))


def order_of(watch: Watch, now: datetime) -> TrainingOrder | None:
    order_trainings(watch, now)
    return next(iter(watch.ledger.orders.of(watch.model)), None)


def test_since_the_change_is_since_the_first_window_that_counted() -> None:
    watch = watched(policy=learning_from(SINCE_CHANGE))
    decided(watch, trace=changed_in(1))
    order = order_of(watch, noon(weeks=6))
    assert order is not None
    assert order.train_on == Window(start=MONDAY + 7 * DAY, end=order.hold_out.start)
    assert order.alternatives == ()


def test_since_a_change_that_nobody_saw_is_since_the_champions_training_data() -> None:
    watch = watched(policy=learning_from(SINCE_CHANGE))
    decided(watch, trace=Trace(condition="schedule", truth=Truth.TRUE, because="it is Monday"))
    order = order_of(watch, noon(weeks=6))
    assert order is not None
    assert order.train_on.start == HISTORY.end


def test_too_little_since_the_change_is_put_off_with_the_reason_and_ordered_later() -> None:
    watch = watched(policy=learning_from(SINCE_CHANGE))
    decided(watch, trace=changed_in(2))
    assert order_of(watch, noon(weeks=4)) is None
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert notice.title == "flights: retraining waits for labels"
    assert "since the change began (2013-04-15 00:00 UTC) there are only 0.0 days of labels" in notice.paragraphs[0]
    order = order_of(watch, noon(weeks=8))
    assert order is not None
    assert order.train_on.start == MONDAY + 14 * DAY
    assert order.train_on.duration >= 7 * DAY


def test_of_several_the_longest_comes_first_and_all_end_where_the_hold_out_begins() -> None:
    watch = watched(policy=best_of(SINCE_CHANGE, EXPANDING, THIRTY_DAYS))
    decided(watch, trace=changed_in(0))
    order = order_of(watch, noon(weeks=4))
    assert order is not None
    end = order.hold_out.start
    assert order.train_on == Window(start=HISTORY.start, end=end)
    assert order.alternatives == (Window(start=end - 30 * DAY, end=end), Window(start=MONDAY, end=end))
    assert told(watch) == []


def test_equal_stretches_are_tried_once() -> None:
    watch = watched(policy=best_of(EXPANDING, {"kind": "sliding", "length": "52w"}))
    decided(watch)
    order = order_of(watch, noon(weeks=4))
    assert order is not None
    assert order.alternatives == ()


def test_a_stretch_that_is_too_short_is_left_out_and_people_are_told() -> None:
    watch = watched(policy=best_of(EXPANDING, THIRTY_DAYS, SINCE_CHANGE))
    decision = decided(watch, trace=changed_in(2))
    order = order_of(watch, noon(weeks=4))
    assert order is not None
    assert len(order.alternatives) == 1
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert (notice.title, notice.thread) == ("flights: not every training window can be tried yet", decision.id)
    assert notice.paragraphs[0].startswith("Left out: since the change began")


@pytest.mark.parametrize("shadow_only", [True, False])
def test_a_policy_says_whether_its_challengers_are_tried_in_shadow_only(*, shadow_only: bool) -> None:
    watch = watched(policy=learning_from(EXPANDING, shadow_only=shadow_only))
    decided(watch)
    order = order_of(watch, noon(weeks=4))
    assert order is not None
    assert order.shadow_only is shadow_only


def test_a_policy_that_no_longer_retrains_has_what_it_decided_trained_on_all_there_is() -> None:
    watch = watched(policy=a_policy(then={"alert": {}}))
    decided(watch)
    order = order_of(watch, noon(weeks=4))
    assert order is not None
    assert order.train_on.start == HISTORY.start
