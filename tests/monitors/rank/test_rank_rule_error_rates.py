"""The promise, simulated: 20 features, 10,000 rows a day, days that differ by nature, one false alarm a quarter."""

import numpy as np
import pytest

from monitors.rank.budget import ReportOnly
from monitors.rank.rule import calibrate
from tests.monitors.counted import alarming, calibrated, episodes, some_days

pytestmark = pytest.mark.slow
QUARTER = 90


def _false_alarms(
    *, history: int, replicates: int, min_effect: float, rows: int = 10_000, wander: float = 0.03
) -> float:
    """Mean episodes in a quarter of unchanged days."""
    found = []
    for seed in range(replicates):
        days = some_days(history + QUARTER, seed=seed, rows=rows, wander=wander)
        calibration = calibrated(days[:history], min_effect=min_effect)
        found.append(episodes(alarming(calibration, days[history:])))
    return float(np.mean(found))


@pytest.mark.parametrize(("rows", "wander"), [(10_000, 0.03), (10_000, 0.0), (1_000, 0.03)])
def test_without_the_floor_the_stated_budget_holds(rows: int, wander: float) -> None:
    promised = calibrated(some_days(28, seed=0)).rule.expected_false_alarms
    assert promised < 1
    assert _false_alarms(history=28, replicates=40, min_effect=0, rows=rows, wander=wander) <= promised


def test_with_the_floor_false_alarms_are_next_to_none() -> None:
    assert _false_alarms(history=28, replicates=40, min_effect=0.05) <= 0.05


@pytest.mark.parametrize(
    ("shift", "more_missing", "rows", "by_day", "at_least"),
    [
        (0.25, 0.0, 10_000, 2, 0.95),
        (0.25, 0.0, 10_000, 3, 0.98),
        (0.25, 0.0, 1_000, 3, 0.95),
        (0.0, 0.05, 10_000, 2, 0.95),
    ],
)
def test_a_change_in_one_of_twenty_features_is_found_and_named(
    shift: float, more_missing: float, rows: int, by_day: int, at_least: float
) -> None:
    named = []
    for seed in range(100):
        calibration = calibrated(some_days(28, seed=seed, rows=rows))
        changed = some_days(by_day, seed=1000 + seed, rows=rows, shift=shift, more_missing=more_missing)
        alarms = alarming(calibration, changed)
        named.append(bool(alarms[:, -1].any()) and not alarms[:, :-1].any())
    assert np.mean(named) >= at_least


def test_strong_autocorrelation_lengthens_the_run_or_ends_in_reporting_only() -> None:
    days = [some_days(28, seed=seed, wander=0.09, autocorrelation=0.7) for seed in range(30)]
    found = [calibrate(history, ["all"] * 28, per_period=QUARTER, false_alarms=1) for history in days]
    reasons = [outcome.reason for outcome in found if isinstance(outcome, ReportOnly)]
    guarded = [outcome for outcome in found if not isinstance(outcome, ReportOnly) and outcome.is_autocorrelated]
    assert len(reasons) + len(guarded) >= 25
    assert reasons
    assert all("resemble each other" in reason for reason in reasons)
    assert min(outcome.rule.in_a_row for outcome in guarded) > 2


def test_exchangeable_days_seldom_look_autocorrelated() -> None:
    assert not any(calibrated(some_days(28, seed=seed)).is_autocorrelated for seed in range(50))
