"""Whatever a log holds, a window ends in signals: the broken column is told, and the others are measured."""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.signals import Signal, SignalState
from tests.monitors.builders import measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
ROWS = some_rows()
# One window alone never alarms by rank; a fixed threshold tells at once what a monitor makes of a column.
AT_ONCE = {
    "monitors": [
        {"monitor": "missing_share"},
        {"monitor": "drift", "method": "jensen_shannon"},
        {"monitor": "performance"},
        {"monitor": "latency_p95"},
    ]
}
TEXT_INSTEAD = ROWS["temp"].map("{:.1f} C".format)

# The rows, then the states expected of `missing_share of temp` and `drift of temp`.
BAD: dict[str, tuple[pd.DataFrame, SignalState, SignalState]] = {
    "a missing column": (ROWS.drop(columns="temp"), BREACHED, UNKNOWN),
    "an all-null column": (some_rows(temp=None), BREACHED, BREACHED),
    "an all-NaN column": (some_rows(temp=np.nan), BREACHED, BREACHED),
    "infinite values": (some_rows(temp=np.inf), BREACHED, BREACHED),
    "text in a numeric column": (some_rows(temp=TEXT_INSTEAD), BREACHED, BREACHED),
    "some text in a numeric column": (some_rows(temp=["n/a"] * 400 + list(ROWS["temp"][400:])), BREACHED, BREACHED),
    "dates in a numeric column": (some_rows(temp=pd.Timestamp("2013-04-01")), BREACHED, BREACHED),
    "lists in a numeric column": (some_rows(temp=[[1, 2]] * 1000), BREACHED, BREACHED),
    "truth values in a numeric column": (some_rows(temp=True), BREACHED, BREACHED),
    "Decimals": (some_rows(temp=ROWS["temp"].map(Decimal)), CALM, CALM),
    "a nullable dtype": (some_rows(temp=ROWS["temp"].astype("Float64")), CALM, CALM),
    "an arrow dtype": (some_rows(temp=ROWS["temp"].astype("double[pyarrow]")), CALM, CALM),
    "an empty window": (some_rows(0), UNKNOWN, UNKNOWN),
    "a single row": (some_rows(1), CALM, UNKNOWN),
}


def states(signals: dict[str, Signal], *titles: str) -> list[SignalState]:
    return [signals[title].state for title in titles]


@pytest.mark.parametrize("case", BAD)
def test_a_bad_column_ends_in_signals(case: str) -> None:
    rows, quality, drift = BAD[case]
    assert states(measured(rows, spec=AT_ONCE), "missing_share of temp", "drift of temp") == [quality, drift]


@pytest.mark.parametrize("case", [case for case, (rows, *_) in BAD.items() if len(rows) == len(ROWS)])
def test_the_other_columns_are_measured_as_ever(case: str) -> None:
    signals = measured(BAD[case][0], spec=AT_ONCE)
    others = ("drift of carrier", "drift of prediction", "missing_share of carrier", "mae", "latency_p95")
    assert states(signals, *others) == [CALM] * len(others)


ROLES: dict[str, tuple[dict[str, Any], str, SignalState]] = {
    "labels that are text": ({"label": "late"}, "mae", UNKNOWN),
    "predictions that are all missing": ({"prediction": None}, "mae", UNKNOWN),
    "predictions that are infinite": ({"prediction": np.inf}, "mae", UNKNOWN),
    "latencies that are text": ({"latency_ms": "fast"}, "latency_p95", UNKNOWN),
    "versions that are missing": ({"model_version": None}, "mae", UNKNOWN),
}


@pytest.mark.parametrize("case", ROLES)
def test_a_bad_role_ends_in_a_signal(case: str) -> None:
    columns, title, state = ROLES[case]
    assert measured(some_rows(**columns))[title].state is state


@pytest.mark.parametrize("case", BAD)
def test_whatever_a_column_holds_every_monitor_has_an_answer(case: str) -> None:
    signals = measured(BAD[case][0])
    assert {title.partition(" of ")[0] for title in signals} >= {"row_count", "schema_changes", "drift", "mae"}
    assert all(signal.note for signal in signals.values() if signal.state is UNKNOWN)
