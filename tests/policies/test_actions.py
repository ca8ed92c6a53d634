"""What a policy sets in motion: what its decision is called, and what the flows read of it."""

import pytest

from domain.decisions import Action, Reason
from domain.notices import Severity
from policies.action_shapes import BestOf, Run, SinceChange, Sliding
from tests.policies.builders import a_policy, decided, mae, outcome


@pytest.mark.parametrize(
    ("then", "action", "opening"),
    [
        ("{retrain: {}}", Action.RETRAIN, "Retrain: "),
        ("{alert: {}}", Action.ALERT, "Alert: "),
        ("{investigate: {}}", Action.INVESTIGATE, "Investigate: "),
        ("{roll_back: {}}", Action.ROLL_BACK, "Roll back: "),
        ("{run: {deployment: features/nightly}}", Action.RUN, "Run features/nightly: "),
    ],
)
def test_a_decision_that_fires_says_what_it_asks_for(then: str, action: Action, opening: str) -> None:
    decision = decided(a_policy(then=then), mae(12.5))
    assert outcome(decision) == (action, Reason.FIRED)
    assert decision.because == f"{opening}mae 12.5 is breached, limit 10, 900 rows"


@pytest.mark.parametrize("then", ["alert", "investigate"])
def test_people_are_told_where_and_how_loudly_the_policy_says(then: str) -> None:
    policy = a_policy(then=f'{{{then}: {{severity: critical, channel: "#ml", owner: ana}}}}')
    assert (policy.tells.severity, policy.tells.channel, policy.tells.owner) == (Severity.CRITICAL, "#ml", "ana")
    assert policy.severity is Severity.CRITICAL


def test_a_policy_that_retrains_tells_in_the_usual_way() -> None:
    policy = a_policy()
    assert (policy.tells.severity, policy.tells.channel, policy.tells.owner) == (Severity.WARNING, None, None)


def test_a_challenger_can_be_tried_in_shadow_only() -> None:
    assert a_policy(then="{retrain: {shadow_only: true}}").shadow_only
    assert not a_policy().shadow_only
    assert not a_policy(then="{alert: {}}").shadow_only


def test_training_can_start_at_the_change_or_try_several_stretches() -> None:
    since = a_policy(then="{retrain: {training_window: {kind: since_change}}}").training_window
    assert isinstance(since, SinceChange)
    several = "{kind: best_of, of: [{kind: expanding}, {kind: since_change}, {kind: sliding, length: 90d}]}"
    policy = a_policy(then=f"{{retrain: {{training_window: {several}}}}}")
    assert isinstance(policy.training_window, BestOf)
    assert [each.kind for each in policy.training_window.of] == ["expanding", "since_change", "sliding"]
    assert isinstance(policy.training_window.of[2], Sliding)


def test_a_deployment_gets_its_parameters() -> None:
    then = a_policy(then="{run: {deployment: features/nightly, parameters: {days: 7, of: [a, b]}}}").then
    assert isinstance(then, Run)
    assert then.run.parameters == {"days": 7, "of": ["a", "b"]}
    assert a_policy(then="{run: {deployment: features/nightly}}").then != then
