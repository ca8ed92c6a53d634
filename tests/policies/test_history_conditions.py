"""Conditions on the clock and the past."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from domain.decisions import Truth
from domain.history import Ending, History, PastRetraining
from domain.windows import Window
from tests.policies.builders import NOW, a_history, a_policy, a_retraining, answer, days, decided

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
RUNNING, FAILED, REFUSED = Ending.RUNNING, Ending.FAILED, Ending.REFUSED


@pytest.mark.parametrize(
    ("cron", "timezone", "truth"),
    [
        # The window is the week from Monday 2013-04-01 to Monday 2013-04-08, midnight UTC.
        ("0 6 * * WED", "UTC", T),
        ("0 0 8 4 *", "UTC", T),
        ("0 0 1 4 *", "UTC", F),
        ("1 0 8 4 *", "UTC", F),
        ("0 2 8 4 *", "Europe/Berlin", T),
        ("1 2 8 4 *", "Europe/Berlin", F),
        ("0 2 1 4 *", "Europe/Berlin", F),
        ("0 6 * * MON#1", "UTC", T),
        ("0 6 15 * *", "UTC", F),
    ],
)
def test_a_schedule_is_true_for_the_window_in_which_the_clock_struck(cron: str, timezone: str, truth: Truth) -> None:
    assert answer(f'{{schedule: {{cron: "{cron}", timezone: {timezone}}}}}').truth is truth


def test_a_schedule_says_when_it_is_due_in_its_own_time_zone() -> None:
    trace = answer('{schedule: {cron: "0 6 * * WED", timezone: Europe/Berlin}}')
    assert trace.because == "'0 6 * * WED' came due Wed 2013-04-03 06:00 Europe/Berlin"


@pytest.mark.parametrize(
    ("trained_until", "champion_since", "truth"),
    [
        (NOW - days(56), NOW - days(1), T),
        (NOW - days(55), NOW - days(90), F),
        (None, NOW - days(56), T),
        (None, NOW - days(55), F),
        (None, None, U),
    ],
)
def test_age_counts_from_the_end_of_the_training_data(
    trained_until: datetime | None, champion_since: datetime | None, truth: Truth
) -> None:
    history = a_history(trained_until=trained_until, champion_since=champion_since)
    assert answer("{max_age: 8w}", history=history).truth is truth


@pytest.mark.parametrize(("labels", "truth"), [(5000, T), (4999, F), (0, F), (None, U)])
def test_new_labels_are_counted(labels: int | None, truth: Truth) -> None:
    assert answer("{min_new_labels: 5000}", history=a_history(labels_since=labels)).truth is truth


FOLLOW_UPS: list[tuple[str, tuple[PastRetraining, ...], Truth]] = [
    ("nothing was ever retrained", (), F),
    ("promoted, four weeks ago", (a_retraining(28),), T),
    ("promoted, three weeks ago", (a_retraining(21),), F),
    ("four weeks ago less some seconds of jitter", (a_retraining(28 - 1e-4),), T),
    ("refused", (a_retraining(28, ending=REFUSED),), F),
    ("failed", (a_retraining(28, ending=FAILED),), F),
    ("still running", (a_retraining(28, ending=RUNNING),), F),
    ("the last one was the follow-up", (a_retraining(56), a_retraining(28)), F),
    ("the last one came too early to be a follow-up", (a_retraining(50), a_retraining(30)), T),
    ("the one before was the follow-up", (a_retraining(120), a_retraining(90), a_retraining(30)), T),
    ("the one before was refused, so none was due", (a_retraining(90, ending=REFUSED), a_retraining(30)), T),
    ("the order of the history does not matter", (a_retraining(28), a_retraining(56)), F),
]


@pytest.mark.parametrize(("retrainings", "truth"), [row[1:] for row in FOLLOW_UPS], ids=[row[0] for row in FOLLOW_UPS])
def test_a_follow_up_comes_once_after_a_promoted_retraining(
    retrainings: tuple[PastRetraining, ...], truth: Truth
) -> None:
    history = a_history(retrainings=retrainings)
    assert answer("{follow_up: {after: 28d}}", history=history).truth is truth


def test_a_follow_up_says_when_it_will_be_due() -> None:
    trace = answer("{follow_up: {after: 28d}}", history=a_history(retrainings=(a_retraining(21),)))
    assert trace.because == "the retraining ordered 2013-03-18 will be due for its follow-up 2013-04-15"


SLIDING = "{retrain: {training_window: {kind: sliding, length: 4w}}}"
SINCE = "{follow_up: {after: training_window}}"


def for_change(days_ago: float, began: float | None, *, ending: Ending = Ending.PROMOTED) -> PastRetraining:
    """A retraining ordered so many days ago, for a change that began so many days ago; None: nobody knows when."""
    window = Window(start=NOW - days(days_ago + 7), end=NOW - days(days_ago))
    past = a_retraining(days_ago, ending=ending)
    return replace(past, window=window, change_began=None if began is None else NOW - days(began))


@pytest.mark.parametrize(
    ("retrainings", "truth"),
    [
        ((), F),
        ((for_change(14, 28),), T),
        ((for_change(14, 27),), F),
        ((for_change(14, 28, ending=REFUSED),), F),
        # Without a window that tells, the change began in the one that was decided over.
        ((for_change(21, None),), T),
        ((for_change(20, None),), F),
        # It had learnt only from after the change already.
        ((for_change(7, 35),), F),
        ((for_change(35, 49), for_change(14, 28)), F),
        ((for_change(35, 70), for_change(14, 28)), T),
    ],
)
def test_a_follow_up_can_wait_until_the_training_window_lies_after_the_change(
    retrainings: tuple[PastRetraining, ...], truth: Truth
) -> None:
    decision = decided(a_policy(when=SINCE, then=SLIDING), retrainings=retrainings)
    assert decision.trace.truth is truth


@pytest.mark.parametrize(
    ("then", "days_later"),
    [
        (SLIDING, 28),
        ("{retrain: {training_window: {kind: best_of, of: [{kind: expanding}, {kind: sliding, length: 8w}, "
         "{kind: sliding, length: 2w}]}}}", 14),
    ],
)  # fmt: skip
def test_of_several_training_windows_the_shortest_that_slides_counts(then: str, days_later: int) -> None:
    decision = decided(a_policy(when=SINCE, then=then), retrainings=(for_change(1, 1),))
    due = NOW + days(days_later - 1)
    assert decision.trace.because == (f"the retraining ordered 2013-04-07 will be due for its follow-up {due:%Y-%m-%d}")


@pytest.mark.parametrize(
    ("condition", "history", "expected"),
    [
        ("{max_age: 8w}", {"trained_until": NOW - days(14)}, ("age of the champion in days", 14, 56, True)),
        ("{max_age: 8w}", {"trained_until": None, "champion_since": None},
         ("age of the champion in days", None, 56, True)),
        ("{min_new_labels: 500}", {"labels_since": 20},
         ("labels arrived since the champion's training data", 20, 500, True)),
        ("{follow_up: {after: 28d}}", {"retrainings": (a_retraining(21),)},
         ("days since the retraining ordered 2013-03-18", 21, 28, True)),
        ("{follow_up: {after: 28d}}", {},
         ("days since a promoted retraining that nothing followed", None, 28, True)),
        ('{schedule: {cron: "0 6 * * TUE"}}', {}, ("days until '0 6 * * TUE' is due", -5.75, 0, False)),
        ('{schedule: {cron: "0 12 9 4 *"}}', {}, ("days until '0 12 9 4 *' is due", 1.5, 0, False)),
    ],
)  # fmt: skip
def test_a_condition_on_the_past_tells_its_number_and_its_limit(
    condition: str, history: dict[str, Any], expected: tuple[str, float | None, float, bool]
) -> None:
    (reading,) = answer(condition, history=a_history(**history)).readings
    assert (reading.of, reading.value, reading.limit, reading.is_true_above) == expected
    assert reading.is_true_at_limit


def test_an_empty_history_is_no_error() -> None:
    assert answer("{any: [{max_age: 8w}, {min_new_labels: 1}, {follow_up: {after: 1d}}]}", history=History()).truth is U
