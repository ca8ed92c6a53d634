"""How seldom a true expectation is falsified, however often one looks, and how soon a false one is."""

import numpy as np
import pytest

from monitors.performance.estimating.binary import fit_binary
from monitors.performance.estimating.trust import put_to_the_test
from monitors.performance.metrics.estimate import Floats
from tests.monitors.performance.estimating.test_estimates import some_answers

LABELS = 2000


def surprises(seed: int, *, extra_error: float = 0.0, labels: int = LABELS) -> Floats:
    """Wrong answers less their probability, of scores that say 5 to 50 %; wrong more often by `extra_error`."""
    dice = np.random.default_rng(seed)
    chance = dice.uniform(0.05, 0.5, labels)
    return (dice.random(labels) < chance + extra_error) - chance


@pytest.mark.slow
def test_at_most_one_true_expectation_in_twenty_is_ever_falsified() -> None:
    falsified = [put_to_the_test(surprises(seed)).falsified_after is not None for seed in range(1000)]
    assert np.mean(falsified) <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize(("extra_error", "soonest", "latest"), [(0.15, 50, 130), (0.10, 120, 260), (0.05, 450, 1000)])
def test_more_errors_than_expected_are_found_after_so_many_labels(
    extra_error: float, soonest: int, latest: int
) -> None:
    found = [put_to_the_test(surprises(seed, extra_error=extra_error)).falsified_after for seed in range(300)]
    after = [LABELS if labels is None else labels for labels in found]
    assert soonest <= np.median(after) <= latest


def test_fewer_errors_than_expected_falsify_too() -> None:
    assert put_to_the_test(surprises(1, extra_error=-0.15)).falsified_after is not None


def test_what_was_falsified_stays_so_though_later_labels_agree() -> None:
    trust = put_to_the_test(np.concatenate([surprises(1, extra_error=0.3), surprises(2, labels=20_000)]))
    assert trust.falsified_after is not None


def test_without_labels_nothing_is_falsified() -> None:
    assert put_to_the_test(np.empty(0)).falsified_after is None


@pytest.mark.slow
@pytest.mark.parametrize(("learnt", "tested"), [(500, 1500), (2000, 2000), (2000, 20_000)])
def test_what_was_learnt_from_few_labels_is_seldom_falsified_by_as_good_ones(learnt: int, tested: int) -> None:
    falsified = []
    for seed in range(100):
        answers = some_answers(learnt, seed=seed)
        estimator = fit_binary(answers)
        own, later = estimator.surprises(answers), estimator.surprises(some_answers(tested, seed=10_000 + seed))
        tolerance = 2 * float(np.std(own)) / learnt**0.5
        falsified.append(put_to_the_test(later, tolerance=tolerance).falsified_after is not None)
    assert np.mean(falsified) <= 0.05
