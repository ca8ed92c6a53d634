"""By the calendar, with a guard against a sudden loss."""

import pytest

from domain.history import Ending
from tests.policies.builders import a_retraining, mae, missing
from tests.policies.catalog.situations import (
    CALM,
    CALM_WEEKS,
    FIRED,
    HELD,
    NOT_KNOWN,
    PAGED,
    Situation,
    decided_by,
    weeks,
)

# Week 0 holds the first Monday of April 2013, week 1 the second.
SECOND = tuple(mae(7.6, week=week) for week in (0, 1))

SITUATIONS: list[Situation] = [
    ("the first Monday", CALM_WEEKS, {}, FIRED),
    ("the first Monday, too few labels", CALM_WEEKS, {"labels_since": 999}, CALM),
    ("the first Monday, labels not counted", CALM_WEEKS, {"labels_since": None}, NOT_KNOWN),
    ("the first Monday, no error known", weeks(None, None), {}, FIRED),
    ("the first Monday, a week after the guard", CALM_WEEKS, {"retrainings": (a_retraining(7),)}, HELD),
    ("the first Monday, data broken", (*CALM_WEEKS, missing("temp", 0.5)), {}, PAGED),
    ("the first Monday, a challenger in training", CALM_WEEKS,
     {"retrainings": (a_retraining(20, ending=Ending.RUNNING),)}, HELD),
    ("the first Monday, the budget spent", CALM_WEEKS,
     {"retrainings": tuple(a_retraining(ago) for ago in (85, 70, 55, 40, 20))}, HELD),
    ("the second Monday", SECOND, {"week": 1}, CALM),
    ("far worse, too few labels for the turn", weeks(10, 10), {"labels_since": 999}, FIRED),
    ("far worse for one week", weeks(10, 7.5), {"labels_since": 999}, CALM),
    ("worse, but not by a quarter", weeks(9, 9), {"labels_since": 999}, CALM),
    ("no error known on another Monday", (mae(None, week=1), mae(None)), {"week": 1}, NOT_KNOWN),
]  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=[situation for situation, *_ in SITUATIONS])
def test_schedule_with_guard_decides_as_it_promises(situation: Situation) -> None:
    assert decided_by("schedule-with-guard", situation) == situation[-1]
