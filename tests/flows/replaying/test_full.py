from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from adapters.memory import MemoryPredictionLog
from domain.columns import LABEL, LABEL_TIME, TIME
from domain.costs import Costs
from domain.decisions import Action
from domain.errors import DriftwardenError
from domain.signals import SignalState
from domain.windows import Window
from flows.replaying.beginning import full_course
from flows.replaying.full import MOST_OPTIONS, FullCourse
from policies.grammar import Policy
from policies.replay.play import Played, play
from tests.builders import MONDAY, WEEK, a_week
from tests.flows.builders import SHIFT, a_policy, a_watch, noon, traffic, watched

WEEKS = 10
COSTS = Costs(retraining=100.0, error=1.0)
TRAINING = {"callable": "tests.flows.replaying.offsets:train"}
SLOW_LABELS = {
    "window": "week",
    "ready_after": "1h",
    "labels_mature_after": "9d",
    "monitors": [{"monitor": "row_count"}, {"monitor": "performance"}],
}


def a_course(
    rows: pd.DataFrame | None = None,
    *policies: Policy,
    span: Window | None = None,
    costs: Costs | None = COSTS,
    weeks: int = WEEKS,
    **sections: Any,
) -> AbstractContextManager[FullCourse]:
    """The past of the model whose error jumps at `MONDAY`, when its first version has just come into force."""
    log = MemoryPredictionLog(traffic(weeks=weeks) if rows is None else rows)
    watch = watched(log=log, **{"training": TRAINING} | sections)
    return full_course(
        watch,
        policies or [a_policy()],
        span,
        approval_lag=timedelta(hours=1),
        costs=costs,
        as_of=noon(weeks=weeks),
    )


@contextmanager
def played(rows: pd.DataFrame | None = None, **fields: Any) -> Iterator[tuple[FullCourse, Played]]:
    with a_course(rows, **fields) as course:
        yield course, play(a_policy(), course)


def state_of(course: FullCourse, week: int, version: str) -> SignalState:
    step = next(step for step in course.steps() if step.window == a_week(week))
    return next(signal.state for signal in course.signals(step, version=version) if signal.name == "mae")


def test_a_version_is_trained_and_tried_and_then_measured_as_the_one_in_force() -> None:
    with played() as (course, by):
        (retraining,) = by.retrainings
        assert "the challenger is better" in retraining.trained.because
        assert [reign.version for reign in by.reigns] == ["v1", retraining.trained.version]
        assert state_of(course, 5, "v1") is SignalState.BREACHED
        assert state_of(course, 5, retraining.trained.version) is SignalState.CALM


def test_a_training_that_is_short_of_labels_waits_for_them_as_in_production() -> None:
    with played() as (_, by):
        (retraining,) = by.retrainings
        assert retraining.decision.decided_at == noon(weeks=1)
        assert retraining.trained.in_force_at == noon(weeks=2, hours=1)


def test_a_training_that_never_gets_its_labels_comes_to_nothing_and_says_so() -> None:
    with played(weeks=2, span=Window(start=MONDAY, end=MONDAY + 1.6 * WEEK)) as (_, by):
        (retraining,) = by.retrainings
        assert retraining.trained.in_force_at is None
        assert "waits for labels" in retraining.trained.because


def test_policies_that_ask_for_the_same_train_and_measure_once() -> None:
    with played() as (course, first):
        counted = (course.trainings, course.retrainings, course.measured)
        second = play(a_policy(name="another"), course)
        assert (course.trainings, course.retrainings, course.measured) == counted
        assert [r.trained for r in second.retrainings] == [r.trained for r in first.retrainings]


def test_what_a_retraining_learned_from_is_not_trained_again_for_the_oracle() -> None:
    with played() as (course, _):
        before, options = course.trainings, course.options(1)
        assert len(options) == WEEKS
        assert course.trainings == before + WEEKS - 2, "what was tried, and its refit"


def test_the_oracle_trains_in_every_nth_window_at_the_moment_it_is_looked_at() -> None:
    with a_course() as course:
        assert course.moments(4) == (noon(weeks=1), noon(weeks=5), noon(weeks=9))
        assert [option.decided_at for option in course.options(4)] == list(course.moments(4))
        assert course.grid == 1


def test_of_very_many_windows_only_some_get_a_training_for_the_oracle() -> None:
    daily = {
        "window": "day",
        "ready_after": "12h",
        "labels_mature_after": "12h",
        "monitors": [{"monitor": "row_count"}],
    }
    with a_course(monitoring=daily) as course:
        assert course.grid == 2
        assert len(course.moments(course.grid)) <= MOST_OPTIONS


