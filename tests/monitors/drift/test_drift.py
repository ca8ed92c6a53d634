"""Drift by a fixed threshold: known shifts, and when it says that it does not know."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.signals import SignalState
from monitors.profiling import merge
from tests.builders import a_week
from tests.monitors import builders
from tests.monitors.builders import a_profile_of, a_reference, some_rows

FIXED = {"monitor": "drift", "method": "jensen_shannon"}


def measured(rows: pd.DataFrame | None = None, **fields: Any) -> dict[str, Any]:
    """The signals of drift by Jensen-Shannon, unless `entry` says something else, by their titles."""
    entry = {**FIXED, **fields.pop("entry", {})}
    return builders.measured(rows, spec={"monitors": [entry]}, **fields)


BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN


@pytest.mark.parametrize(("deviations", "distance"), [(0.25, 0.103), (0.5, 0.204)])
def test_a_shift_of_the_mean_comes_to_its_known_distance(deviations: float, distance: float) -> None:
    dice = np.random.default_rng(3)
    reference = merge([a_profile_of(pd.DataFrame({"x": dice.normal(size=10_000)}), window=a_week(-1))])
    rows = some_rows(10_000).assign(x=dice.normal(deviations, 1, 10_000))
    assert measured(rows, reference=reference)["drift of x"].value == pytest.approx(distance, abs=0.015)


def test_unchanged_traffic_is_calm() -> None:
    assert {signal.state for signal in measured().values()} == {CALM}


MOVED: dict[str, tuple[str, dict[str, Any]]] = {
    "half a deviation": ("temp", {"temp": some_rows()["temp"] + 4}),
    "twice the spread": ("temp", {"temp": 15 + 2 * (some_rows()["temp"] - 15)}),
    "a tenth missing": ("temp", {"temp": some_rows()["temp"].where(np.arange(1000) % 10 > 0)}),
    "all missing": ("temp", {"temp": None}),
    "a new category": ("carrier", {"carrier": some_rows()["carrier"].replace("AA", "XX")}),
    "another mix of categories": ("carrier", {"carrier": some_rows()["carrier"].where(np.arange(1000) % 4 > 0, "AA")}),
    "other predictions": ("prediction", {"prediction": some_rows()["prediction"] + 20}),
    "text among numbers": ("temp", {"temp": some_rows()["temp"].astype(object).where(np.arange(1000) % 5 > 0, "n/a")}),
    "numbers instead of text": ("carrier", {"carrier": 1.0}),
}


@pytest.mark.parametrize("case", MOVED)
def test_what_moved_is_breached_and_the_rest_stays_calm(case: str) -> None:
    column, changed = MOVED[case]
    signals = measured(some_rows(**changed))
    breached = [title for title, signal in signals.items() if title.startswith("drift") and signal.state is BREACHED]
    assert breached == [f"drift of {column}"]


def test_a_signal_says_what_it_was_held_against() -> None:
    signal = measured()["drift of temp"]
    assert signal.reference == f"training v1, {a_reference().window}"
    assert (signal.threshold, signal.rows) == (0.1, 1000)


@pytest.mark.parametrize(
    ("column", "values", "note"),
    [
        ("temp", None, "no value at all in the window"),
        ("temp", ["n/a"] * 300 + [1.0] * 700, "300 values are not numbers, as the reference's are"),
    ],
)
def test_a_note_says_what_the_distance_does_not(column: str, values: Any, note: str) -> None:
    assert measured(some_rows(**{column: values}))[f"drift of {column}"].note == note


def test_too_few_rows_are_not_known_and_the_note_says_how_many_are_needed() -> None:
    few = measured(some_rows(100))["drift of temp"]
    assert (few.state, few.value) == (UNKNOWN, None)
    assert few.note is not None
    assert few.note.startswith("100 rows: chance alone could reach 0.1;")
    enough = int(few.note.split("; ")[1].split()[0])
    assert measured(some_rows(enough))["drift of temp"].state is not UNKNOWN


UNKNOWABLE: dict[str, tuple[str, dict[str, Any], str]] = {
    "no reference": ("temp", {"reference": None}, "there is no reference to compare with"),
    "a small reference": (
        "temp",
        {"reference": a_profile_of(some_rows(50), origin="training v1")},
        "the reference has only 50 rows: chance alone could reach 0.1",
    ),
    "a column of dates in the reference": (
        "temp",
        {"reference": a_profile_of(some_rows(temp=pd.Timestamp("2013-04-01")))},
        "in the reference temp holds values that are neither numbers nor text; "
        "drift is measured on numbers and on text",
    ),
    "a column that the reference lacks": (
        "temp",
        {"reference": a_profile_of(some_rows().drop(columns="temp"))},
        "the column temp is missing from the reference; it came, or was named in the model's file, later; "
        "the next version that is trained has it in its own",
    ),
    "a column that the window lacks": (
        "temp",
        {"rows": some_rows().drop(columns="temp")},
        "the column temp is missing from the window",
    ),
}


@pytest.mark.parametrize("case", UNKNOWABLE)
def test_what_cannot_be_compared_is_unknown_and_named(case: str) -> None:
    column, facts, note = UNKNOWABLE[case]
    signal = measured(**facts)[f"drift of {column}"]
    assert (signal.state, signal.note) == (UNKNOWN, note)


def test_only_the_columns_asked_for_are_measured() -> None:
    signals = measured(entry={"columns": ["temp", "nowhere"]})
    assert list(signals) == ["drift of temp", "drift of nowhere"]
    assert signals["drift of nowhere"].note == "the column nowhere is missing from the window and reference"


@pytest.mark.parametrize(("method", "threshold"), [("psi", 0.2), ("hellinger", 0.1), ("wasserstein", 0.1), ("ks", 0.1)])
def test_each_method_has_its_threshold_and_finds_what_moved(method: str, threshold: float) -> None:
    rows = some_rows(2000, temp=some_rows(2000)["temp"] + 8)
    signals = measured(rows, entry={"method": method, "columns": ["temp", "prediction"]})
    found = [(signal.threshold, signal.state) for signal in signals.values()]
    assert found == [(threshold, BREACHED), (threshold, CALM)]


@pytest.mark.parametrize(("method", "rows"), [("psi", 100), ("hellinger", 200), ("wasserstein", 500), ("ks", 200)])
def test_each_method_knows_when_chance_alone_could_reach_its_threshold(method: str, rows: int) -> None:
    signal = measured(some_rows(rows), entry={"method": method, "columns": ["temp"]})["drift of temp"]
    assert (signal.state, signal.value) == (UNKNOWN, None)
    enough = int(signal.note.split("; ")[1].split()[0])
    assert measured(some_rows(enough + 1), entry={"method": method, "columns": ["temp"]})["drift of temp"].state is CALM


@pytest.mark.parametrize("method", ["ks", "wasserstein"])
def test_what_compares_numbers_says_so_of_text(method: str) -> None:
    signal = measured(entry={"method": method})["drift of carrier"]
    assert signal.state is UNKNOWN
    assert signal.note == (
        f"{method} compares numbers, and in the reference carrier holds text; "
        "write method: jensen_shannon, hellinger or psi"
    )


def test_a_constant_has_no_standard_deviation_to_measure_in() -> None:
    constant = a_profile_of(some_rows(temp=1.0), origin="training v1")
    signal = measured(entry={"method": "wasserstein", "above": 0.3}, reference=constant)["drift of temp"]
    assert signal.note == "the reference's numbers do not vary: there is no standard deviation"
