"""Errors of serving, and the percentiles of its latency with their intervals."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from domain.signals import SignalState
from monitors.entries import Latency
from monitors.serving.latency import order_statistics
from tests.monitors.builders import measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
ERRORS = {"monitors": [{"monitor": "serving_errors"}]}


@pytest.mark.parametrize(
    ("errors", "value", "state", "note"),
    [
        ([None] * 1000, 0.0, CALM, None),
        ([np.nan] * 1000, 0.0, CALM, None),
        ([""] * 500 + ["  "] * 500, 0.0, CALM, None),
        ([False] * 1000, 0.0, CALM, None),
        (["timeout"] * 10 + [None] * 990, 0.01, CALM, "10 times 'timeout'"),
        (["timeout"] * 8 + ["oom"] * 8 + [None] * 984, 0.016, BREACHED, "8 times 'oom'; 8 times 'timeout'"),
        ([True] * 20 + [False] * 980, 0.02, BREACHED, "20 times 'True'"),
        ([503] * 20 + [None] * 980, 0.02, BREACHED, "20 times '503.0'"),
    ],
)
def test_rows_with_an_error_are_counted(errors: list[Any], value: float, state: SignalState, note: str | None) -> None:
    signal = measured(some_rows(serving_error=errors), spec=ERRORS)["serving_errors"]
    assert (signal.value, signal.state, signal.note) == (value, state, note)
    assert signal.interval is not None
    assert signal.interval[0] <= value <= signal.interval[1]


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        (some_rows().drop(columns="serving_error"), "the log has no column of errors; name it under columns: as error"),
        (some_rows(99), "99 rows; 100 are needed to tell a share of 0.01"),
        (some_rows(0), "the window has no rows"),
    ],
)
def test_errors_that_cannot_be_told_are_unknown(rows: Any, note: str) -> None:
    signal = measured(rows, spec=ERRORS)["serving_errors"]
    assert (signal.state, signal.note) == (UNKNOWN, note)


def test_each_percentile_has_a_signal_and_its_own_limit() -> None:
    spec = {"monitors": [{"monitor": "latency", "percentiles": [50, 95, 99.9], "above": {95: 10, 99.9: 1e6}}]}
    signals = measured(some_rows(2000), spec=spec)
    latencies = some_rows(2000)["latency_ms"]
    assert {name: (signal.value, signal.threshold, signal.state) for name, signal in signals.items()} == {
        "latency_p50": (np.percentile(latencies, 50), None, CALM),
        "latency_p95": (np.percentile(latencies, 95), 10.0, BREACHED),
        "latency_p99_9": (pytest.approx(np.percentile(latencies, 99.9)), 1e6, CALM),
    }


@pytest.mark.parametrize(("rows", "known"), [(19, []), (20, [50, 95]), (99, [50, 95]), (100, [50, 95, 99])])
def test_a_percentile_wants_a_value_beyond_it(rows: int, known: list[int]) -> None:
    signals = measured(some_rows(rows), spec={"monitors": [{"monitor": "latency"}]})
    found = [name for name, signal in signals.items() if signal.state is not UNKNOWN]
    assert found == [f"latency_p{percentile}" for percentile in known]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"above": {90: 5}}, "above: 90 is not among the percentiles; add it there"),
        ({"percentiles": [50, 50]}, "one of them is there twice"),
        ({"percentiles": [100]}, "Input should be less than 100"),
        ({"percentiles": []}, "at least 1 item"),
    ],
)
def test_percentiles_that_cannot_be_meant_are_refused(entry: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Latency.model_validate(entry)


@pytest.mark.parametrize(("rows", "share"), [(80, 0.5), (200, 0.95), (600, 0.99)])
def test_the_interval_holds_the_true_percentile_in_95_percent_of_cases(rows: int, share: float) -> None:
    ranks = order_statistics(rows, share)
    assert ranks is not None
    drawn = np.sort(np.random.default_rng(5).random((4000, rows)), axis=1)
    covered = (drawn[:, ranks[0] - 1] <= share) & (share <= drawn[:, ranks[1] - 1])
    assert 0.94 <= covered.mean() <= 0.985


def test_an_interval_without_a_largest_value_is_none() -> None:
    signal = measured(some_rows(60), spec={"monitors": [{"monitor": "latency"}]})["latency_p95"]
    assert signal.value is not None
    assert signal.interval is None
