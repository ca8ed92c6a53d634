"""The error against the promise, other metrics against before: which rows count, when it is final, when not known."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from domain.signals import Maturity, Side, SignalState
from monitors.entries import Need
from monitors.spec import MonitoringSpec
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
    assert signal.note == "400 of 400 rows served by v1 have labels (100%); interval between rows"


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
        "no row of the window was served by v2: the log names v1; 100 are needed",
    ),
    "no predictions": (
        {"rows": some_rows(prediction=None)},
        "1000 of 1000 rows served by v1 have labels (100%), 1000 of them without a usable prediction or label; "
        "100 are needed",
    ),
    "no promise": (
        {"promised": None},
        "1000 of 1000 rows served by v1 have labels (100%); "
        "nobody measured what v1 promises on rows that it had not seen; interval between rows",
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
    assert "50 of them without a usable prediction or label" in signal.note


def test_sentinels_near_the_largest_float_do_not_overflow_the_mean() -> None:
    assert measured(some_rows(label=1.7e308, prediction=0.0))["mae"].value == pytest.approx(1.7e308)


@pytest.mark.parametrize("dtype", ["string", "string[pyarrow]", "category", object])
def test_versions_are_told_apart_whatever_their_dtype(dtype: Any) -> None:
    versions = pd.Series(["v1"] * 500 + ["v2"] * 400 + [None] * 100, dtype=dtype)
    assert measured(some_rows(model_version=versions))["mae"].rows == 500


def a_binary_week(*, seed: int = 1, rows: int = 3000, swapped: float = 0.0) -> pd.DataFrame:
    """Calibrated scores and answers by their half; a share of the labels `swapped`."""
    dice = np.random.default_rng(seed)
    scores = dice.beta(0.6, 0.6, rows)
    truth = (dice.random(rows) < scores) ^ (dice.random(rows) < swapped)
    words = np.array(["no", "yes"])
    times = pd.date_range(a_window().start, periods=rows, freq="3min", tz="UTC")
    answers = words[(scores >= 0.5).astype(int)]
    return some_rows(rows, event_time=times, score=scores, prediction=answers, label=words[truth.astype(int)])


def performance(**told: Any) -> dict[str, Any]:
    """A binary model's file with one performance entry."""
    return {"task": "binary", "monitors": [{"monitor": "performance", **told}]}


BEFORE = a_binary_week(seed=2)
ALL_BINARY = ["accuracy", "precision", "recall", "f1", "roc_auc", "average_precision", "log_loss", "brier"]


@pytest.mark.parametrize("name", ALL_BINARY)
def test_other_metrics_are_held_against_their_value_before_in_their_own_direction(name: str) -> None:
    spec = performance(metrics=[name])
    same = measured(a_binary_week(), spec=spec, labelled_before=BEFORE)[name]
    worse = measured(a_binary_week(swapped=0.3), spec=spec, labelled_before=BEFORE)[name]
    assert (same.state, worse.state) == (CALM, BREACHED)
    higher_is_better = name not in {"log_loss", "brier"}
    assert same.side is (Side.BELOW if higher_is_better else Side.ABOVE)
    assert same.threshold == pytest.approx(same.baseline * (0.9 if higher_is_better else 1.1))
    assert same.reference == "3000 labelled rows that v1 answered before"
    assert same.interval[0] < same.value < same.interval[1]


def test_days_make_the_interval_where_there_are_seven() -> None:
    times = pd.date_range(a_window().start, periods=1000, freq="10min", tz="UTC")
    note = measured(some_rows(event_time=times))["mae"].note
    assert note.endswith("interval between days")


def test_a_limit_in_the_file_needs_nothing_from_before() -> None:
    spec = performance(metrics=[{"name": "roc_auc", "below": 0.99}, {"name": "log_loss", "above": 5}])
    signals = measured(a_binary_week(), spec=spec, labelled_before=None)
    assert (signals["roc_auc"].state, signals["log_loss"].state) == (BREACHED, CALM)


