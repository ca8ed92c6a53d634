"""Windows are whole local hours, days and weeks, and tile the time whatever the clock does."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.spec import Unit
from monitors.windowing import windows_between, windows_of_rows

MONDAY = datetime(2013, 4, 8, tzinfo=UTC)
UNITS: tuple[Unit, ...] = ("hour", "day", "week")
# Clocks that change by half an hour, at midnight, by a whole day; and one that never changes.
ZONES = ("UTC", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia", "Asia/Kolkata")

moments = st.datetimes(datetime(2009, 1, 1), datetime(2014, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
units, zones = st.sampled_from(UNITS), st.sampled_from(ZONES)


@settings(deadline=None)
@given(since=moments, weeks=st.integers(0, 5), unit=units, zone=zones)
def test_windows_tile_without_gap_or_overlap(since: datetime, weeks: int, unit: Unit, zone: str) -> None:
    until = since + timedelta(weeks=weeks)
    windows = windows_between(since, until, unit=unit, timezone=zone)
    assert all(before.end == after.start for before, after in pairwise(windows))
    assert all(since <= window.start and window.end <= until for window in windows)


@settings(deadline=None)
@given(since=moments, later=st.timedeltas(timedelta(0), timedelta(weeks=3)), unit=units, zone=zones)
def test_where_one_starts_to_look_does_not_move_the_windows(
    since: datetime, later: timedelta, unit: Unit, zone: str
) -> None:
    until = since + timedelta(weeks=5)
    all_of_them = windows_between(since, until, unit=unit, timezone=zone)
    fewer = windows_between(since + later, until, unit=unit, timezone=zone)
    assert fewer == tuple(window for window in all_of_them if window.start >= since + later)


@settings(deadline=None)
@given(since=moments, unit=units, zone=zones)
def test_nothing_is_left_at_the_ends_but_less_than_a_window(since: datetime, unit: Unit, zone: str) -> None:
    longest = {"hour": timedelta(hours=1.5), "day": timedelta(hours=25), "week": timedelta(days=7, hours=1)}[unit]
    until = since + timedelta(weeks=5)
    windows = windows_between(since, until, unit=unit, timezone=zone)
    assert windows[0].start - since <= longest
    assert until - windows[-1].end <= longest


@settings(deadline=None)
@given(since=moments, zone=st.sampled_from(("UTC", "America/New_York", "Asia/Kolkata")))
def test_weeks_begin_on_monday_at_local_midnight(since: datetime, zone: str) -> None:
    for window in windows_between(since, since + timedelta(weeks=4), unit="week", timezone=zone):
        begins = window.start.astimezone(ZoneInfo(zone))
        assert (begins.weekday(), begins.hour, begins.minute) == (0, 0, 0)


CLOCK_CHANGES: list[tuple[str, Unit, str, str, list[float]]] = [
    ("America/New_York", "week", "2013-03-04", "2013-03-19", [167, 168]),
    ("America/New_York", "week", "2013-10-28", "2013-11-12", [169, 168]),
    ("America/New_York", "day", "2013-03-10", "2013-03-12", [23]),
    ("Europe/Berlin", "day", "2013-10-26T22", "2013-10-28", [25]),
    ("America/Sao_Paulo", "day", "2013-10-19T03", "2013-10-22T02", [24, 23, 24]),
    ("America/Havana", "day", "2013-11-02T04", "2013-11-05T05", [24, 25, 24]),
    ("Pacific/Apia", "day", "2011-12-29T10", "2012-01-01T10", [24, 24, 24]),
    ("Australia/Lord_Howe", "hour", "2013-10-05T13:30", "2013-10-05T17:00", [1, 1.5, 1]),
]


@pytest.mark.parametrize(("zone", "unit", "since", "until", "hours"), CLOCK_CHANGES)
def test_a_window_in_which_the_clock_is_changed_is_longer_or_shorter(
    zone: str, unit: Unit, since: str, until: str, hours: list[float]
) -> None:
    ends = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (since, until))
    windows = windows_between(*ends, unit=unit, timezone=zone)
    assert [window.duration / timedelta(hours=1) for window in windows] == hours


def moments_of(*hours: float) -> np.ndarray:
    return np.array([np.datetime64("2013-04-08") + np.timedelta64(int(h * 3600), "s") for h in hours])


def test_a_window_of_rows_ends_where_its_next_row_begins() -> None:
    found = windows_of_rows(moments_of(0, 1, 2, 3, 4), 2, since=MONDAY)
    assert [(w.start, w.end) for w in found] == [
        (MONDAY, MONDAY + timedelta(hours=2)),
        (MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=4)),
    ]


def test_rows_of_one_moment_stay_together_and_the_last_window_waits_for_a_later_row() -> None:
    assert windows_of_rows(moments_of(0, 1, 1, 1), 2, since=MONDAY) == ()
    (found,) = windows_of_rows(moments_of(0, 1, 1, 1, 5), 2, since=MONDAY)
    assert found.end == MONDAY + timedelta(hours=5)


@given(hours=st.lists(st.integers(0, 50), max_size=60), rows=st.integers(1, 8))
def test_windows_of_rows_tile_hold_enough_rows_and_do_not_move_when_rows_follow(hours: list[int], rows: int) -> None:
    found = windows_of_rows(moments_of(*hours), rows, since=MONDAY)
    assert all(before.end == after.start for before, after in pairwise(found))
    held = [sum(w.holds(MONDAY + timedelta(hours=h)) for h in hours) for w in found]
    assert all(count >= rows for count in held)
    assert windows_of_rows(moments_of(*hours, 90, 91), rows, since=MONDAY)[: len(found)] == found