@pytest.mark.parametrize("known_until", [noon(weeks=2), noon(weeks=5)])
def test_nothing_is_decided_by_what_was_not_known_at_the_time(known_until: datetime) -> None:
    rows = traffic(weeks=WEEKS)
    unknown = (rows[TIME] >= pd.Timestamp(known_until)).to_numpy()
    unlabelled = (rows[LABEL_TIME] > pd.Timestamp(known_until)).to_numpy()
    absurd = rows.assign(x=rows["x"].where(~unknown, 1e6), **{LABEL: rows[LABEL].where(~unlabelled, -1e6)})
    with played(rows) as (_, as_it_was), played(absurd) as (_, poisoned):
        for each in (as_it_was, poisoned):
            assert any(decision.decided_at > known_until for decision in each.decisions)
        assert told(poisoned, known_until) == told(as_it_was, known_until)


def told(by: Played, until: datetime) -> list[object]:
    """Everything that was decided, trained and put in force up to a moment."""
    decisions = [(d.window, d.action, d.because) for d in by.decisions if d.decided_at <= until]
    trained = [r.trained.because for r in by.retrainings if (r.trained.in_force_at or until) <= until]
    return [*decisions, *trained, *(reign for reign in by.reigns if reign.since <= until)]


def test_a_window_whose_labels_come_late_is_decided_over_again_and_the_decision_amended() -> None:
    rows = traffic(weeks=WEEKS, label_after=timedelta(days=8))
    with played(rows, monitoring=SLOW_LABELS) as (course, by):
        first, second = (step for step in course.steps() if step.window == a_week(0))
        assert second.decided_at - first.decided_at == timedelta(days=9) - timedelta(hours=1)
        early, late = (d for d in by.decisions if d.window == a_week(0))
        assert (early.action, late.action) == (Action.NOTHING, Action.RETRAIN)
        assert late.amends == early.id


def test_losses_are_those_of_every_labelled_row_by_day_whoever_served_it() -> None:
    rows = traffic(weeks=WEEKS)
    one_day = (rows[TIME] >= pd.Timestamp(MONDAY)) & (rows[TIME] < pd.Timestamp(MONDAY) + pd.Timedelta(days=1))
    rows.loc[one_day & (rows.index % 2 == 0), LABEL] = None
    with played(rows) as (course, by):
        left_alone, renewed = (course.losses(reign.version) for reign in by.reigns)
        assert left_alone[MONDAY.date()].rows == 24
        tuesday = (MONDAY + timedelta(days=1)).date()
        assert left_alone[tuesday].total / left_alone[tuesday].rows == pytest.approx(SHIFT, abs=0.3)
        assert renewed[tuesday].total / renewed[tuesday].rows == pytest.approx(0.5, abs=0.3)


def test_a_version_that_came_back_by_a_rollback_is_measured_as_itself() -> None:
    back = a_policy(name="back", when={"signal": "mae", "below": 1.0}, then={"roll_back": {}}, gates={})
    with a_course(None, a_policy(), back) as course:
        renewed = play(a_policy(), course).reigns[-1].version
        assert state_of(course, 6, renewed) is SignalState.CALM
        assert state_of(course, 6, "v1") is SignalState.BREACHED
        assert course.trained_until("v1") < course.trained_until(renewed)


def test_labels_are_counted_as_they_had_arrived() -> None:
    with a_course() as course:
        assert course.labels_since(MONDAY, now=MONDAY + WEEK) == 7 * 48 - 1
        assert course.labels_since(MONDAY + WEEK, now=MONDAY) == 0


def test_listeners_hear_of_every_window_from_one() -> None:
    heard: list[int] = []
    with a_course() as course:
        course.listen(heard.append)
        play(a_policy(), course)
        assert heard == list(range(1, WEEKS + 1))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"training": {"deployment": "train/nightly"}}, "give a training.callable, or look at the decisions alone"),
        ({"costs": None}, "what a retraining costs beside an error is not known"),
        ({"monitoring": SLOW_LABELS, "weeks": 3}, "fewer than 3 times the 9 days that labels take"),
        ({"span": Window(start=MONDAY - 9 * WEEK, end=MONDAY)}, "choose a longer span"),
    ],
)
def test_what_cannot_be_replayed_is_refused_with_a_remedy(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(DriftwardenError, match=says), a_course(**fields):
        pass


def test_a_log_that_does_not_say_when_labels_came_is_refused() -> None:
    with (
        pytest.raises(DriftwardenError, match="does not say when a label arrived"),
        a_course(traffic(weeks=WEEKS).drop(columns=[LABEL_TIME, LABEL])),
    ):
        pass


def test_a_model_without_a_champion_is_refused_with_the_command_to_give() -> None:
    watch = a_watch(training=TRAINING)
    begin = full_course(watch, [a_policy()], None, approval_lag=WEEK, costs=COSTS, as_of=noon(weeks=4))
    with pytest.raises(DriftwardenError, match="driftwarden adopt flights"), begin:
        pass
