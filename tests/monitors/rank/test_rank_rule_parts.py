"""What the rank rule is made of: divergences of many histograms, the gamma tail, autocorrelation."""

import math

import numpy as np
import pytest
from scipy.special import gammaln, logsumexp
from scipy.stats import chi2

from monitors.drift.distances import drift_distance, jensen_shannon, sampling_noise
from monitors.rank.autocorrelation import pooled_autocorrelation
from monitors.rank.leave_one_out import Divergences, divergences, leave_one_out
from monitors.rank.tail_scores import NaturalVariation, log_gamma_tail, natural_variation, tail_scores
from tests.monitors.counted import some_days

DAYS = some_days(40, seed=1, features=3)
ALL = ["all"] * len(DAYS)
DF = np.full(3, 10)


def test_many_histograms_at_once_are_each_alone() -> None:
    both = divergences(DAYS[:-1], DAYS[1:])
    for day, feature in [(0, 0), (7, 2), (38, 1)]:
        one, other = DAYS[day, feature], DAYS[day + 1, feature]
        assert both.found[day, feature] == pytest.approx(jensen_shannon(one, other))
        assert both.noise[day, feature] == pytest.approx(sampling_noise(one, other)[0])
        assert both.effect[day, feature] == pytest.approx(drift_distance(one, other))


def test_a_window_is_compared_with_the_others_of_its_stratum_only() -> None:
    strata = ["workday", "weekend", "workday", "weekend", "workday"]
    found = leave_one_out(DAYS[:5], strata).found
    assert found[0, 0] == pytest.approx(jensen_shannon(DAYS[0, 0], DAYS[2, 0] + DAYS[4, 0]))
    assert found[1, 2] == pytest.approx(jensen_shannon(DAYS[1, 2], DAYS[3, 2]))


def test_three_windows_by_hand() -> None:
    """One bin of two degrees of freedom; found 2, 3 and 4 where noise alone comes to 1."""
    history = Divergences(found=np.array([[2.0], [3.0], [4.0]]), noise=np.ones((3, 1)))
    usual = natural_variation(history, np.array([2]))
    assert usual.between.tolist() == [2.0]
    assert usual.mean == pytest.approx([1.0])
    assert usual.squared_variation == pytest.approx([1.0])
    new = Divergences(found=np.array([6.0]), noise=np.array([1.0]))
    assert tail_scores(new, usual) == pytest.approx([2.0]), "an exponential of mean 1 is above 2 with chance exp(-2)"


def test_what_varies_more_than_sampling_is_shrunk_towards_it() -> None:
    """Scaled 0, 0, 0 and 4: mean 1, variance 4; four windows of 4 and ten of 2/2."""
    history = Divergences(found=np.array([[0.0], [0.0], [0.0], [4.0]]), noise=np.ones((4, 1)))
    assert natural_variation(history, np.array([2])).squared_variation == pytest.approx([(4 * 4 + 10 * 1) / 14])


def test_without_natural_variation_the_score_is_that_of_chi_squared() -> None:
    plain = NaturalVariation(between=np.zeros(1), mean=np.ones(1), squared_variation=np.array([2 / 10]))
    found = Divergences(found=np.array([2.5]), noise=np.ones(1))
    assert tail_scores(found, plain) == pytest.approx([-math.log(chi2.sf(25, 10))])


@pytest.mark.parametrize("shape", [0.05, 0.5, 1.0, 5.0, 25.0])
def test_the_tail_falls_on_where_the_chance_is_too_small_to_hold(shape: float) -> None:
    x = np.linspace(550, 900, 400)
    logs = log_gamma_tail(np.full_like(x, shape), x)
    assert (np.diff(logs) < 0).all()
    assert np.diff(logs) == pytest.approx(np.diff(logs).mean(), rel=0.05), "no jump between the two forms"


@pytest.mark.parametrize("shape", [1, 5, 25])
def test_the_tail_of_a_whole_shape_is_a_poisson_sum_however_far(shape: int) -> None:
    """Q(n, x) = exp(-x) (1 + x + ... + x^(n-1)/(n-1)!)."""
    below = np.arange(shape)
    expected = [-x + logsumexp(below * math.log(x) - gammaln(below + 1)) for x in (3.0, 600.0, 2000.0)]
    assert log_gamma_tail(np.full(3, float(shape)), np.array([3.0, 600.0, 2000.0])) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize(("autocorrelation", "wander"), [(0.0, 0.05), (0.6, 0.3), (0.9, 0.3)])
def test_the_autocorrelation_of_the_wandering_is_found(autocorrelation: float, wander: float) -> None:
    days = some_days(300, seed=2, autocorrelation=autocorrelation, wander=wander)
    assert pooled_autocorrelation(leave_one_out(days, ["all"] * 300)) == pytest.approx(autocorrelation, abs=0.15)


def test_constants_and_unknowns_say_nothing_about_autocorrelation() -> None:
    days = some_days(60, seed=3, autocorrelation=0.9, wander=0.2)
    more = np.pad(days, ((0, 0), (0, 2), (0, 0)))
    more[:, -1, 0] = 100
    found = [pooled_autocorrelation(leave_one_out(counts, ["all"] * 60)) for counts in (days, more)]
    assert found[0] == pytest.approx(found[1])
    assert pooled_autocorrelation(leave_one_out(more[:, -2:], ["all"] * 60)) == 0
