from itertools import combinations

import numpy as np
import pytest

from policies.replay.oracle import Choice, Matrix, best, best_schedule, cost_of, every_row


def a_world(seed: int, *, rows: int, lag: int) -> Matrix:
    """Costs that grow with the age of a version, with noise; NaN where a version cannot serve yet."""
    dice = np.random.default_rng(seed)
    losses = np.full((rows, max(rows - lag, 1)), np.nan)
    for column in range(losses.shape[1]):
        first = 0 if column == 0 else column + lag
        ages = np.arange(rows - first)
        losses[first:, column] = dice.exponential(1.0, len(ages)) + ages * dice.uniform(0, 0.6)
    return losses


def by_brute_force(losses: Matrix, *, retrain_cost: float, lag: int) -> float:
    columns = range(1, losses.shape[1])
    plans = (c for count in range(len(columns) + 1) for c in combinations(columns, count))
    return min(cost_of(losses, plan, retrain_cost=retrain_cost, lag=lag).cost for plan in plans)


@pytest.mark.parametrize("lag", [0, 1, 3])
@pytest.mark.parametrize("retrain_cost", [0.0, 0.8, 3.0, 100.0])
@pytest.mark.parametrize("seed", range(5))
def test_no_plan_at_all_is_cheaper_than_the_oracles(seed: int, retrain_cost: float, lag: int) -> None:
    losses = a_world(seed, rows=9, lag=lag)
    found = best(losses, retrain_cost=retrain_cost, lag=lag)
    assert found.cost == pytest.approx(by_brute_force(losses, retrain_cost=retrain_cost, lag=lag))


@pytest.mark.parametrize("lag", [0, 2])
def test_the_oracles_plan_costs_what_it_says(lag: int) -> None:
    losses = a_world(7, rows=30, lag=lag)
    found = best(losses, retrain_cost=2.0, lag=lag)
    assert found.paid > 1
    assert cost_of(losses, found.columns, retrain_cost=2.0, lag=lag).cost == pytest.approx(found.cost)


@pytest.mark.parametrize("since", [1, 4, 7])
@pytest.mark.parametrize("lag", [0, 2])
def test_counted_from_a_row_on_no_plan_is_cheaper_either(since: int, lag: int) -> None:
    losses = a_world(3, rows=10, lag=lag)
    columns = range(1, losses.shape[1])
    plans = (c for count in range(len(columns) + 1) for c in combinations(columns, count))
    cheapest = min(cost_of(losses, plan, retrain_cost=1.0, lag=lag, since=since).cost for plan in plans)
    assert best(losses, retrain_cost=1.0, lag=lag, since=since).cost == pytest.approx(cheapest)


def test_what_was_decided_before_counting_begins_is_free() -> None:
    losses = np.array([[9.0, np.nan], [9.0, np.nan], [9.0, 1.0]])
    late = (Choice(decided=0, lands=2),)
    assert best(losses, retrain_cost=5.0, choices=late, since=1).cost == pytest.approx(9 + 1)
    assert best(losses, retrain_cost=5.0, choices=late).cost == pytest.approx(9 + 9 + 5 + 1)


def test_a_version_is_never_read_before_it_may_serve() -> None:
    losses = a_world(1, rows=12, lag=2)
    filled = np.where(np.isnan(losses), -1e9, losses)
    assert best(filled, retrain_cost=1.0, lag=2) == best(losses, retrain_cost=1.0, lag=2)


@pytest.mark.parametrize("lag", [0, 2])
def test_the_best_schedule_is_the_best_of_all_periods_and_offsets(lag: int) -> None:
    losses = a_world(11, rows=12, lag=lag)
    last = len(every_row(12, lag=lag)) + 1
    plans = [(), *(tuple(range(offset, last, step)) for step in range(1, last) for offset in range(1, step + 1))]
    costs = [cost_of(losses, plan, retrain_cost=1.0, lag=lag) for plan in plans]
    for most in range(5):
        allowed = min(plan.cost for plan in costs if plan.paid <= most)
        assert best_schedule(losses, retrain_cost=1.0, lag=lag, at_most=most).cost == pytest.approx(allowed)


def test_a_schedule_never_beats_the_oracle() -> None:
    losses = a_world(5, rows=60, lag=1)
    oracle = best(losses, retrain_cost=1.5, lag=1)
    assert oracle.cost <= best_schedule(losses, retrain_cost=1.5, lag=1).cost
