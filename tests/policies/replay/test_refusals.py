from datetime import timedelta

import pytest

from domain.costs import Costs
from policies.replay.refusals import refusals

COSTS = Costs(retraining=20.0, error=0.01)
WEEK = timedelta(days=7)


def test_a_log_with_label_times_and_costs_and_time_enough_is_not_refused() -> None:
    assert list(refusals(has_label_times=True, costs=COSTS, span=3 * WEEK, label_delay=WEEK)) == []


@pytest.mark.parametrize(
    ("has_label_times", "costs", "weeks", "remedy"),
    [
        (False, COSTS, 10, "name the column with that moment under log.columns.label_time"),
        (True, None, 10, "give --retraining-cost and --error-cost"),
        (True, COSTS, 2, "2 weeks are fewer than 3 times the 1 week that labels take to mature; choose a longer span"),
    ],
)
def test_each_refusal_says_what_to_do(has_label_times: bool, costs: Costs | None, weeks: int, remedy: str) -> None:
    (said,) = refusals(has_label_times=has_label_times, costs=costs, span=weeks * WEEK, label_delay=WEEK)
    assert remedy in said


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(list(refusals(has_label_times=False, costs=None, span=WEEK, label_delay=WEEK))) == 3
