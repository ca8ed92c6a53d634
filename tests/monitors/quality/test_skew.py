"""Training-serving skew: the log against a second record of the same features."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.signals import SignalState
from monitors.quality.skew import differs
from tests.monitors.builders import measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
SPEC = {"monitors": [{"monitor": "training_serving_skew"}]}


def second(**columns: Any) -> pd.DataFrame:
    """What the second record has of the rows, in another order and without the other roles."""
    rows = some_rows(**columns)[["prediction_id", "temp", "carrier", "gust"]]
    return rows.sample(frac=1, random_state=4)


def shifted(share: float, by: float) -> "pd.Series[Any]":
    temp: pd.Series[Any] = some_rows()["temp"]
    return temp + pd.Series(by * (np.arange(1000) < 1000 * share))


@pytest.mark.parametrize(
    ("columns", "value", "state"),
    [
        ({"temp": shifted(1.0, 1e-9)}, 0.0, CALM),
        ({"temp": some_rows()["temp"].astype("float32")}, 0.0, CALM),
        ({"temp": shifted(0.01, 1.0)}, 0.01, CALM),
        ({"temp": shifted(0.011, 1.0)}, 0.011, BREACHED),
        ({"temp": None}, 1.0, BREACHED),
        ({"temp": some_rows()["temp"].map(str)}, 1.0, BREACHED),
    ],
)
def test_the_share_of_rows_that_differ_is_measured(columns: dict[str, Any], value: float, state: SignalState) -> None:
    signal = measured(spec=SPEC, second_source=second(**columns))["training_serving_skew of temp"]
    assert (signal.value, signal.state, signal.rows) == (value, state, 1000)


def test_every_feature_of_the_second_source_has_a_signal_with_its_interval() -> None:
    signals = measured(spec=SPEC, second_source=second())
    assert [signal.subject for signal in signals.values()] == ["carrier", "gust", "temp"]
    for signal in signals.values():
        assert (signal.value, signal.interval) == (0.0, pytest.approx((0.0, 0.003826758)))


def test_ids_without_a_partner_and_repeated_ones_are_left_out_and_counted() -> None:
    known = second()
    kept = known[~known["prediction_id"].isin(["p1-0", "p1-1"])]
    wrong = known[known["prediction_id"] == "p1-7"].assign(temp=-99.0)
    signal = measured(spec=SPEC, second_source=pd.concat([kept, wrong]))["training_serving_skew of temp"]
    assert (signal.value, signal.rows) == (0.0, 997)
    assert signal.note == (
        "997 of 1000 sampled rows compared; the window has 1000; 1 ids repeat in the second source and are left out; "
        "2 are not in the second source"
    )


def test_a_second_source_may_have_the_ids_as_its_index() -> None:
    signals = measured(spec=SPEC, second_source=second().set_index("prediction_id"))
    assert {signal.state for signal in signals.values()} == {CALM}


UNKNOWNS: dict[str, tuple[dict[str, Any], str]] = {
    "no second source": ({"second_source": None}, "there is no second source to compare with"),
    "no sample": ({"sample": None}, "no rows were sampled; monitoring.sample_rows says how many are"),
    "few partners": (
        {"second_source": second().set_index("prediction_id").loc[[f"p1-{i}" for i in range(99)]]},
        "99 of 1000 sampled rows compared; the window has 1000; 901 are not in the second source; 100 are needed to "
        "tell a share of 0.01",
    ),
    "a column that the second source lacks": (
        {"second_source": second().drop(columns="temp")},
        "the second source has no column temp",
    ),
    "a column that both lack": (
        {"sample": some_rows().drop(columns="temp"), "second_source": second().drop(columns="temp")},
        "the log and the second source has no column temp",
    ),
}


@pytest.mark.parametrize("case", UNKNOWNS)
def test_what_cannot_be_compared_is_unknown_and_says_why(case: str) -> None:
    fields, note = UNKNOWNS[case]
    spec = {"monitors": [{"monitor": "training_serving_skew", "columns": ["temp"]}]}
    signal = measured(spec=spec, **fields)["training_serving_skew of temp"]
    assert (signal.state, signal.value, signal.note) == (UNKNOWN, None, note)


DAY = pd.Timestamp("2013-04-01", tz="UTC")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1.0, None, 2.0], [1.0, None, None], [False, False, True]),
        ([1, 2], [1.0, 2.1], [False, True]),
        (["a", None, "b"], ["a", None, None], [False, False, True]),
        ([True, False], [True, True], [False, True]),
        (["1"], [1], [True]),
        ([DAY, DAY], [DAY, DAY + pd.Timedelta("1s")], [False, True]),
        ([DAY], [DAY.tz_localize(None)], [True]),
        ([np.array([1, 2]), np.array([1])], [np.array([1, 2]), np.array([1, 2])], [False, True]),
        ([np.nan, 1.0], ["a", 1.0], [True, False]),
        ([0.0], [0.0], [False]),
    ],
)
def test_values_of_every_kind_can_be_compared(one: list[Any], other: list[Any], expected: list[bool]) -> None:
    for left, right in ((one, other), (other, one)):
        assert differs(pd.Series(left), pd.Series(right), tolerance=1e-6).tolist() == expected
