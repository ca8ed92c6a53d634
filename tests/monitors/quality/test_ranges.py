"""Out of range: the reference's range, stated ones, and how few numbers are too few."""

from typing import Any

import numpy as np
import pytest

from domain.signals import Signal, SignalState
from monitors.profiling import summaries_of
from tests.monitors.builders import a_profile_of, a_reference, measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
LOW, HIGH = summaries_of(a_reference())["temp"].quantiles((0.0, 1.0)).tolist()


def of_temp(temp: Any, *, n: int = 1000, entry: dict[str, Any] | None = None, **fields: Any) -> Signal:
    spec = {"monitors": [{"monitor": "out_of_range", "columns": ["temp"], **(entry or {})}]}
    signal: Signal = measured(some_rows(n, temp=temp), spec=spec, **fields)["out_of_range of temp"]
    return signal


def outside(n: int, value: float) -> list[float]:
    return [value] * n + [15.0] * (1000 - n)


@pytest.mark.parametrize(
    ("temp", "state", "value"),
    [
        (outside(500, LOW), CALM, 0.0),
        (outside(500, HIGH), CALM, 0.0),
        (outside(10, HIGH + 1), CALM, 0.01),
        (outside(11, HIGH + 1), BREACHED, 0.011),
        (outside(11, LOW - 1), BREACHED, 0.011),
        ([LOW - 1] * 6 + [HIGH + 1] * 6 + [15.0] * 988, BREACHED, 0.012),
        (outside(1000, HIGH + 1), BREACHED, 1.0),
    ],
)
def test_numbers_beyond_the_ends_of_the_reference_are_counted(
    temp: list[float], state: SignalState, value: float
) -> None:
    signal = of_temp(temp)
    assert signal.state is state
    assert signal.value == pytest.approx(value)


def test_the_note_says_on_which_side_and_how_far() -> None:
    signal = of_temp([-100.0] * 3 + [100.0] * 20 + [15.0] * 977)
    assert signal.note == (
        f"3 below the reference's minimum of {LOW:.3g}, down to -100; "
        f"20 above the reference's maximum of {HIGH:.3g}, up to 100"
    )


@pytest.mark.parametrize(
    ("stated", "value"),
    [({"min": 0}, 0.1), ({"max": 90}, 0.2), ({"min": 0, "max": 90}, 0.3), ({"min": -10, "max": 99}, 0.0)],
)
def test_a_stated_range_counts_instead_of_the_reference(stated: dict[str, float], value: float) -> None:
    temp = [-10.0] * 100 + [99.0] * 200 + [15.0] * 700
    signal = of_temp(temp, entry={"ranges": {"temp": stated}}, reference=None)
    assert signal.value == pytest.approx(value)


def test_a_column_with_a_stated_range_is_watched_besides_those_of_the_reference() -> None:
    spec = {"monitors": [{"monitor": "out_of_range", "ranges": {"nowhere": {"min": 0}}}]}
    signals = measured(spec=spec)
    assert sorted(signal.subject for signal in signals.values()) == ["gust", "nowhere", "prediction", "temp"]
    assert signals["out_of_range of nowhere"].state is UNKNOWN


def test_of_many_numbers_the_share_is_within_the_error_of_the_sketch() -> None:
    temp = np.random.default_rng(2).normal(15, 8, 50_000)
    temp[:1500] = HIGH + 5
    assert of_temp(temp, n=50_000).value == pytest.approx(0.03, abs=0.0014)


def test_infinite_numbers_are_missing_and_not_out_of_range() -> None:
    assert of_temp(outside(100, np.inf)).value == 0.0


UNKNOWNS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "few numbers": (
        [900.0] * 99 + [None] * 901,
        {},
        "99 numbers in the window; 100 are needed to tell a share of 0.01",
    ),
    "no reference": (
        15.0,
        {"reference": None},
        "there is no reference with a column temp; ranges can state what is allowed",
    ),
    "a small reference": (
        15.0,
        {"reference": a_profile_of(some_rows(499), origin="training v1")},
        "the reference has only 499 numbers: chance alone could reach 0.01 beyond their range; 500 are needed, or "
        "ranges can state what is allowed",
    ),
    "text in the reference": (
        15.0,
        {"reference": a_profile_of(some_rows(temp="warm"), origin="training v1")},
        "in the reference temp holds text; a range is one of numbers",
    ),
}


@pytest.mark.parametrize("case", UNKNOWNS)
def test_what_cannot_be_told_is_unknown_and_says_why(case: str) -> None:
    temp, fields, note = UNKNOWNS[case]
    signal = of_temp(temp, **fields)
    assert (signal.state, signal.value, signal.note) == (UNKNOWN, None, note)


@pytest.mark.slow
def test_ordinary_numbers_hardly_ever_leave_the_range_of_the_smallest_reference() -> None:
    """500 numbers of reference: more than 1 % of what follows lies beyond them in less than 5 % of cases."""
    dice = np.random.default_rng(7)
    reference = np.sort(dice.random((20_000, 500)), axis=1)
    beyond = reference[:, 0] + 1 - reference[:, -1]
    assert (beyond > 0.01).mean() < 0.05
