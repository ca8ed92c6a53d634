"""Whether labels come as they use to."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.signals import Side, SignalState
from tests.builders import a_week, a_window
from tests.monitors.builders import measured, rows_before, some_rows

ARRIVAL = {"monitors": [{"monitor": "label_arrival"}]}
AS_OF = a_window().end + timedelta(days=1)


def with_delays(rows: pd.DataFrame, *, hours: float, seed: int, as_of: Any = AS_OF) -> pd.DataFrame:
    """Labels that take as many hours on average, as they are known at `as_of`."""
    delays = pd.to_timedelta(np.random.default_rng(seed).exponential(hours, len(rows)), unit="h")
    came = rows["event_time"] + delays
    known = came <= pd.Timestamp(as_of)
    return rows.assign(label=rows["label"].where(known), label_time=came.where(known))


def a_week_of(number: int, *, hours: float, seed: int) -> pd.DataFrame:
    times = pd.date_range(a_week(number).start, periods=2000, freq="5min", tz="UTC")
    return with_delays(some_rows(2000, seed=seed, event_time=times), hours=hours, seed=seed)


def test_as_many_labels_as_usual_are_calm() -> None:
    signal = measured(
        a_week_of(0, hours=48, seed=2), spec=ARRIVAL, as_of=AS_OF, labelled_before=a_week_of(-1, hours=48, seed=1)
    )["label_arrival"]
    assert signal.state is SignalState.CALM
    assert signal.value == pytest.approx(signal.baseline, abs=0.05)
    assert (signal.side, signal.threshold) == (Side.BELOW, pytest.approx(signal.baseline - 0.2))


def test_labels_that_take_four_times_as_long_are_missed() -> None:
    signal = measured(
        a_week_of(0, hours=192, seed=2), spec=ARRIVAL, as_of=AS_OF, labelled_before=a_week_of(-1, hours=48, seed=1)
    )["label_arrival"]
    assert signal.state is SignalState.BREACHED
    assert signal.note is not None
    assert "% of the labels are in; usually " in signal.note
    assert "after 5 days" in signal.note


UNKNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "few rows": ({"rows": some_rows(50)}, "50 rows; 100 are needed"),
    "another version's rows": ({"version": "v2"}, "no row of the window was served by v2: the log names v1"),
    "nothing from before": ({"labelled_before": None}, "how many are usual is not known: 0 rows from before"),
    "no times of labels": (
        {"labelled_before": rows_before().drop(columns="label_time")},
        "the log does not say when labels came (columns.label_time)",
    ),
    "no times of rows": ({"rows": some_rows(event_time=pd.NaT)}, "some rows have no event time"),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_is_not_known_says_why(case: str) -> None:
    facts, reason = UNKNOWN[case]
    signal = measured(spec=ARRIVAL, **facts)["label_arrival"]
    assert signal.state is SignalState.UNKNOWN
    assert signal.note is not None
    assert reason in signal.note
