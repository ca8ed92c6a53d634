"""Row counts and the 95th percentile of latency."""

import numpy as np
import pytest

from domain.signals import Side, SignalState
from tests.monitors.builders import measured, some_rows


@pytest.mark.parametrize(
    ("rows", "state"), [(99, SignalState.BREACHED), (100, SignalState.CALM), (0, SignalState.BREACHED)]
)
def test_too_few_rows_are_breached(rows: int, state: SignalState) -> None:
    signal = measured(some_rows(rows), spec={"monitors": [{"monitor": "row_count", "at_least": 100}]})["row_count"]
    assert (signal.value, signal.state, signal.side) == (rows, state, Side.BELOW)


def test_an_empty_window_breaches_the_smallest_row_count() -> None:
    signal = measured(some_rows(0), spec={"monitors": [{"monitor": "row_count", "at_least": 1}]})["row_count"]
    assert (signal.state, signal.note) == (SignalState.BREACHED, "the window has no rows")


@pytest.mark.parametrize(("slow", "state"), [(40, SignalState.CALM), (60, SignalState.BREACHED)])
def test_latency_is_breached_when_more_than_a_twentieth_is_slow(slow: int, state: SignalState) -> None:
    rows = some_rows(latency_ms=[900.0] * slow + [20.0] * (1000 - slow))
    assert measured(rows)["latency_p95"].state is state


def test_latencies_that_were_not_logged_are_left_out_and_counted() -> None:
    rows = some_rows(latency_ms=[np.nan] * 500 + [20.0] * 500)
    signal = measured(rows)["latency_p95"]
    assert (signal.value, signal.rows, signal.note) == (20.0, 500, "500 of 1000 rows have no usable latency")


@pytest.mark.parametrize("known", [0, 19])
def test_of_fewer_than_20_latencies_the_percentile_is_not_known(known: int) -> None:
    rows = some_rows(latency_ms=[20.0] * known + [None] * (1000 - known))
    signal = measured(rows)["latency_p95"]
    assert (signal.state, signal.note) == (SignalState.UNKNOWN, f"{known} rows have a latency; 20 are needed")


def test_a_log_without_latencies_is_not_known() -> None:
    signal = measured(some_rows().drop(columns="latency_ms"))["latency_p95"]
    assert signal.state is SignalState.UNKNOWN
