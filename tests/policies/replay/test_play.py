from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from domain.costs import Costs
from domain.decisions import Action, Reason
from domain.signals import Maturity, Signal
from policies.grammar import Policy
from policies.replay.course import Step
from policies.replay.play import Played, play
from tests.policies.builders import a_policy
from tests.policies.replay.courses import WrittenCourse, jump

WEEK = timedelta(days=7)


def weeks_of(played: Played, course: WrittenCourse, action: Action) -> list[int]:
    return [course.number(d.window.start) for d in played.decisions if d.action is action]


def test_a_retraining_is_decided_in_the_window_that_breaches_and_serves_after_its_lag() -> None:
    course = WrittenCourse(loss=jump(5), lag=timedelta(days=10))
    played = play(a_policy(), course)
    assert weeks_of(played, course, Action.RETRAIN) == [5]
    assert [(reign.since, reign.version) for reign in played.reigns] == [
        (course.window(0).start, "v-1"),
        (course.window(5).end + timedelta(days=10), "v5"),
    ]


def test_while_a_retraining_is_on_its_way_no_other_is_decided() -> None:
    course = WrittenCourse(loss=jump(5), lag=timedelta(days=10))
    held = [d for d in play(a_policy(), course).decisions if d.reason is Reason.HELD_BACK]
    assert [course.number(d.window.start) for d in held] == [6]
    assert held[0].held_back_by[0].startswith("in flight")


def test_the_windows_before_a_promotion_do_not_count_against_the_new_version() -> None:
    sustained = "{signal: mae, is: breached, sustained: {windows: 2, of: 3}}"
    course = WrittenCourse(loss=lambda step, trained_at: 7.0 if step < 5 else 12.0, lag=timedelta(hours=1))
    played = play(a_policy(sustained), course)
    assert weeks_of(played, course, Action.RETRAIN) == [6, 8, 10, 12, 14, 16, 18]


@pytest.mark.parametrize(
    ("gates", "weeks"),
    [
        ("{}", [5, 6, 7, 8, 9, 10, 11]),
        ("{cooldown: 3w}", [5, 8, 11]),
        ("{budget: {retrainings: 2, per: 365d}}", [5, 6]),
        ("{min_new_labels: 250}", [5, 8, 11]),
    ],
)
def test_gates_hold_back_what_the_policys_own_past_forbids(gates: str, weeks: list[int]) -> None:
    course = WrittenCourse(loss=lambda step, trained_at: 7.0 if step < 5 else 12.0, count=12)
    assert weeks_of(play(a_policy(gates=gates), course), course, Action.RETRAIN) == weeks


def test_a_refused_challenger_serves_never_and_counts_for_the_cooldown_all_the_same() -> None:
    course = WrittenCourse(loss=jump(5), count=12, trains=False)
    played = play(a_policy(gates="{cooldown: 3w}"), course)
    assert weeks_of(played, course, Action.RETRAIN) == [5, 8, 11]
    assert len(played.reigns) == 1


def test_the_most_drift_actions_count_what_this_policy_did_because_of_drift() -> None:
    course = WrittenCourse(loss=lambda step, trained_at: 12.0, count=6)
    gates = "{drift_actions: {at_most: 2, per: 365d, signals: [mae]}}"
    played = play(a_policy(then="{alert: {}}", gates=gates), course)
    assert weeks_of(played, course, Action.ALERT) == [0, 1]


def test_max_age_and_follow_up_see_the_simulated_champion() -> None:
    course = WrittenCourse(loss=lambda step, trained_at: 7.0, count=14)
    assert weeks_of(play(a_policy("{max_age: 4w}"), course), course, Action.RETRAIN) == [3, 7, 11]
    jumped = WrittenCourse(loss=jump(5), count=14)
    either = "{any: [{signal: mae, is: breached}, {follow_up: {after: 28d}}]}"
    assert weeks_of(play(a_policy(either), jumped), jumped, Action.RETRAIN) == [5, 9]


def test_a_challenger_tried_in_shadow_only_never_serves_and_does_not_break_the_circuit() -> None:
    course = WrittenCourse(loss=jump(5), count=12)
    gates = "{circuit_breaker: {after: 2, for: 52w}}"
    shadow = play(a_policy(then="{retrain: {shadow_only: true}}", gates=gates), course)
    assert weeks_of(shadow, course, Action.RETRAIN) == [5, 6, 7, 8, 9, 10, 11]
    assert len(shadow.reigns) == 1
    refused = WrittenCourse(loss=jump(5), count=12, trains=False)
    assert weeks_of(play(a_policy(gates=gates), refused), refused, Action.RETRAIN) == [5, 6]


