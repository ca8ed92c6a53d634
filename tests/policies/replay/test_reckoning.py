from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from domain.costs import Costs
from policies.grammar import Policy
from policies.replay.course import DayLoss, Trained
from policies.replay.options import Option
from policies.replay.play import play
from policies.replay.reckoning import Account, Reckoning, reckon
from tests.policies.builders import a_policy
from tests.policies.replay.courses import WrittenCourse, jump

COSTS = Costs(retraining=2000.0, error=1.0)
NEVER = a_policy("{signal: mae, above: 1000}", name="never")
WHEN_BAD = a_policy(name="when-bad")
ALWAYS = a_policy("{signal: mae, above: 0}", name="always")


def all_options(course: WrittenCourse) -> list[Option]:
    """A training decided at the end of every window."""
    return [
        Option(
            decided_at=step.decided_at,
            trained=Trained(
                version=f"v{number}",
                trained_until=step.window.end,
                in_force_at=step.decided_at + course.lag,
                cost=60.0,
            ),
        )
        for number, step in enumerate(course.steps())
    ]


def reckoned(course: WrittenCourse, policies: Sequence[Policy], *, in_force: str = "never") -> Reckoning:
    played = [play(policy, course) for policy in policies]
    changes = [course.window(24).start]
    return reckon(course, played, in_force=in_force, costs=COSTS, options=all_options(course), changes=changes)


def of(reckoning: Reckoning, policy: str) -> Account:
    return next(account for account in reckoning.accounts if account.policy == policy)


@pytest.fixture(scope="module")
def late_jump() -> Reckoning:
    """30 weeks, 210 days, of which the last 84 are reported on; the error jumps in week 24, where 42 days are left."""
    return reckoned(WrittenCourse(loss=jump(24), count=30), [NEVER, WHEN_BAD, ALWAYS])


def test_the_last_two_fifths_of_the_days_are_reported_on(late_jump: Reckoning) -> None:
    assert late_jump.chosen_on == (date(2013, 4, 1), date(2013, 8, 4))
    assert late_jump.reported_on == (date(2013, 8, 5), date(2013, 10, 27))


def test_cost_is_the_loss_of_every_row_and_the_price_of_every_retraining(late_jump: Reckoning) -> None:
    account = of(late_jump, "when-bad")
    # Good days but for the seven of the jump's own week and the one on which the new version comes into force.
    assert account.cost == pytest.approx(100 * (76 * 7.0 + 8 * 12.0) + COSTS.retraining)
    assert (account.retrainings, account.promotions, account.training_cost) == (1, 1, 60.0)
    assert account.mean == pytest.approx((76 * 7.0 + 8 * 12.0) / 84)


def test_never_and_the_oracle_stand_beside(late_jump: Reckoning) -> None:
    assert late_jump.never == pytest.approx(100 * (42 * 7.0 + 42 * 12.0))
    assert late_jump.oracle == pytest.approx(of(late_jump, "when-bad").cost)
    assert late_jump.oracle_retrainings == 1
    assert of(late_jump, "never").against_never == 0
    assert of(late_jump, "when-bad").against_oracle == pytest.approx(0)
    assert of(late_jump, "when-bad").against_never < 0


def test_the_schedule_may_retrain_no_more_often_than_the_policy(late_jump: Reckoning) -> None:
    assert of(late_jump, "never").against_schedule == 0
    assert of(late_jump, "when-bad").against_schedule <= 0


def test_no_policy_is_cheaper_than_the_oracle(late_jump: Reckoning) -> None:
    assert all(account.against_oracle >= -1e-9 for account in late_jump.accounts)


def test_the_policy_is_chosen_on_the_days_before_and_not_on_those_reported(late_jump: Reckoning) -> None:
    assert late_jump.chosen in {"never", "when-bad"}
    assert of(late_jump, "always").cost_before > of(late_jump, "never").cost_before


def test_the_delay_runs_from_the_change_to_the_deployment(late_jump: Reckoning) -> None:
    (answered,) = of(late_jump, "when-bad").deployments
    (unanswered,) = of(late_jump, "never").deployments
    assert answered.delay == timedelta(days=7, hours=1)
    assert unanswered.delay is None


def test_the_worst_window_is_the_one_with_the_highest_mean(late_jump: Reckoning) -> None:
    worst = of(late_jump, "when-bad").worst
    assert worst is not None
    assert (worst.window.start.date(), worst.mean) == (date(2013, 9, 16), 12.0)


def test_a_difference_that_could_be_chance_is_called_no_clear_difference() -> None:
    course = WrittenCourse(loss=lambda step, trained_at: 7.0 + (step * 7919 + trained_at * 104729) % 13, count=30)
    found = reckoned(course, [NEVER, a_policy("{max_age: 8w}", name="now-and-then")])
    assert of(found, "now-and-then").verdict == "no clear difference"


def test_a_difference_that_no_chance_explains_is_called_by_its_side() -> None:
    found = reckoned(WrittenCourse(loss=jump(2), count=30), [NEVER, WHEN_BAD])
    assert of(found, "when-bad").verdict == "cheaper"
    swapped = reckoned(WrittenCourse(loss=jump(2), count=30), [NEVER, WHEN_BAD], in_force="when-bad")
    assert of(swapped, "never").verdict == "dearer"
    assert of(swapped, "when-bad").verdict == ""


def test_days_without_a_label_have_no_mean_and_cost_nothing() -> None:
    class Unlabelled(WrittenCourse):
        def losses(self, version: str) -> dict[date, DayLoss]:
            return {}

    found = reckoned(Unlabelled(loss=jump(24), count=30), [NEVER])
    assert (of(found, "never").mean, of(found, "never").worst, of(found, "never").cost) == (None, None, 0.0)


def test_hours_are_put_together_into_days() -> None:
    course = WrittenCourse(loss=lambda step, trained_at: 7.0, count=24 * 10, length=timedelta(hours=1))
    assert len({*course.losses("v-1")}) == 10
    found = reckoned(course, [NEVER])
    assert found.reported_on == (date(2013, 4, 7), date(2013, 4, 10))
    assert of(found, "never").mean == pytest.approx(7.0)


def test_a_single_day_cannot_be_both_chosen_and_reported_on() -> None:
    course = WrittenCourse(loss=jump(24), count=1, length=timedelta(hours=1))
    with pytest.raises(ValueError, match="1 days are too few"):
        reckoned(course, [NEVER])


@pytest.mark.parametrize("seed", range(4))
def test_in_no_random_world_is_a_policy_cheaper_than_the_oracle(seed: int) -> None:
    dice = np.random.default_rng(seed)
    table = dice.gamma(2.0, 4.0, (20, 21))
    course = WrittenCourse(loss=lambda step, trained_at: float(table[step, trained_at + 1]), count=20)
    policies = [NEVER, WHEN_BAD, a_policy("{max_age: 3w}", name="by-age"), ALWAYS]
    found = reckoned(course, policies)
    assert min(account.against_oracle for account in found.accounts) >= -1e-6
    assert found.never >= found.oracle


def test_the_oracle_also_has_what_only_a_policy_asked_for() -> None:
    course = WrittenCourse(loss=jump(24), count=30)
    found = reckon(course, [play(NEVER, course), play(WHEN_BAD, course)], in_force="never", costs=COSTS, options=[])
    assert of(found, "when-bad").against_oracle == pytest.approx(0)
    assert of(found, "when-bad").against_schedule == pytest.approx(of(found, "when-bad").against_never)