def test_without_labels_from_before_or_a_limit_the_value_is_told_and_its_state_unknown() -> None:
    signal = measured(a_binary_week(), spec=performance(metrics=["f1"]), labelled_before=None)["f1"]
    assert signal.state is UNKNOWN
    assert signal.value is not None
    assert "there are no labelled rows from before: f1 has nothing to be held against; write below" in signal.note


def test_too_few_labels_before_are_no_baseline() -> None:
    signal = measured(a_binary_week(), spec=performance(metrics=["f1"]), labelled_before=BEFORE[:50])["f1"]
    assert "of 50 labelled rows from before, 100 are needed" in signal.note


def test_rows_without_a_label_are_no_negatives() -> None:
    rows = a_binary_week()
    fewer = rows.assign(label=rows["label"].where(np.arange(3000) % 3 == 0))
    signal = measured(fewer, spec=performance(metrics=["recall"]), labelled_before=BEFORE)["recall"]
    assert (signal.rows, signal.state) == (1000, CALM)
    assert signal.note.startswith("1000 of 3000 rows served by v1 have labels (33%)")


def test_a_log_without_scores_says_so() -> None:
    rows = a_binary_week().drop(columns="score")
    signal = measured(rows, spec=performance(metrics=["roc_auc"]), labelled_before=BEFORE)["roc_auc"]
    assert (signal.state, signal.value) == (UNKNOWN, None)
    assert "the log names no scores" in signal.note


def test_labels_of_one_class_have_no_area_under_the_curve() -> None:
    rows = a_binary_week().assign(label="no")
    signal = measured(rows, spec=performance(metrics=["roc_auc"]), labelled_before=BEFORE)["roc_auc"]
    assert signal.value is None
    assert "all labels are of one class" in signal.note


@pytest.mark.parametrize(("shift", "side", "state"), [(0.3, Side.ABOVE, CALM), (5, Side.ABOVE, BREACHED)])
def test_a_bias_is_as_bad_below_zero_as_above(shift: float, side: Side, state: SignalState) -> None:
    spec = {"monitors": [{"monitor": "performance", "metrics": ["bias"]}]}
    rows = some_rows()
    above = measured(rows.assign(prediction=rows["label"] + shift), spec=spec)["bias"]
    below = measured(rows.assign(prediction=rows["label"] - shift), spec=spec)["bias"]
    assert (above.state, above.side, above.threshold) == (state, side, pytest.approx(1.0))
    assert (below.state, below.side, below.threshold) == (state, Side.BELOW, pytest.approx(-1.0))


WORTH: dict[str, tuple[dict[str, Any], dict[str, Any], float]] = {
    "of a binary answer": (
        {
            "task": "binary",
            "business_value": {"true_positive": 40, "false_positive": -5, "true_negative": 0, "false_negative": -100},
        },
        {"label": ["yes", "no", "no", "yes"] * 250, "prediction": ["yes", "yes", "no", "no"] * 250},
        (40 - 5 + 0 - 100) / 4,
    ),
    "right or wrong": (
        {"task": "multiclass", "business_value": {"right": 1, "wrong": -3}},
        {"label": ["a", "b", "c", "a"] * 250, "prediction": ["a", "b", "c", "b"] * 250},
        0,
    ),
    "by label and prediction": (
        {"task": "multiclass", "business_value": {"a": {"a": 2, "b": -8}, "b": {"a": -1, "b": 3}}},
        {"label": ["a", "b", "a", "b"] * 250, "prediction": ["a", "b", "b", "a"] * 250},
        (2 + 3 - 8 - 1) / 4,
    ),
    "of the error": ({"task": "regression", "business_value": {"per_unit_of_error": -2}}, {}, -20),
}