def test_a_policy_that_rolls_back_decides_so_and_finds_nothing_of_its_own_to_undo() -> None:
    course = WrittenCourse(loss=jump(5), count=8)
    played = play(a_policy(then="{roll_back: {}}"), course)
    assert weeks_of(played, course, Action.ROLL_BACK) == [5, 6, 7]
    assert len(played.reigns) == 1


def test_a_deployment_is_run_no_more_often_than_the_cooldown_lets_it() -> None:
    course = WrittenCourse(loss=jump(5), count=12)
    runs = a_policy(then="{run: {deployment: clean/up}}", gates="{cooldown: 3w}")
    assert weeks_of(play(runs, course), course, Action.RUN) == [5, 8, 11]


def test_a_dry_run_is_played_as_if_it_acted() -> None:
    course = WrittenCourse(loss=jump(5))
    assert play(a_policy(dry_run="true"), course).retrainings == play(a_policy(), course).retrainings


def test_the_window_served_by_the_old_version_has_the_old_versions_signals() -> None:
    course = WrittenCourse(loss=jump(5), waits=3 * WEEK, count=14)
    played = play(a_policy(), course)
    assert weeks_of(played, course, Action.RETRAIN) == [5]


def test_two_policies_that_retrain_in_the_same_windows_ask_for_the_same_versions() -> None:
    course = WrittenCourse(loss=jump(5))
    play(a_policy(), course)
    play(a_policy(name="another"), course)
    assert course.trainings == ["v5", "v5"]


class TwiceLooked(WrittenCourse):
    """Each window is looked at when it ends, its error still provisional, and again two weeks later."""

    def steps(self) -> tuple[Step, ...]:
        first = super().steps()
        return (*first, *(replace(step, decided_at=step.decided_at + 2 * WEEK) for step in first))

    def signals(self, step: Step, *, version: str) -> tuple[Signal, ...]:
        known = step.decided_at >= step.window.end + 2 * WEEK
        maturity = Maturity.FINAL if known else Maturity.PROVISIONAL
        return tuple(replace(s, maturity=maturity) for s in super().signals(step, version=version))


def test_a_second_look_at_a_window_amends_the_first_decision_when_labels_have_come() -> None:
    course = TwiceLooked(loss=jump(5), count=14)
    played = play(a_policy(), course)
    (retrained,) = [d for d in played.decisions if d.action is Action.RETRAIN]
    assert retrained.window == course.window(5)
    assert retrained.decided_at == course.window(5).end + 2 * WEEK
    unknown = next(d for d in played.decisions if d.id == retrained.amends)
    assert unknown.reason is Reason.NOT_KNOWN


def test_costs_reach_the_policy_and_a_course_without_windows_plays_nothing() -> None:
    course = WrittenCourse(loss=jump(5), count=0, costs=Costs(retraining=1.0, error=1.0))
    assert play(a_policy(), course).decisions == ()


def test_version_at_is_the_one_whose_reign_began_last() -> None:
    course = WrittenCourse(loss=jump(5))
    played = play(a_policy(), course)
    promoted = played.reigns[1].since
    before, after = played.version_at(promoted - timedelta(seconds=1)), played.version_at(promoted)
    assert (before, after) == ("v-1", "v5")


@dataclass(kw_only=True)
class CountedCourse(WrittenCourse):
    """Counts what it is asked."""

    signals_asked: int = 0
    labels_asked: int = 0

    def signals(self, step: Step, *, version: str) -> tuple[Signal, ...]:
        self.signals_asked += 1
        return super().signals(step, version=version)

    def labels_since(self, moment: datetime, *, now: datetime) -> int | None:
        self.labels_asked += 1
        return super().labels_since(moment, now=now)


@pytest.mark.parametrize(
    ("policy", "labels"),
    [
        (a_policy(), 0),
        (a_policy(gates="{min_new_labels: 100}"), 50),
        (a_policy("{any: [{signal: mae, is: breached}, {min_new_labels: 100}]}"), 50),
    ],
)
def test_a_course_is_asked_once_a_step_and_for_labels_only_where_they_matter(policy: Policy, labels: int) -> None:
    course = CountedCourse(loss=jump(99), count=50)
    play(policy, course)
    assert (course.signals_asked, course.labels_asked) == (50, labels)
