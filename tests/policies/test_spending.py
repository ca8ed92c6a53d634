"""Gates on what is spent: cost, expected gain, challengers that come to nothing."""

from dataclasses import replace

import pytest

from domain.costs import Costs
from domain.decisions import Action, Reason
from domain.history import Ending, PastRetraining
from domain.signals import Signal
from tests.builders import a_week
from tests.policies.builders import NOW, a_policy, a_retraining, days, decided, mae, outcome

FIRED = (Action.RETRAIN, Reason.FIRED)
HELD = (Action.NOTHING, Reason.HELD_BACK)
FAILED, REFUSED, PROMOTED, RUNNING = Ending.FAILED, Ending.REFUSED, Ending.PROMOTED, Ending.RUNNING


def dear(days_ago: float, cost: float) -> PastRetraining:
    return replace(a_retraining(days_ago), cost=cost)


@pytest.mark.parametrize(
    ("spent", "expected"),
    [
        ((), FIRED),
        (((80, 60.0), (20, 30.0)), FIRED),
        (((80, 60.0), (20, 40.0)), HELD),
        (((90, 60.0), (20, 40.0)), FIRED),
        (((20, 500.0),), HELD),
    ],
)
def test_what_the_retrainings_of_a_period_cost_has_a_limit(
    spent: tuple[tuple[float, float], ...], expected: tuple[Action, Reason]
) -> None:
    policy = a_policy(gates="{cost_budget: {cost: 100, per: 90d}}")
    assert outcome(decided(policy, mae(12.5), retrainings=tuple(dear(*each) for each in spent))) == expected


def test_the_cost_budget_says_when_enough_of_it_is_free_again() -> None:
    policy = a_policy(gates="{cost_budget: {cost: 100, per: 90d}}")
    spent = (dear(80, 10.0), dear(60, 70.0), dear(20, 40.0))
    (reason,) = decided(policy, mae(12.5), retrainings=spent).held_back_by
    free = NOW + days(30)
    assert reason == f"cost_budget until {free:%a %Y-%m-%d} 00:00 UTC: 120 of 100 were spent in 90 days"
    assert outcome(decided(policy, mae(12.5), retrainings=spent, now=free)) == FIRED


@pytest.mark.parametrize(
    ("endings", "expected"),
    [
        ([], FIRED),
        ([FAILED, REFUSED], FIRED),
        ([FAILED, REFUSED, FAILED], HELD),
        ([PROMOTED, FAILED, REFUSED, FAILED], HELD),
        ([FAILED, REFUSED, PROMOTED, FAILED], FIRED),
        ([FAILED, FAILED, FAILED, PROMOTED], FIRED),
    ],
)
def test_challengers_that_come_to_nothing_in_a_row_stop_the_next(
    endings: list[Ending], expected: tuple[Action, Reason]
) -> None:
    policy = a_policy(gates="{circuit_breaker: {after: 3, for: 8w}}")
    past = tuple(a_retraining(7 * (len(endings) - place), ending=ending) for place, ending in enumerate(endings))
    assert outcome(decided(policy, mae(12.5), retrainings=past)) == expected


def test_the_circuit_breaker_says_what_happened_and_lets_one_through_in_time() -> None:
    policy = a_policy(gates="{circuit_breaker: {after: 2, for: 8w}}")
    past = (a_retraining(28, ending=FAILED), a_retraining(14, ending=REFUSED))
    (reason,) = decided(policy, mae(12.5), retrainings=past).held_back_by
    assert reason == (
        "circuit_breaker until Mon 2013-05-20 00:00 UTC: the last 2 challengers came to nothing "
        "(2013-03-25 refused, 2013-03-11 failed); look at why first"
    )
    later = NOW + days(42)
    assert outcome(decided(policy, mae(12.5), retrainings=past, now=later)) == FIRED


# A window has 900 rows and lasts a week, the baseline is 7.5: each unit of error costs 36 in four weeks.
COSTS = Costs(retraining=100.0, error=0.01, currency="EUR")
GAIN = "{expected_gain: {signal: mae, over: 4w}}"


@pytest.mark.parametrize(
    ("gates", "signals", "expected"),
    [
        (GAIN, (mae(10.5),), FIRED),
        (GAIN, (mae(10.2),), HELD),
        ("{expected_gain: {signal: mae, over: 8w}}", (mae(10.2),), FIRED),
        ("{expected_gain: {signal: mae, over: 4w, at_least: 0.5}}", (mae(10.2),), FIRED),
        ("{expected_gain: {signal: mae, over: 4w, at_least: 2}}", (mae(12),), HELD),
        (GAIN, (mae(None), mae(10.5, week=-1)), FIRED),
        (GAIN, (mae(5),), HELD),
        (GAIN, (mae(None),), HELD),
        (GAIN, (mae(10.5, baseline=None),), HELD),
    ],
)
def test_a_retraining_must_be_expected_to_save_its_cost(
    gates: str, signals: tuple[Signal, ...], expected: tuple[Action, Reason]
) -> None:
    policy = a_policy(when="{max_age: 1w}", gates=gates)
    assert outcome(decided(policy, *signals, costs=COSTS)) == expected


@pytest.mark.parametrize(
    ("signals", "costs", "said"),
    [
        ((mae(10.2),), COSTS, "expected_gain until mae is worse: retraining can be expected to save 97.2 EUR in "
         "4 weeks, 100 EUR are needed"),
        ((mae(12),), None, "expected_gain until it can be reckoned: what errors and retrainings cost is not known; "
         "write `costs: {retraining: ..., error: ...}` into the model's file"),
        ((mae(None),), COSTS, "expected_gain until it can be reckoned: no value of mae is known since the promotion"),
        ((mae(12, baseline=None),), COSTS, "expected_gain until it can be reckoned: no baseline of mae is known since "
         "the promotion"),
    ],
)  # fmt: skip
def test_it_says_what_would_be_saved_or_why_nobody_knows(
    signals: tuple[Signal, ...], costs: Costs | None, said: str
) -> None:
    policy = a_policy(when="{max_age: 1w}", gates=GAIN)
    assert decided(policy, *signals, costs=costs).held_back_by == (said,)


def test_the_gain_is_not_reckoned_from_another_champions_error() -> None:
    policy = a_policy(when="{max_age: 1w}", gates=GAIN)
    before = mae(20, week=-1)
    decision = decided(policy, mae(None), before, costs=COSTS, champion_since=a_week(-1).end)
    assert outcome(decision) == HELD
