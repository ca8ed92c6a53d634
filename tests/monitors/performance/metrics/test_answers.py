"""Which rows count, how classes are told apart, and what a function of the user's is given."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from monitors.performance.metrics.answers import class_answers, local_days, many_scored, number_answers, scored_answers
from monitors.performance.metrics.classes import class_name
from monitors.performance.metrics.estimate import Undefined
from monitors.performance.metrics.user import call, ends_of_call, import_metric
from tests.monitors.builders import some_rows


def test_scores_are_found_by_the_names_of_their_classes() -> None:
    rows = pd.DataFrame(
        {
            "label": ["cat", "dog", "emu", None],
            "score of dog": [0.1, 0.7, 0.5, 0.5],
            "score of cat": [0.9, 0.3, 0.5, 0.5],
        }
    )
    found = many_scored(rows, "UTC")
    assert found.classes == ("cat", "dog")
    told = {(found.classes[label], *scores) for label, scores in zip(found.labels, found.scores.tolist(), strict=True)}
    assert told == {("cat", 0.9, 0.1), ("dog", 0.3, 0.7)}


@pytest.mark.parametrize(
    ("labels", "positive"),
    [
        (["yes", "no"], None),
        ([True, False], None),
        ([1, 0], None),
        ([1.0, 0.0], "1"),
        (["spam", "ham"], "spam"),
        ([True, False], "true"),
        (["no", "yes"], "no"),
    ],
)
def test_the_first_is_the_positive_class(labels: list[Any], positive: str | None) -> None:
    rows = pd.DataFrame({"label": pd.Series(labels, dtype=object), "score": [0.9, 0.2]})
    found = scored_answers(rows, "UTC", positive)
    assert not isinstance(found, Undefined)
    assert dict(zip(found.scores.tolist(), found.positive.tolist(), strict=True)) == {0.9: True, 0.2: False}


@pytest.mark.parametrize("score", [np.nan, -0.1, 1.1, np.inf, None, "high"])
def test_what_is_no_probability_is_left_out(score: Any) -> None:
    rows = pd.DataFrame({"label": ["yes", "no"], "score": pd.Series([score, 0.2], dtype=object)})
    found = scored_answers(rows, "UTC", None)
    assert not isinstance(found, Undefined)
    assert found.rows == 1


def test_lists_among_the_answers_are_told_apart_by_what_they_print() -> None:
    rows = pd.DataFrame({"label": [[1], [2]], "prediction": [[1], [3]]})
    found = class_answers(rows, "UTC")
    assert sorted((found.labels == found.predictions).tolist()) == [False, True]


@pytest.mark.parametrize(("value", "name"), [(np.inf, "inf"), (2.0, "2"), (np.int8(2), "2"), (np.True_, "1")])
def test_a_class_is_named_as_a_file_would_write_it(value: Any, name: str) -> None:
    assert class_name(value) == name


def test_days_are_those_of_the_local_clock() -> None:
    times = pd.to_datetime(["2013-04-01T23:00Z", "2013-04-02T01:00Z", "2013-04-04T12:00Z"])
    rows = pd.DataFrame({"event_time": times})
    kept = np.arange(3)
    assert np.array_equal(local_days(rows, kept, "UTC"), [0, 1, 2])  # type: ignore[arg-type]
    assert np.array_equal(local_days(rows, kept, "Europe/Berlin"), [0, 0, 1])  # type: ignore[arg-type]


def test_the_order_of_the_rows_changes_no_array() -> None:
    rows = some_rows(500)
    one, other = (number_answers(each, "UTC") for each in (rows, rows.sample(frac=1, random_state=2)))
    assert np.array_equal(one.labels, other.labels)
    assert np.array_equal(one.predictions, other.predictions)


def raises(labels: Any, predictions: Any) -> float:
    raise ValueError(f"{len(labels)} labels and {len(predictions)} predictions")


def nothing(*_: Any) -> float:
    return float("nan")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("no_such_module:metric", "cannot be imported where the flow runs: ModuleNotFoundError"),
        ("tests.monitors.performance.metrics.test_answers:no_such", "no no_such that can be called"),
        ("tests.monitors.performance.metrics.test_answers:raises", "raised ValueError: 2 labels and 2 predictions"),
        ("tests.monitors.performance.metrics.test_answers:nothing", "returned nan, which is no number"),
    ],
)
def test_what_goes_wrong_in_a_function_of_the_users_is_a_reason(path: str, reason: str) -> None:
    function = import_metric(path)
    found = function if isinstance(function, Undefined) else call(function, path, (np.ones(2), np.ones(2)))
    assert isinstance(found, Undefined)
    assert reason in found.reason


@pytest.mark.slow
@pytest.mark.parametrize("days", [1, 14])
def test_the_jackknife_covers_the_truth_of_a_function_that_it_knows_nothing_of(days: int) -> None:
    held, day_of_row = 0, np.arange(1400) % days
    for seed in range(400):
        dice = np.random.default_rng(seed)
        errors = dice.normal(size=1400) + 0.3 * dice.normal(size=days)[day_of_row] * (days > 1)
        taken = (np.zeros(1400), errors)
        ends = ends_of_call(lambda y, p: float(np.sqrt(np.mean((y - p) ** 2))), "rmse", taken, day_of_row)(0.025)
        assert ends is not None
        held += ends[0] <= np.sqrt(1 + 0.09 * (days > 1)) <= ends[1]
    assert 0.92 <= held / 400 <= 0.98
