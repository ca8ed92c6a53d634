"""What the log shows of itself: doubled ids, order, clocks, time zones, rows without a time, and silence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.log_facts import LogFacts
from domain.signals import Signal, SignalState
from tests.builders import a_window
from tests.monitors.builders import measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN


def health(*, n: int = 1000, timezone: str = "UTC", window: Any = None, **facts: Any) -> dict[str, Signal]:
    spec = {"timezone": timezone, "monitors": [{"monitor": "log_health"}]}
    fields = {"window": window} if window else {}
    return measured(some_rows(n), spec=spec, facts=LogFacts(rows=n, **facts), **fields)


FACTS: dict[str, tuple[dict[str, Any], str, SignalState, float, str]] = {
    "files side by side": (
        {"out_of_order_rows": 500},
        "out_of_order",
        CALM,
        0.5,
        "500 of 1000 rows lie behind a later one",
    ),
    "a log upside down": (
        {"out_of_order_rows": 999},
        "out_of_order",
        BREACHED,
        0.999,
        "999 of 1000 rows lie behind a later one",
    ),
    "a clock that runs ahead": (
        {"early_rows": 1},
        "clock_skew",
        BREACHED,
        0.001,
        "1 of 1000 rows are dated later than their logging",
    ),
    "two time zones": (
        {"offsets": ("+00:00", "+02:00")},
        "time_zones",
        BREACHED,
        2.0,
        "times are written with +00:00, +02:00",
    ),
    "one time zone": ({"offsets": ("+02:00",)}, "time_zones", CALM, 1.0, "times are written with +02:00"),
    "times without a zone": ({}, "time_zones", CALM, 0.0, "times are written without an offset from UTC"),
    "rows without a time": (
        {"untimed_rows": 3},
        "untimed_rows",
        BREACHED,
        3.0,
        "3 rows have no usable time and are in no window",
    ),
}


@pytest.mark.parametrize("case", FACTS)
def test_each_fact_is_told(case: str) -> None:
    facts, name, state, value, note = FACTS[case]
    signal = health(**facts)[name]
    assert (signal.state, signal.value, signal.note) == (state, value, note)


def test_a_change_of_the_clocks_is_not_two_time_zones() -> None:
    offsets = ("+01:00", "+02:00")
    change = a_window(datetime(2013, 3, 24, 23, tzinfo=UTC), timedelta(days=7, hours=-1))
    assert health(timezone="Europe/Berlin", window=change, offsets=offsets)["time_zones"].state is CALM
    assert health(timezone="Europe/Berlin", offsets=offsets)["time_zones"].state is BREACHED


def test_an_empty_window_still_tells_of_rows_without_a_time() -> None:
    signals = health(n=0, untimed_rows=3)
    assert {name: signal.state for name, signal in signals.items()} == {
        "out_of_order": UNKNOWN,
        "clock_skew": UNKNOWN,
        "time_zones": CALM,
        "untimed_rows": BREACHED,
    }


@pytest.mark.parametrize(
    ("doubled", "above", "state"),
    [(0, 0.0, CALM), (1, 0.0, BREACHED), (250, 0.2, CALM), (251, 0.2, BREACHED)],
)
def test_doubled_ids_are_a_share_of_what_was_logged(doubled: int, above: float, state: SignalState) -> None:
    spec = {"monitors": [{"monitor": "doubled_ids", "above": above}]}
    signal = measured(spec=spec, facts=LogFacts(rows=1000, doubled_ids=doubled))["doubled_ids"]
    assert (signal.state, signal.value, signal.rows) == (state, doubled / (1000 + doubled), 1000 + doubled)


@pytest.mark.parametrize(
    ("before_the_end", "state"),
    [(timedelta(0), CALM), (timedelta(hours=42), CALM), (timedelta(hours=42, minutes=1), BREACHED)],
)
def test_a_log_that_stops_early_is_not_fresh(before_the_end: timedelta, state: SignalState) -> None:
    facts = LogFacts(rows=1000, newest=a_window().end - before_the_end)
    signal = measured(spec={"monitors": [{"monitor": "freshness"}]}, facts=facts)["freshness"]
    assert (signal.state, signal.value, signal.threshold) == (state, before_the_end / timedelta(hours=1), 42.0)


def test_an_empty_window_has_been_silent_all_along() -> None:
    spec = {"monitors": [{"monitor": "freshness"}]}
    signal = measured(some_rows(0), spec=spec, facts=LogFacts())["freshness"]
    assert (signal.state, signal.value, signal.note) == (BREACHED, 168.0, "the window has no rows")
