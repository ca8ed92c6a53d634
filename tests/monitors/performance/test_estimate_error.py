"""How far estimates were off, and what answers were estimated to be worth."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from domain.signals import Maturity, Side, SignalState
from monitors.spec import MonitoringSpec
from tests.builders import a_window
from tests.monitors.builders import measured, some_rows
from tests.monitors.performance.test_estimated_performance import a_scored_week, weeks_before

CALM, BREACHED, UNKNOWN = SignalState.CALM, SignalState.BREACHED, SignalState.UNKNOWN
METRICS = ["error_rate", "accuracy", "precision", "recall", "f1", "roc_auc"]
WORTH = {"true_positive": 40, "false_positive": -5, "true_negative": 0, "false_negative": -100}


def estimates(rows: Any, *, task: str = "binary", **told: Any) -> dict[str, Any]:
    """All signals of one entry; facts of the evidence among `told` under `facts`."""
    facts = {"promised": 0.25, "labelled_before": weeks_before(), **told.pop("facts", {})}
    spec = {"task": task, "monitors": [{"monitor": "estimated_performance", **told}]}
    return measured(rows, spec=spec, **facts)


@pytest.mark.parametrize("name", METRICS)
def test_an_estimate_that_labels_bear_out_is_off_by_no_more_than_chance(name: str) -> None:
    found = estimates(a_scored_week(labelled=True), metrics=[name])
    error, estimate = found[f"{name}_estimate_error"], found[f"estimated_{name}"]
    assert (error.state, error.maturity, error.rows) == (CALM, Maturity.FINAL, 3000)
    assert error.interval[0] < error.value < error.interval[1]
    assert error.interval[0] < 0.02
    assert error.interval[1] > -0.02
    assert error.note.startswith(f"estimated {estimate.value:.4g}, realised ")
    assert error.reference == "labels of 3000 rows of the window"


def test_an_estimate_error_is_estimated_minus_realised_of_the_labelled_rows() -> None:
    rows = a_scored_week(labelled=True)
    some = rows.assign(label=rows["label"].where(rows["score"] > 0.5))
    labelled = some["label"].notna()
    error = estimates(some)["error_rate_estimate_error"]
    realised = (some["label"] != some["prediction"])[labelled].mean()
    estimated = float(error.note.split(",")[0].removeprefix("estimated "))
    assert error.rows == labelled.sum()
    assert error.value == pytest.approx(estimated - realised, abs=1e-4)


@pytest.mark.parametrize(("name", "side"), [("error_rate", Side.BELOW), ("accuracy", Side.ABOVE)])
def test_an_estimate_that_was_too_rosy_is_breached_on_its_own_side(name: str, side: Side) -> None:
    found = estimates(a_scored_week(changed=True, labelled=True), metrics=[name])
    error = found[f"{name}_estimate_error"]
    assert (error.state, error.side) == (BREACHED, side)
    assert (error.threshold < 0) == (side is Side.BELOW)
    assert found[f"estimated_{name}"].state is UNKNOWN


def test_what_is_off_by_chance_among_few_labels_is_calm() -> None:
    rows = a_scored_week(labelled=True)
    few = rows.assign(label=rows["label"].where(np.arange(3000) % 30 == 0))
    error = estimates(few, worse_than_baseline_by=0.001)["error_rate_estimate_error"]
    assert error.rows == 100
    assert abs(error.value) > abs(error.threshold)
    assert error.state is CALM


UNKNOWN_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "labels that have not had their time": ({"as_of": a_window().end}, "the labels have not had their time yet"),
    "no labels": ({"rows": a_scored_week()}, "0 of 3000 rows have labels to compare with; 100 are needed"),
    "nothing learnt": ({"labelled_before": None}, "there are no labelled rows from before to learn from"),
    "no promise": ({"promised": None}, "there is no baseline by whose share to measure it"),
}


@pytest.mark.parametrize("case", UNKNOWN_CASES)
def test_an_estimate_error_that_is_not_known_says_why(case: str) -> None:
    told, reason = UNKNOWN_CASES[case]
    facts = dict(told)
    error = estimates(facts.pop("rows", a_scored_week(labelled=True)), facts=facts)["error_rate_estimate_error"]
    assert error.state is UNKNOWN
    assert reason in error.note


def test_it_is_provisional_until_the_labels_have_had_their_time() -> None:
    early = estimates(a_scored_week(labelled=True), facts={"as_of": a_window().end})
    assert early["error_rate_estimate_error"].maturity is Maturity.PROVISIONAL


@pytest.mark.slow
def test_an_interval_holds_zero_as_often_as_it_says_where_what_was_learnt_holds() -> None:
    before, held = weeks_before(), 0
    for seed in range(60):
        rows = a_scored_week(labelled=True, seed=1000 + seed)
        low, high = estimates(rows, facts={"labelled_before": before})["error_rate_estimate_error"].interval
        held += low <= 0 <= high
    assert held >= 51


def test_what_answers_are_worth_is_estimated_from_the_scores_alone() -> None:
    found, rows = estimates(a_scored_week(), business_value=WORTH), a_scored_week(labelled=True)
    value = found["estimated_business_value"]
    truth, said = rows["label"] == "yes", rows["prediction"] == "yes"
    realised = np.select([truth & said, said, truth], [40, -5, -100], 0).mean()
    assert (value.state, value.side) == (CALM, Side.BELOW)
    assert value.value == pytest.approx(realised, abs=2)
    assert value.interval[0] < value.value < value.interval[1]
    assert value.note.startswith("estimated (assumes")


def test_its_threshold_is_worse_than_the_baseline_even_below_zero() -> None:
    costs = {**WORTH, "true_positive": 0}
    value = estimates(a_scored_week(), business_value=costs)["estimated_business_value"]
    assert value.baseline < 0
    assert value.threshold == pytest.approx(1.1 * value.baseline)


def test_scores_that_move_to_the_middle_are_worth_less() -> None:
    rows = a_scored_week()
    unsure = rows.assign(score=0.5 + 0.6 * (rows["score"] - 0.5))
    assert estimates(unsure, business_value=WORTH)["estimated_business_value"].state is BREACHED


def test_an_estimated_value_is_compared_with_what_it_turned_out_to_be() -> None:
    found = estimates(a_scored_week(labelled=True), business_value=WORTH)
    assert list(found) == [
        "estimated_error_rate",
        "estimated_business_value",
        "error_rate_estimate_error",
        "business_value_estimate_error",
    ]
    error = found["business_value_estimate_error"]
    assert error.state is CALM
    assert abs(error.value) < 3


def test_right_and_wrong_are_worth_what_accuracy_says() -> None:
    found = estimates(a_scored_week(), metrics=["accuracy"], business_value={"right": 1, "wrong": -3})
    accuracy = found["estimated_accuracy"].value
    assert found["estimated_business_value"].value == pytest.approx(1 * accuracy - 3 * (1 - accuracy))


def test_the_value_of_a_regression_follows_from_its_error() -> None:
    spec = {"monitors": [{"monitor": "estimated_performance", "business_value": {"per_unit_of_error": -2}}]}
    found = measured(some_rows(), spec=spec)
    value = found["estimated_business_value"]
    assert value.value == pytest.approx(-2 * found["estimated_mae"].value)
    assert (value.state, value.baseline) == (CALM, pytest.approx(-20))
    assert found["business_value_estimate_error"].state is CALM


@pytest.mark.parametrize(
    ("task", "worth", "expected"),
    [
        ("multiclass", WORTH, "of a multiclass only right and wrong can be estimated; write {right: 1, wrong: -3}"),
        ("regression", WORTH, "write {per_unit_of_error: -2}"),
        ("binary", {"per_unit_of_error": -2}, "this shape is not for a binary"),
        ("multiclass", {"cat": {"cat": 1}}, "business_value"),
    ],
)
def test_a_worth_that_cannot_be_estimated_is_refused(task: str, worth: Any, expected: str) -> None:
    entry = {"monitor": "estimated_performance", "business_value": worth}
    with pytest.raises(ValidationError) as refusal:
        MonitoringSpec.model_validate({"task": task, "monitors": [entry]})
    assert expected in str(refusal.value)
