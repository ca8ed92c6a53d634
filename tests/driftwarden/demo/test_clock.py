"""The demo's calendar."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from driftwarden.demo.clock import HISTORY, WEEKS, tick, week

HOUR = timedelta(hours=1)
NEW_YORK = ZoneInfo("America/New_York")


def test_forty_weeks_follow_the_history_without_gap_or_overlap() -> None:
    weeks = [week(number) for number in range(1, WEEKS + 1)]
    assert len(weeks) == 40
    assert weeks[0].start == HISTORY.end
    assert all(before.end == after.start for before, after in pairwise(weeks))
    assert weeks[-1].end > datetime(2014, 1, 1, tzinfo=UTC)


def test_the_first_week_begins_on_a_local_monday() -> None:
    assert week(1).start == datetime(2013, 4, 1, 4, tzinfo=UTC)
    assert HISTORY.start == datetime(2013, 1, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(("number", "hours"), [(-3, 167), (1, 168), (30, 168), (31, 169), (32, 168)])
def test_a_week_across_a_change_of_the_clock_is_longer_or_shorter(number: int, hours: int) -> None:
    assert week(number).duration == hours * HOUR


@pytest.mark.parametrize("number", range(1, WEEKS + 1))
def test_a_week_is_looked_at_on_the_local_noon_after_it(number: int) -> None:
    local = tick(number).astimezone(NEW_YORK)
    assert (local.weekday(), local.hour, local.minute) == (0, 12, 0)
    assert tick(number) - week(number).end == 12 * HOUR


def test_the_clock_starts_when_the_history_ends() -> None:
    assert tick(0) == HISTORY.end == week(1).start
