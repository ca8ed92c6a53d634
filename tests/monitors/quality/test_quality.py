"""Missing shares: gaps, columns that are gone or new, values that cannot be used."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.signals import SignalState
from tests.monitors.builders import a_profile_of, measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
SPEC = {"monitors": [{"monitor": "missing_share", "above": 0.2}]}


def values(first: Any, second: Any, *, share: float) -> list[Any]:
    """1,000 values of which that share is the first."""
    return [first if i < 1000 * share else second for i in range(1000)]


CASES: dict[str, tuple[list[Any] | None, SignalState, float, str | None]] = {
    "some gaps": (values(None, 1.0, share=0.1), CALM, 0.1, None),
    "as many gaps as allowed": (values(None, 1.0, share=0.2), CALM, 0.2, None),
    "more gaps than allowed": (values(None, 1.0, share=0.3), BREACHED, 0.3, None),
    "all gaps": (None, BREACHED, 1.0, "the column temp has no value at all"),
    "infinite numbers": (values(np.inf, 1.0, share=0.3), BREACHED, 0.3, "300 infinite values count as missing"),
    "text among numbers": (
        values("n/a", 1.0, share=0.3),
        BREACHED,
        0.3,
        "300 values are not numbers, and count as missing",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_share_counts_what_cannot_be_used(case: str) -> None:
    temp, state, share, note = CASES[case]
    signal = measured(some_rows(temp=temp), spec=SPEC)["missing_share of temp"]
    assert (signal.state, signal.value, signal.note) == (state, share, note)


def test_a_column_that_is_gone_is_breached_and_named() -> None:
    signal = measured(some_rows().drop(columns="temp"), spec=SPEC)["missing_share of temp"]
    assert (signal.state, signal.value) == (BREACHED, 1.0)
    assert signal.note == "the column temp is gone: the reference has it, the window has not"


def test_a_new_column_is_noted() -> None:
    signal = measured(some_rows(humid=1.0), spec=SPEC)["missing_share of humid"]
    assert (signal.state, signal.note) == (CALM, "the column humid is new: the reference has not got it")


@pytest.mark.parametrize(
    ("own", "found", "state"),
    [
        (0.0, 0.2, CALM),
        (0.6, 0.79, CALM),
        (0.6, 0.81, BREACHED),
        (0.95, 0.99, CALM),
        (0.95, 1.0, BREACHED),
        (1.0, 1.0, CALM),
    ],
)
def test_a_share_is_held_against_the_reference_own(own: float, found: float, state: SignalState) -> None:
    reference = a_profile_of(some_rows(temp=values(None, 1.0, share=own)), origin="training v1")
    rows = some_rows(temp=values(None, 1.0, share=found))
    signal = measured(rows, spec=SPEC, reference=reference)["missing_share of temp"]
    assert (signal.state, signal.baseline) == (state, own)


def test_without_a_reference_the_window_speaks_for_itself() -> None:
    signal = measured(some_rows(temp=values("n/a", 1.0, share=0.3)), spec=SPEC, reference=None)["missing_share of temp"]
    assert (signal.value, signal.note) == (0.3, "300 values are not numbers, and count as missing")


def test_dates_are_present_though_nothing_else_is_known_of_them() -> None:
    signal = measured(some_rows(day=pd.Timestamp("2013-04-01", tz="UTC")), spec=SPEC)["missing_share of day"]
    assert (signal.state, signal.value) == (CALM, 0.0)


def test_labels_that_have_not_arrived_are_not_missing_values() -> None:
    assert "missing_share of label" not in measured(some_rows(label=np.nan))


def test_a_column_that_was_never_there_is_unknown() -> None:
    spec = {"monitors": [{"monitor": "missing_share", "columns": ["nowhere"]}]}
    signal = measured(spec=spec)["missing_share of nowhere"]
    assert (signal.state, signal.note) == (UNKNOWN, "neither the window nor the reference has a column nowhere")
