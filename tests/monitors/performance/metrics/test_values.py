"""Every metric agrees with scikit-learn, or with its definition written out."""

from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest
from sklearn import metrics as sk

from monitors.entries.metrics import METRICS_OF, Metric
from monitors.performance.metrics.answers import Answers, ClassAnswers, ManyScored, NumberAnswers, ScoredAnswers
from monitors.performance.metrics.classes import Classes
from monitors.performance.metrics.estimate import Estimate, Undefined
from monitors.performance.metrics.table import metric

ROWS = 997
DICE = np.random.default_rng(7)
TRUE, ANSWERED = DICE.normal(5, 2, ROWS), DICE.normal(5, 2, ROWS)
SCORES = np.round(DICE.random(ROWS), 2)
TRUTH = DICE.random(ROWS) < SCORES**1.5
SAID = SCORES >= 0.4
THREE, THREE_SAID = DICE.integers(0, 3, ROWS), DICE.integers(0, 3, ROWS)
THREE_SCORES = DICE.dirichlet([1, 2, 3], ROWS)

NUMBERS = NumberAnswers(labels=TRUE, predictions=ANSWERED)
PAIRS = ClassAnswers(labels=TRUTH.astype(int), predictions=SAID.astype(int), classes=Classes(names=("0", "1")))
TRIPLES = ClassAnswers(labels=THREE, predictions=THREE_SAID, classes=Classes(names=("a", "b", "c")))
SCORED = ScoredAnswers(positive=TRUTH, scores=SCORES)
MANY = ManyScored(labels=THREE, scores=THREE_SCORES, classes=("a", "b", "c"))


def by_hand_calibration_error(scores: Any, came_true: Any) -> float:
    """Ten bins of equally many; equal scores together."""
    edges = np.quantile(scores, np.arange(1, 10) / 10)
    bins = (scores[:, None] >= edges).sum(axis=1)
    gaps = [abs(scores[bins == b].sum() - came_true[bins == b].sum()) for b in range(10)]
    return float(sum(gaps) / len(scores))


EXPECTED: dict[tuple[str, str], tuple[Answers, Callable[[], float]]] = {
    ("regression", "mae"): (NUMBERS, lambda: sk.mean_absolute_error(TRUE, ANSWERED)),
    ("regression", "mse"): (NUMBERS, lambda: sk.mean_squared_error(TRUE, ANSWERED)),
    ("regression", "rmse"): (NUMBERS, lambda: sk.root_mean_squared_error(TRUE, ANSWERED)),
    ("regression", "mape"): (NUMBERS, lambda: sk.mean_absolute_percentage_error(TRUE, ANSWERED)),
    ("regression", "median_ae"): (NUMBERS, lambda: sk.median_absolute_error(TRUE, ANSWERED)),
    ("regression", "r2"): (NUMBERS, lambda: sk.r2_score(TRUE, ANSWERED)),
    ("regression", "bias"): (NUMBERS, lambda: float(np.mean(ANSWERED - TRUE))),
    ("binary", "error_rate"): (PAIRS, lambda: sk.zero_one_loss(TRUTH, SAID)),
    ("binary", "accuracy"): (PAIRS, lambda: sk.accuracy_score(TRUTH, SAID)),
    ("binary", "precision"): (PAIRS, lambda: sk.precision_score(TRUTH, SAID)),
    ("binary", "recall"): (PAIRS, lambda: sk.recall_score(TRUTH, SAID)),
    ("binary", "f1"): (PAIRS, lambda: sk.f1_score(TRUTH, SAID)),
    ("binary", "roc_auc"): (SCORED, lambda: sk.roc_auc_score(TRUTH, SCORES)),
    ("binary", "average_precision"): (SCORED, lambda: sk.average_precision_score(TRUTH, SCORES)),
    ("binary", "log_loss"): (SCORED, lambda: sk.log_loss(TRUTH, SCORES)),
    ("binary", "brier"): (SCORED, lambda: sk.brier_score_loss(TRUTH, SCORES)),
    ("binary", "calibration_error"): (SCORED, lambda: by_hand_calibration_error(SCORES, TRUTH)),
    ("multiclass", "error_rate"): (TRIPLES, lambda: sk.zero_one_loss(THREE, THREE_SAID)),
    ("multiclass", "accuracy"): (TRIPLES, lambda: sk.accuracy_score(THREE, THREE_SAID)),
    ("multiclass", "macro_precision"): (TRIPLES, lambda: sk.precision_score(THREE, THREE_SAID, average="macro")),
    ("multiclass", "macro_recall"): (TRIPLES, lambda: sk.recall_score(THREE, THREE_SAID, average="macro")),
    ("multiclass", "macro_f1"): (TRIPLES, lambda: sk.f1_score(THREE, THREE_SAID, average="macro")),
    ("multiclass", "log_loss"): (MANY, lambda: sk.log_loss(THREE, THREE_SCORES)),
    ("multiclass", "brier"): (MANY, lambda: sk.brier_score_loss(THREE, THREE_SCORES)),
    ("multiclass", "calibration_error"): (
        MANY,
        lambda: by_hand_calibration_error(THREE_SCORES.max(axis=1), THREE_SCORES.argmax(axis=1) == THREE),
    ),
}


