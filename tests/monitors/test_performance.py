"""The error against the promise: which rows count, when it is final, when it is not known."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from domain.signals import Maturity, SignalState
from tests.builders import a_window
from tests.monitors.builders import measured, some_rows

BREACHED, CALM, UNKNOWN = SignalState.BREACHED, SignalState.CALM, SignalState.UNKNOWN
CLASSES = {"task": "binary"}


@pytest.mark.parametrize(("promised", "state"), [(9.0, BREACHED), (9.2, CALM), (12.0, CALM)])
def test_an_error_of_10_is_held_against_the_promise(promised: float, state: SignalState) -> None:
    signal = measured(promised=promised)["mae"]
    assert signal.value == pytest.approx(10)
    assert (signal.state, signal.baseline, signal.threshold) == (state, promised, pytest.approx(1.1 * promised))
    assert signal.reference == "promise of v1"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("yes", "no"), (1, 0), (True, False), (1.0, 2.0)],
)
def test_the_error_rate_is_the_share_of_wrong_answers(right: Any, wrong: Any) -> None:
    rows = some_rows(label=right, prediction=[wrong] * 150 + [right] * 850)
    signal = measured(rows, spec=CLASSES, promised=0.1)["error_rate"]
    assert (signal.value, signal.state, signal.rows) == (pytest.approx(0.15), BREACHED, 1000)


def test_a_label_of_one_is_a_prediction_of_one_though_gaps_made_it_a_float() -> None:
    rows = some_rows(prediction=1, label=[1.0] * 500 + [np.nan] * 500)
    assert measured(rows, spec=CLASSES)["error_rate"].value == 0


def test_only_rows_that_the_version_in_force_served_count() -> None:
    rows = some_rows(model_version=["v0"] * 600 + ["v1"] * 400)
    worse = rows.assign(prediction=rows["prediction"].where(rows["model_version"] == "v1", 10_000))
    signal = measured(worse)["mae"]
    assert (signal.value, signal.rows) == (pytest.approx(10), 400)
    assert signal.note == "400 of 400 rows served by v1 have labels (100%)"


NOT_KNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "few labels": (
        {"rows": some_rows(label=[150.0] * 99 + [None] * 901)},
        "99 of 1000 rows served by v1 have labels (10%); 100 are needed",
    ),
    "no labels": (
        {"rows": some_rows(label=None)},
        "0 of 1000 rows served by v1 have labels (0%); 100 are needed",
    ),
    "another version's rows": (
        {"version": "v2"},
        "no row of the window was served by v2; 100 are needed",
    ),
    "no predictions": (
        {"rows": some_rows(prediction=None)},
        "1000 of 1000 rows served by v1 have labels (100%), 1000 of them without a usable prediction or label; "
        "100 are needed",
    ),
    "no promise": (
        {"promised": None},
        "1000 of 1000 rows served by v1 have labels (100%); "
        "nobody measured what v1 promises on rows that it had not seen",
    ),
}


@pytest.mark.parametrize("case", NOT_KNOWN)
def test_what_is_not_known_says_how_many_labels_there_are(case: str) -> None:
    facts, note = NOT_KNOWN[case]
    signal = measured(**facts)["mae"]
    assert (signal.state, signal.note) == (UNKNOWN, note)


def test_without_a_promise_the_error_is_still_told() -> None:
    assert measured(promised=None)["mae"].value == pytest.approx(10)


@pytest.mark.parametrize(
    ("days", "maturity"), [(1, Maturity.PROVISIONAL), (6.99, Maturity.PROVISIONAL), (7, Maturity.FINAL)]
)
def test_it_is_provisional_until_the_labels_have_had_their_time(days: float, maturity: Maturity) -> None:
    as_of = a_window().end + timedelta(days=days)
    assert measured(spec={"labels_mature_after": "7d"}, as_of=as_of)["mae"].maturity is maturity


UNUSABLE: dict[str, dict[str, Any]] = {
    "infinite predictions": {"prediction": [np.inf] * 50 + list(some_rows()["prediction"][50:])},
    "text among labels": {"label": ["late"] * 50 + list(some_rows()["label"][50:])},
    "missing predictions": {"prediction": [None] * 50 + list(some_rows()["prediction"][50:])},
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_rows_that_cannot_be_compared_are_left_out_and_counted(case: str) -> None:
    signal = measured(some_rows(**UNUSABLE[case]))["mae"]
    assert (signal.value, signal.rows) == (pytest.approx(10), 950)
    assert signal.note is not None
    assert signal.note.endswith("50 of them without a usable prediction or label")


def test_sentinels_near_the_largest_float_do_not_overflow_the_mean() -> None:
    assert measured(some_rows(label=1.7e308, prediction=0.0))["mae"].value == pytest.approx(1.7e308)


@pytest.mark.parametrize("dtype", ["string", "string[pyarrow]", "category", object])
def test_versions_are_told_apart_whatever_their_dtype(dtype: Any) -> None:
    versions = pd.Series(["v1"] * 500 + ["v2"] * 400 + [None] * 100, dtype=dtype)
    assert measured(some_rows(model_version=versions))["mae"].rows == 500
