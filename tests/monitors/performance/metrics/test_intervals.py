"""Whether a 95 % interval holds the truth 95 times in 100, rows alone and days alike."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from monitors.performance.metrics import classification, probabilities, regression
from monitors.performance.metrics.answers import ClassAnswers, NumberAnswers, ScoredAnswers
from monitors.performance.metrics.classes import Classes
from monitors.performance.metrics.estimate import Codes, Estimate, Floats, interval, is_by_days, mean

TIMES = 600
_MANY = 2_000_000
Draw = Callable[[np.random.Generator, int, Floats], Any]


def numbers(dice: np.random.Generator, rows: int, day: Floats) -> NumberAnswers:
    """Errors with long tails, worse on some days."""
    labels = dice.normal(20, 5, rows)
    return NumberAnswers(labels=labels, predictions=labels + np.exp(day) * dice.standard_t(6, rows) + 0.3)


def scored(dice: np.random.Generator, rows: int, day: Floats) -> ScoredAnswers:
    """Scores that are too sure of themselves; 20 % positives, more on some days."""
    raw = dice.normal(-1.6, 1.2, rows)
    positive = dice.random(rows) < 1 / (1 + np.exp(-(0.7 * raw + day - 0.2)))
    return ScoredAnswers(positive=positive, scores=1 / (1 + np.exp(-raw)))


def classed(dice: np.random.Generator, rows: int, day: Floats) -> ClassAnswers:
    """Answers by a cut through those scores."""
    drawn = scored(dice, rows, day)
    said = (drawn.scores > 0.35).astype(int)
    return ClassAnswers(labels=drawn.positive.astype(int), predictions=said, classes=Classes(names=("0", "1")))


def positives(measure: Any) -> Callable[[ClassAnswers], Any]:
    """A metric of the positive class."""
    return lambda answers: measure(answers.labels == 1, answers.predictions == 1)


METRICS: dict[str, tuple[Draw, Callable[[Any], Any]]] = {
    "mae": (numbers, regression.mae),
    "rmse": (numbers, regression.rmse),
    "median_ae": (numbers, regression.median_ae),
    "r2": (numbers, regression.r2),
    "bias": (numbers, regression.bias),
    "error_rate": (classed, classification.error_rate),
    "precision": (classed, positives(classification.precision)),
    "recall": (classed, positives(classification.recall)),
    "f1": (classed, positives(classification.f1)),
    "macro_f1": (classed, classification.macro_f1),
    "roc_auc": (scored, probabilities.roc_auc),
    "average_precision": (scored, probabilities.average_precision),
    "log_loss": (scored, probabilities.log_loss),
    "brier": (scored, probabilities.brier),
}


def coverage(name: str, *, rows: int, days: int, wander: float) -> float:
    """How often the interval holds the value of very many rows of very many days."""
    draw, measure = METRICS[name]
    truth = measure(draw(np.random.default_rng(1), _MANY, wander * np.random.default_rng(2).normal(size=_MANY))).value
    held, day_of_row = 0, np.arange(rows) % days
    for seed in range(TIMES):
        dice = np.random.default_rng(1000 + seed)
        low, high = _interval(measure(draw(dice, rows, wander * dice.normal(size=days)[day_of_row])), day_of_row)
        held += low <= truth <= high
    return held / TIMES


def _interval(found: Estimate, days: Codes) -> tuple[float, float]:
    ends = interval(found, days)
    assert ends is not None
    return ends


@pytest.mark.slow
@pytest.mark.parametrize("name", METRICS)
def test_between_rows_it_covers_the_truth(name: str) -> None:
    assert 0.92 <= coverage(name, rows=400, days=1, wander=0) <= 0.98


@pytest.mark.slow
@pytest.mark.parametrize("name", METRICS)
def test_between_days_it_covers_the_truth_though_days_differ(name: str) -> None:
    assert 0.92 <= coverage(name, rows=1400, days=14, wander=0.3) <= 0.98


@pytest.mark.slow
def test_a_calibration_error_is_covered_where_it_is_larger_than_noise() -> None:
    assert 0.92 <= _calibration_coverage() <= 0.98


def _calibration_coverage() -> float:
    truth = float(np.mean(_gap(np.random.default_rng(1).random(_MANY))))
    held = 0
    for seed in range(TIMES):
        dice = np.random.default_rng(seed)
        scores = dice.random(4000)
        positive = dice.random(4000) < scores - _gap(scores)
        found = probabilities.calibration_error(ScoredAnswers(positive=positive, scores=scores))
        low, high = _interval(found, np.zeros(4000, dtype=np.int64))
        held += low <= truth <= high
    return held / TIMES


def _gap(scores: Floats) -> Floats:
    return scores * 0.3 + 0.02 * (1 - scores)


def test_seven_days_make_an_interval_between_days_and_six_do_not() -> None:
    assert is_by_days(np.arange(700) % 7)
    assert not is_by_days(np.arange(600) % 6)
    assert not is_by_days(None)


def test_days_that_differ_make_it_wider() -> None:
    days = np.arange(700) % 7
    found = mean(days + np.random.default_rng(1).normal(size=700))
    between_days, between_rows = interval(found, days), interval(found, None)
    assert between_days is not None
    assert between_rows is not None
    assert between_days[1] - between_days[0] > 5 * (between_rows[1] - between_rows[0])


def test_one_row_has_no_interval() -> None:
    assert interval(mean(np.ones(1)), None) is None
