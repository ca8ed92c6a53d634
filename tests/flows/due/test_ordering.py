"""From a decision to retrain to a training order."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.memory import MemoryPredictionLog
from domain.decisions import Action
from domain.windows import Window
from flows.due.ordering import order_trainings
from tests.builders import MONDAY
from tests.flows.builders import HISTORY, a_policy, decided, noon, told, traffic, watched

DAY = timedelta(days=1)
# Labels have had their twelve hours by the midnight before each Monday noon.
THREE_WEEKS_ON = MONDAY + 21 * DAY


def test_a_decision_to_retrain_is_ordered_once() -> None:
    watch = watched()
    decision = decided(watch)
    for hours in (0, 1):
        order_trainings(watch, noon(weeks=3, hours=hours))
    (order,) = watch.ledger.orders.of(watch.model)
    assert (order.decision, order.attempt, order.ordered_at) == (decision.id, 1, noon(weeks=3))


def test_the_hold_out_is_the_end_of_the_time_in_which_all_labels_had_come() -> None:
    watch = watched()
    decided(watch)
    order_trainings(watch, noon(weeks=3))
    (order,) = watch.ledger.orders.of(watch.model)
    assert order.hold_out == Window(start=THREE_WEEKS_ON - 10 * DAY, end=THREE_WEEKS_ON)
    assert order.train_on == Window(start=HISTORY.start, end=order.hold_out.start)


def test_a_sliding_training_window_ends_where_the_hold_out_begins() -> None:
    sliding = a_policy(then={"retrain": {"training_window": {"kind": "sliding", "length": "30d"}}})
    watch = watched(policy=sliding)
    decided(watch)
    order_trainings(watch, noon(weeks=3))
    (order,) = watch.ledger.orders.of(watch.model)
    assert order.train_on == Window(start=order.hold_out.start - 30 * DAY, end=order.hold_out.start)


def test_a_sliding_window_longer_than_the_labelled_time_is_all_of_it() -> None:
    sliding = a_policy(then={"retrain": {"training_window": {"kind": "sliding", "length": "52w"}}})
    watch = watched(policy=sliding)
    decided(watch)
    order_trainings(watch, noon(weeks=3))
    assert watch.ledger.orders.of(watch.model)[0].train_on.start == HISTORY.start


def test_where_time_is_too_short_people_are_told_once_and_the_order_comes_later() -> None:
    watch = watched()
    decided(watch)
    for hours in (0, 1, 2):
        order_trainings(watch, noon(weeks=1, hours=hours))
    assert watch.ledger.orders.of(watch.model) == ()
    assert told(watch) == ["put off"]
    assert "only 7.0 days of labels" in watch.ledger.outbox.of(watch.model)[0].paragraphs[0]

    order_trainings(watch, noon(weeks=2))
    assert [order.ordered_at for order in watch.ledger.orders.of(watch.model)] == [noon(weeks=2)]
    assert told(watch) == ["put off"]


def test_labels_that_take_longer_keep_the_hold_out_further_back() -> None:
    slow = MemoryPredictionLog(traffic(label_after=timedelta(days=6)))
    watch = watched(log=slow, monitoring={"window": "week", "labels_mature_after": "7d"})
    decided(watch)
    order_trainings(watch, noon(weeks=3))
    assert watch.ledger.orders.of(watch.model)[0].hold_out.end == noon(weeks=2)


@pytest.mark.parametrize("other", [{"model": "another"}, {"action": Action.ALERT}, {"action": Action.NOTHING}], ids=str)
def test_what_is_no_decision_of_this_model_to_retrain_orders_nothing(other: dict[str, Any]) -> None:
    watch = watched()
    decided(watch, **other)
    order_trainings(watch, noon(weeks=3))
    assert watch.ledger.orders.of(watch.model) == ()
    assert watch.ledger.orders.of("another") == ()
