"""Estimates from scores: against every outcome written out, against real labels, and from a sketch."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk

from monitors.performance.estimating.answered import Answered, cut_of, from_sketch
from monitors.performance.estimating.binary import BinaryEstimator, fit_binary
from monitors.performance.estimating.calibration import Calibration
from monitors.performance.estimating.expected import EXPECTATIONS, Expected, Tosses, business_value
from monitors.performance.estimating.multiclass import fit_multiclass
from monitors.performance.estimating.regression import fit_regression
from monitors.performance.estimating.support import effective_share, outside, support_of, unverifiable
from monitors.performance.metrics.estimate import Floats, Undefined
from monitors.profiling import summaries_of
from tests.monitors.builders import a_profile_of

BINARY = ("error_rate", "accuracy", "precision", "recall", "f1", "roc_auc")
REALISED: dict[str, Callable[[Any, Any, Any], Any]] = {
    "error_rate": lambda y, said, _: np.mean(y != said),
    "accuracy": lambda y, said, _: np.mean(y == said),
    "precision": lambda y, said, _: sk.precision_score(y, said, zero_division=0),
    "recall": lambda y, said, _: sk.recall_score(y, said),
    "f1": lambda y, said, _: sk.f1_score(y, said),
    "roc_auc": lambda y, _, scores: sk.roc_auc_score(y, scores),
}


def some_answers(rows: int = 5000, *, seed: int = 1, shift: float = 0.0, strength: float = 0.7) -> Answered:
    """Scores too sure of themselves (unless `strength` is 1), `shift` sd away from those of the reference."""
    dice = np.random.default_rng(seed)
    raw = dice.normal(shift, 1.5, rows)
    positive = dice.random(rows) < 1 / (1 + np.exp(-strength * raw))
    return answers_of(1 / (1 + np.exp(-raw)), positive.astype(float))


def answers_of(given: Floats, outcome: Floats) -> Answered:
    """Answers that are positive from a score of one half on."""
    nowhere = np.full(len(given), np.datetime64("NaT", "ns"))
    said = (given >= 0.5).astype(np.int64)
    return Answered(given=given, said=said, weights=np.ones(len(given)), outcome=outcome, at=nowhere)


def expected(estimator: BinaryEstimator, metric: str, window: Answered) -> Expected:
    found = estimator.expect(metric, window)
    assert isinstance(found, Expected)
    return found


@pytest.mark.parametrize("metric", ["error_rate", "accuracy", "precision"])
def test_what_is_linear_in_the_labels_is_the_mean_over_all_labels_there_could_be(metric: str) -> None:
    scores = np.array([0.1, 0.3, 0.45, 0.55, 0.6, 0.8, 0.95])
    chance, said = np.array([0.2, 0.2, 0.5, 0.4, 0.7, 0.7, 0.9]), scores >= 0.5
    mean, square = 0.0, 0.0
    for labels in itertools.product([0, 1], repeat=len(scores)):
        y = np.array(labels)
        probability = float(np.prod(np.where(y == 1, chance, 1 - chance)))
        value = REALISED[metric](y, said.astype(int), scores)
        mean, square = mean + probability * value, square + probability * value**2
    found = EXPECTATIONS[metric](Tosses(scores=scores, said=said.astype(float), chance=chance, weights=np.ones(7)))
    assert isinstance(found, Expected)
    assert found.value == pytest.approx(mean)
    assert found.spread == pytest.approx(np.sqrt(square - mean**2))


def test_an_expected_value_is_the_mean_over_all_labels_there_could_be() -> None:
    chance, said = np.array([0.2, 0.2, 0.5, 0.4, 0.7, 0.9]), np.array([0, 0, 1, 0, 1, 1])
    if_positive, if_negative = np.where(said, 40.0, -100.0), np.where(said, -5.0, 0.0)
    mean, square = 0.0, 0.0
    for labels in itertools.product([0, 1], repeat=len(said)):
        y = np.array(labels)
        probability = float(np.prod(np.where(y == 1, chance, 1 - chance)))
        value = float(np.where(y == 1, if_positive, if_negative).mean())
        mean, square = mean + probability * value, square + probability * value**2
    tosses = Tosses(scores=chance, said=said.astype(float), chance=chance, weights=np.ones(6))
    found = business_value(tosses, if_positive=if_positive, if_negative=if_negative)
    assert found.value == pytest.approx(mean)
    assert found.spread == pytest.approx(np.sqrt(square - mean**2))


@pytest.mark.parametrize("metric", BINARY)
def test_the_expected_counts_are_those_of_each_row_taken_twice_once_as_positive_once_as_negative(metric: str) -> None:
    window, estimator = some_answers(800), fit_binary(some_answers(seed=2))
    p = estimator.calibration.probability(window.given)
    y, weights = np.repeat([1, 0], 800), np.concatenate([p, 1 - p])
    said, scores = np.tile(window.said, 2), np.tile(window.given, 2)
    by_scikit_learn = {
        "error_rate": lambda: sk.zero_one_loss(y, said, sample_weight=weights),
        "accuracy": lambda: sk.accuracy_score(y, said, sample_weight=weights),
        "precision": lambda: sk.precision_score(y, said, sample_weight=weights),
        "recall": lambda: sk.recall_score(y, said, sample_weight=weights),
        "f1": lambda: sk.f1_score(y, said, sample_weight=weights),
        "roc_auc": lambda: sk.roc_auc_score(y, scores, sample_weight=weights),
    }
    assert expected(estimator, metric, window).value == pytest.approx(by_scikit_learn[metric](), abs=1e-9)


@pytest.mark.parametrize("metric", BINARY)
@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_real_labels_come_to_what_was_estimated_though_scores_moved(metric: str, shift: float) -> None:
    estimator = fit_binary(some_answers(20_000, seed=2))
    errors, within = [], 0
    for seed in range(40):
        window = some_answers(2000, seed=100 + seed, shift=shift)
        found = expected(estimator, metric, window)
        realised = REALISED[metric](window.outcome.astype(int), window.said, window.given)
        errors.append(found.value - realised)
        within += abs(found.value - realised) <= 2 * found.spread
    assert abs(np.mean(errors)) < 0.015
    assert within >= 34


@pytest.mark.parametrize("metric", BINARY)
def test_a_thousand_quantiles_of_the_sketch_say_the_same_as_the_rows(metric: str) -> None:
    window, estimator = some_answers(50_000, shift=0.5), fit_binary(some_answers(seed=2))
    summary = summaries_of(a_profile_of(pd.DataFrame({"a": window.given})))["a"]
    cut = cut_of(window.given, window.said)
    assert isinstance(cut, float)
    sketched = from_sketch(summary, cut)
    assert (len(sketched.given), sketched.rows) == (1000, 50_000)
    rows, quantiles = expected(estimator, metric, window), expected(estimator, metric, sketched)
    assert quantiles.value == pytest.approx(rows.value, abs=0.001)
    assert quantiles.spread == pytest.approx(rows.spread, rel=0.02)


def test_answers_that_do_not_follow_from_the_score_have_no_cut() -> None:
    assert isinstance(cut_of(np.array([0.2, 0.8, 0.4]), np.array([1, 1, 0])), Undefined)


def test_what_is_constant_stays_what_it_was_whatever_the_scores() -> None:
    sure = Calibration(scores=np.array([0.0, 1.0]), probabilities=np.array([0.0, 0.0]))
    assert isinstance(BinaryEstimator(calibration=sure).expect("recall", some_answers(10)), Undefined)


def test_each_class_has_its_own_calibration_where_it_has_labels_enough() -> None:
    dice = np.random.default_rng(4)
    given, said = dice.uniform(0.4, 1, 6000), np.repeat([0, 1], [5900, 100])
    right = dice.random(6000) < np.where(said == 0, given, 0.2)
    nowhere = np.full(6000, np.datetime64("NaT", "ns"))
    learnt = Answered(given=given, said=said, weights=np.ones(6000), outcome=right.astype(float), at=nowhere)
    assert list(fit_multiclass(learnt).of_class) == [0]
    found = fit_multiclass(learnt).expect("accuracy", learnt.only(said == 0))
    assert isinstance(found, Expected)
    assert found.value == pytest.approx(right[said == 0].mean(), abs=0.005)


def regression_answers(rows: int, *, seed: int, shift: float = 0.0) -> Answered:
    """Predictions that are the worse the larger they are."""
    dice = np.random.default_rng(seed)
    given = dice.normal(10 + shift, 2, rows)
    errors = np.abs(dice.normal(0, 0.2 * np.abs(given)))
    nowhere = np.full(rows, np.datetime64("NaT", "ns"))
    return Answered(given=given, said=np.zeros(rows, dtype=np.int64), weights=np.ones(rows), outcome=errors, at=nowhere)


@pytest.mark.parametrize("shift", [0.0, 2.0])
def test_the_error_of_predictions_that_moved_is_that_of_such_predictions_before(shift: float) -> None:
    curve = fit_regression(regression_answers(20_000, seed=1))
    within = 0
    for seed in range(40):
        window = regression_answers(2000, seed=10 + seed, shift=shift)
        found = curve.expect("mae", window)
        within += abs(found.value - window.outcome.mean()) <= 2 * found.spread + 0.02
    assert within >= 36


def test_the_error_from_the_sketch_of_the_predictions_is_that_from_the_rows() -> None:
    curve, window = fit_regression(regression_answers(20_000, seed=1)), regression_answers(50_000, seed=3, shift=1)
    summary = summaries_of(a_profile_of(pd.DataFrame({"a": window.given})))["a"]
    rows, sketched = curve.expect("mae", window), curve.expect("mae", from_sketch(summary, None))
    assert sketched.value == pytest.approx(rows.value, abs=0.005)


def test_few_different_predictions_make_few_bins() -> None:
    given = np.repeat([1.0, 2.0], 300)
    nowhere = np.full(600, np.datetime64("NaT", "ns"))
    learnt = Answered(given=given, said=np.zeros(600, dtype=np.int64), weights=np.ones(600), outcome=given, at=nowhere)
    assert fit_regression(learnt).expect("mae", learnt).value == pytest.approx(1.5)


def test_scores_from_the_same_place_can_be_judged_and_others_cannot() -> None:
    dice = np.random.default_rng(5)
    there = support_of(dice.uniform(0.2, 0.6, 5000))
    alike, beyond, narrow = dice.uniform(0.2, 0.6, 1000), dice.uniform(0.5, 0.9, 1000), dice.uniform(0.2, 0.22, 1000)
    ones = np.ones(1000)
    assert effective_share(there, alike, ones) > 0.9
    assert outside(there, beyond, ones) == pytest.approx(0.75, abs=0.05)
    assert unverifiable(there, alike, ones, outside_at_most=0.05) is None
    for values, reason in [(beyond, "outside the range"), (narrow, "where only few were seen")]:
        problem = unverifiable(there, values, ones, outside_at_most=0.05)
        assert problem is not None
        assert reason in problem.reason
