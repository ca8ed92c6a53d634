"""Windows are compared with those of their kind, by the local clock."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.windows import Window
from monitors.drift.periods import windows_in_period
from monitors.drift.strata import choose_strata, local_start
from monitors.entries.false_alarms import FalseAlarms
from monitors.windowing import windows_between

START = datetime(2026, 6, 1, 4, tzinfo=UTC)


def windows(days: int, unit: str, timezone: str = "America/New_York") -> tuple[Window, ...]:
    return windows_between(START, START + timedelta(days=days), unit=unit, timezone=timezone)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "unit", "kind"),
    [
        (28, "day", "Sunday"),
        (27, "day", "weekend"),
        (7, "day", "every window"),
        (28, "hour", "weekend 22:00"),
        (7, "hour", "22:00"),
        (1, "hour", "evening"),
        (70, "week", "every window"),
        (28, "rows", "every window"),
    ],
)
def test_the_finest_kinds_of_which_there_are_enough(days: int, unit: str, kind: str) -> None:
    """Ten in the evening of a Sunday in New York is a Monday in UTC."""
    known = windows(days, unit if unit != "rows" else "day")
    moment = datetime(2026, 6, 8, 2, tzinfo=UTC)
    local = local_start(Window(start=moment, end=moment + timedelta(hours=1)), "America/New_York")
    assert choose_strata(known, unit=unit, timezone="America/New_York")(local) == kind


@pytest.mark.parametrize(
    ("unit", "per", "expected"),
    [
        ("hour", "quarter", 2160),
        ("day", "quarter", 90),
        ("week", "quarter", 13),
        ("week", "day", 1),
        ("day", "year", 365),
    ],
)
def test_a_period_has_so_many_windows(unit: str, per: str, expected: int) -> None:
    budget = FalseAlarms.model_validate({"budget": 1, "per": per})
    assert windows_in_period((), unit, budget) == expected


def test_windows_of_so_many_rows_come_as_often_as_they_did() -> None:
    assert windows_in_period(windows(10, "day"), "rows", FalseAlarms()) == 90
    assert windows_in_period(windows(10, "hour"), "rows", FalseAlarms()) == 2160