@pytest.mark.parametrize("case", WORTH)
def test_answers_are_worth_what_the_file_says(case: str) -> None:
    told, columns, value = WORTH[case]
    entry = {"monitor": "performance", "business_value": told["business_value"]}
    rows = some_rows(**columns)
    spec = {"task": told["task"], "monitors": [entry]}
    signal = measured(rows, spec=spec, labelled_before=rows)["business_value"]
    assert signal.value == pytest.approx(value)
    assert (signal.side, signal.state) == (Side.BELOW, CALM)
    assert signal.threshold == pytest.approx(value - 0.1 * abs(value))


def test_a_class_without_a_value_is_named() -> None:
    entry = {"monitor": "performance", "business_value": {"a": {"a": 2, "b": -8}, "b": {"a": -1, "b": 3}}}
    rows = some_rows(label=["a", "c"] * 500, prediction="a")
    signal = measured(rows, spec={"task": "multiclass", "monitors": [entry]})["business_value"]
    assert "business_value has no value for the class c" in signal.note


def longest_miss(labels: Any, predictions: Any) -> float:
    return float(np.max(np.abs(labels - predictions)))


def breaks(labels: Any, predictions: Any) -> float:
    raise KeyError("price")


@pytest.mark.parametrize(("function", "state"), [("longest_miss", CALM), ("breaks", UNKNOWN)])
def test_a_function_of_the_users_is_measured_and_cannot_crash_the_rest(function: str, state: SignalState) -> None:
    own = {"name": "own", "callable": f"{__name__}:{function}", "higher_is_better": False}
    signals = measured(spec={"monitors": [{"monitor": "performance", "metrics": [own, "mae"]}]})
    assert (signals["own"].state, signals["mae"].state) == (state, CALM)
    if state is CALM:
        assert signals["own"].value == pytest.approx(10)
    else:
        assert "raised KeyError: 'price'" in signals["own"].note


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a metric of another task": ({"metrics": ["rmse"]}, "rmse does not measure a binary; write metric: error_rate"),
    "a misspelt metric": ({"metrics": ["f2"]}, "'f1'"),
    "a misspelt metric with a limit": ({"metrics": [{"name": "f2", "below": 1}]}, "no metric is called so"),
    "a limit on the wrong side": ({"metrics": [{"name": "f1", "above": 1}]}, "write below instead of above"),
    "two limits": ({"metrics": [{"name": "f1", "below": 1, "worse_than_baseline_by": 0.1}]}, "keep one of above"),
    "a function without a direction": ({"metrics": [{"name": "p", "callable": "a:b"}]}, "say whether more is better"),
    "a function with a metric's name": (
        {"metrics": [{"name": "f1", "callable": "a:b", "higher_is_better": True}]},
        "this name is taken",
    ),
    "a path without a function": ({"metrics": [{"name": "p", "callable": "a.b"}]}, "String should match pattern"),
    "both keys": ({"metric": "error_rate", "metrics": ["f1"]}, "found metric and metrics"),
    "a metric twice": ({"metrics": ["f1", {"name": "f1", "below": 0.5}]}, "f1 is there twice"),
    "a value of nothing": ({"metrics": [{"name": "business_value", "below": 1}]}, "which says what answers are worth"),
    "three of four outcomes": (
        {"business_value": {"true_positive": 1, "false_positive": 1, "true_negative": 1}},
        "Field required",
    ),
    "a value of another task": ({"business_value": {"per_unit_of_error": -1}}, "this shape is not for a binary"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_meant_is_refused(case: str) -> None:
    told, expected = REFUSED[case]
    with pytest.raises(ValidationError) as refusal:
        MonitoringSpec.model_validate(performance(**told))
    assert expected in str(refusal.value)


@pytest.mark.parametrize(
    ("told", "needs"),
    [({}, set()), ({"metrics": ["f1"]}, {Need.LABELLED_BEFORE}), ({"metric": "f1"}, {Need.LABELLED_BEFORE})],
)
def test_rows_from_before_are_gathered_only_where_they_are_looked_at(told: dict[str, Any], needs: set[Need]) -> None:
    assert MonitoringSpec.model_validate(performance(**told)).needs == needs