def test_every_metric_that_a_file_may_name_is_in_the_table_and_tried_here() -> None:
    named = {(task, name) for task, names in METRICS_OF.items() for name in names}
    assert named == set(EXPECTED)
    assert {name for _, name in named} == set(get_args(Metric))


@pytest.mark.parametrize("case", EXPECTED)
def test_it_is_what_scikit_learn_says(case: Any) -> None:
    answers, expected = EXPECTED[case]
    task, name = case
    found = metric(task, name, None)[1](answers)
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(expected(), rel=1e-9)


@pytest.mark.parametrize("case", [case for case in EXPECTED if case[1] != "median_ae"])
def test_a_row_pulls_as_its_influence_says(case: Any) -> None:
    answers, _ = EXPECTED[case]
    task, name = case
    measure = metric(task, name, None)[1]
    whole = measure(answers)
    assert isinstance(whole, Estimate)
    assert whole.influence.sum() == pytest.approx(0, abs=1e-6)
    # The pull of the first 20 rows, taken twice, on the value: exact to first order.
    twice = np.concatenate([np.arange(ROWS), np.arange(20)])
    heavier = measure(taken(answers, twice))
    assert isinstance(heavier, Estimate)
    step = whole.influence[:20].sum() / len(twice)
    assert heavier.value - whole.value == pytest.approx(step, abs=0.1 * np.abs(whole.influence).max() * 20 / ROWS)


def taken(answers: Any, rows: Any) -> Any:
    """The answers in these rows only, some of them twice."""
    arrays = {name: getattr(answers, name) for name in type(answers).__dataclass_fields__}
    return type(answers)(**{name: v[rows] if isinstance(v, np.ndarray) else v for name, v in arrays.items()})


UNDEFINED: dict[str, tuple[str, str, Answers, str]] = {
    "one class": ("binary", "roc_auc", ScoredAnswers(positive=TRUTH | True, scores=SCORES), "of one class"),
    "no positive label": (
        "binary",
        "average_precision",
        ScoredAnswers(positive=TRUTH & False, scores=SCORES),
        "no label",
    ),
    "labels of zero": ("regression", "mape", NumberAnswers(labels=TRUE * 0, predictions=ANSWERED), "997 labels are 0"),
    "equal labels": ("regression", "r2", NumberAnswers(labels=TRUE * 0 + 1, predictions=ANSWERED), "labels are equal"),
    "no positive answer": (
        "binary",
        "precision",
        ClassAnswers(labels=PAIRS.labels, predictions=PAIRS.labels * 0, classes=PAIRS.classes),
        "no answer was positive",
    ),
    "classes of another name": (
        "binary",
        "f1",
        ClassAnswers(labels=PAIRS.labels, predictions=PAIRS.labels, classes=Classes(names=("ham", "spam"))),
        "write it as monitoring.positive",
    ),
}


@pytest.mark.parametrize("case", UNDEFINED)
def test_what_is_not_defined_says_why(case: str) -> None:
    task, name, answers, reason = UNDEFINED[case]
    found = metric(task, name, None)[1](answers)  # type: ignore[arg-type]
    assert isinstance(found, Undefined)
    assert reason in found.reason


def test_the_positive_class_is_the_one_that_the_file_names() -> None:
    spam = ClassAnswers(labels=PAIRS.labels, predictions=PAIRS.predictions, classes=Classes(names=("ham", "spam")))
    found = metric("binary", "recall", "spam")[1](spam)
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(sk.recall_score(TRUTH, SAID))
