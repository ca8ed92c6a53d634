"""Volume against its own history, and rows per second."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from domain.profiles import Profile
from domain.signals import Signal, SignalState
from monitors.entries import Volume
from monitors.serving.volume import measure_volume
from monitors.spec import MonitoringSpec
from tests.builders import a_profile, a_week, a_window
from tests.monitors.builders import measured, some_evidence, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
EVIDENCE = some_evidence(some_rows(20))


def judged(rows: int, before: list[Profile], *, window: Any = None, spec: dict[str, Any] | None = None) -> Signal:
    profile = replace(EVIDENCE.profile, rows=rows)
    evidence = replace(EVIDENCE, profile=profile, preceding=tuple(before), window=window or a_window())
    (signal,) = measure_volume(Volume(), MonitoringSpec.model_validate(spec or {"window": "week"}), evidence)
    return signal


def weeks(*rows: int) -> list[Profile]:
    return [a_profile(window=a_week(number - len(rows)), rows=n) for number, n in enumerate(rows)]


STEADY = [1000, 1010, 990, 1005, 995, 1000, 1002, 998]
NOISY = [500, 1500, 700, 1400, 900, 1100, 800, 1300]


@pytest.mark.parametrize(
    ("rows", "before", "state", "note"),
    [
        (1000, STEADY, CALM, "as many rows as usual"),
        (1200, STEADY, CALM, "20% more rows than usual: 1000"),
        (1300, STEADY, BREACHED, "30% more rows than usual: 1000"),
        (790, STEADY, BREACHED, "21% fewer rows than usual: 1000"),
        (0, STEADY, BREACHED, "100% fewer rows than usual: 1000"),
        (500, NOISY, CALM, "50% fewer rows than usual: 995"),
        (100, NOISY, BREACHED, "90% fewer rows than usual: 995"),
        (0, [0] * 8, CALM, "as many rows as usual"),
        (100, [0] * 8, BREACHED, "100 rows; usual: 0"),
    ],
)
def test_volume_is_held_against_what_earlier_windows_vary_by(
    rows: int, before: list[int], state: SignalState, note: str
) -> None:
    signal = judged(rows, weeks(*before))
    assert (signal.state, signal.note) == (state, note)


def test_the_value_is_the_binary_logarithm_of_the_ratio() -> None:
    assert judged(1999, weeks(*[999] * 8)).value == pytest.approx(1.0)
    assert judged(499, weeks(*[999] * 8)).value == pytest.approx(1.0)


def test_one_strange_window_before_does_not_move_what_is_usual() -> None:
    assert judged(1000, weeks(*STEADY, 1)).value == pytest.approx(0.0, abs=0.01)


def test_fewer_than_eight_windows_before_are_not_enough() -> None:
    signal = judged(1000, weeks(*STEADY[1:]))
    assert (signal.state, signal.value) == (UNKNOWN, None)
    assert signal.note == "7 windows were served before; 8 are needed to know what is usual"


def days(n: int, *, weekend: int, workday: int) -> list[Profile]:
    """The last n days before `a_window`, a Monday."""
    starts = [a_window().start - timedelta(days=back) for back in range(n, 0, -1)]
    rows = [weekend if start.weekday() >= 5 else workday for start in starts]
    return [a_profile(window=a_window(start, timedelta(days=1)), rows=n) for start, n in zip(starts, rows, strict=True)]


@pytest.mark.parametrize(
    ("n", "note"), [(56, "80% fewer rows than usual on Mondays: 1000"), (28, "80% fewer rows than")]
)
def test_a_day_is_held_against_its_own_weekday_once_there_are_eight(n: int, note: str) -> None:
    monday = a_window(a_window().start, timedelta(days=1))
    signal = judged(200, days(n, weekend=200, workday=1000), window=monday, spec={"window": "day"})
    assert str(signal.note).startswith(note)
    assert signal.state is (BREACHED if n == 56 else CALM)


def test_an_hour_is_held_against_the_same_hour_of_other_days() -> None:
    noon = datetime(2013, 4, 1, 12, tzinfo=UTC)
    hours = [noon - timedelta(hours=back) for back in range(24 * 10, 0, -1)]
    before = [
        a_profile(window=a_window(hour, timedelta(hours=1)), rows=1000 if hour.hour == 12 else 10) for hour in hours
    ]
    signal = judged(100, before, window=a_window(noon, timedelta(hours=1)), spec={"window": "hour"})
    assert (signal.state, signal.note) == (BREACHED, "90% fewer rows than usual on any day at 12:00: 1000")


def test_a_window_that_is_longer_may_have_more_rows() -> None:
    longer = a_window(a_window().start, timedelta(days=14))
    assert judged(2001, weeks(*[1000] * 8), window=longer).value == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("heavy", [False, True], ids=["log-normal", "heavy-tailed"])
def test_unchanged_traffic_hardly_ever_breaches(heavy: bool) -> None:
    """Per 90 windows less than 1.2 false alarms of log-normal volumes, and less than 3.2 of heavy-tailed ones."""
    dice = np.random.default_rng(11)
    noise = dice.standard_t(3, (3000, 9)) if heavy else dice.normal(size=(3000, 9))
    rows = (20_000 * 2 ** (0.5 * noise)).astype(int)
    alarms = sum(judged(int(row[8]), weeks(*row[:8].tolist())).state is BREACHED for row in rows)
    assert alarms / len(rows) * 90 < (3.2 if heavy else 1.2)


@pytest.mark.parametrize(
    ("n", "below", "state"), [(1000, None, CALM), (0, None, CALM), (1000, 0.0016, CALM), (1000, 0.0017, BREACHED)]
)
def test_throughput_is_rows_per_second(n: int, below: float | None, state: SignalState) -> None:
    signal = measured(some_rows(n), spec={"monitors": [{"monitor": "throughput", "below": below}]})["throughput"]
    assert (signal.value, signal.state) == (n / (7 * 24 * 3600), state)
