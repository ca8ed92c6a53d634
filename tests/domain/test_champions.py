"""Which version was in force when, and under which a window is measured."""

from datetime import timedelta

import pytest

from domain.champions import in_force, measured_under
from tests.builders import a_promotion, a_week

WINDOW = a_week(1)
FIRST = a_promotion(from_version=None, to_version="v1", approval=None, promoted_at=WINDOW.start)
AT_THE_END = a_promotion(to_version="v2", promoted_at=WINDOW.end)


def test_the_newest_promotion_counts_and_of_several_at_once_the_last() -> None:
    again = a_promotion(from_version="v2", to_version="v3", promoted_at=WINDOW.end)
    late = (AT_THE_END, again, FIRST)
    assert in_force(late, WINDOW.end) == again
    assert in_force(late, WINDOW.start) == FIRST
    assert in_force(late, WINDOW.start - timedelta(microseconds=1)) is None


@pytest.mark.parametrize("week", [0, 1], ids=["before the first", "replaced at its very end"])
def test_a_window_is_measured_under_what_served_it_or_else_the_first(week: int) -> None:
    assert measured_under((FIRST, AT_THE_END), a_week(week)) == FIRST


def test_without_a_promotion_there_is_none() -> None:
    assert measured_under((), WINDOW) is None
