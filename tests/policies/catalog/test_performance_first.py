"""The default: the error first, one follow-up, an age at which every model is renewed."""

import pytest

from domain.costs import Costs
from domain.history import Ending
from domain.silences import Silence
from tests.builders import MODEL
from tests.policies.builders import NOW, a_retraining, days, missing
from tests.policies.catalog.situations import (
    CALM,
    CALM_WEEKS,
    FIRED,
    HELD,
    NOT_KNOWN,
    PAGED,
    Situation,
    decided_by,
    drifting,
    refused,
    weeks,
)

BAD = weeks(9, 9, 7.5)
MUTED = Silence(model=MODEL, signal="mae", until=NOW + days(3), by="ana", why="new sensor", created_at=NOW - days(1))

SITUATIONS: list[Situation] = [
    ("all is well", CALM_WEEKS, {}, CALM),
    ("one bad week", weeks(9, 7.4, 7.5), {}, CALM),
    ("two bad weeks", BAD, {}, FIRED),
    ("two bad weeks, but the newest is good again", weeks(7.5, 9, 9), {}, CALM),
    ("two weeks that are worse, but by less than a tenth", weeks(8.2, 8.2, 8.2), {}, CALM),
    ("two bad weeks, but a fortnight after the last retraining", BAD, {"retrainings": (a_retraining(14),)}, HELD),
    ("two bad weeks on broken data", (*BAD, missing("temp", 0.5)), {}, PAGED),
    ("two bad weeks, too few labels", BAD, {"labels_since": 12}, HELD),
    ("two bad weeks, labels not counted", BAD, {"labels_since": None}, HELD),
    ("two bad weeks, the budget spent", BAD, {"retrainings": refused(80, 55, 30)}, HELD),
    ("two bad weeks, the error muted", BAD, {"silences": (MUTED,)}, HELD),
    ("two bad weeks while a challenger waits for an answer", BAD,
     {"retrainings": (a_retraining(60, ending=Ending.WAITING),)}, HELD),
    ("four weeks after a promotion", CALM_WEEKS, {"retrainings": (a_retraining(28),)}, FIRED),
    ("four weeks after a refusal", CALM_WEEKS, {"retrainings": refused(28)}, CALM),
    ("four weeks after the follow-up", CALM_WEEKS, {"retrainings": (a_retraining(56), a_retraining(28))}, CALM),
    ("half a year old", CALM_WEEKS, {"trained_until": NOW - days(182)}, FIRED),
    ("half a year old, nothing measured", (), {"trained_until": NOW - days(182)}, FIRED),
    ("no labels for weeks", weeks(None, None, None), {}, NOT_KNOWN),
    ("no labels this week, bad before", weeks(None, 9, 9), {}, FIRED),
    ("two bad weeks that cost a retraining", BAD, {"costs": Costs(retraining=1000, error=1)}, FIRED),
    ("two bad weeks that cost less than a retraining", BAD, {"costs": Costs(retraining=1e6, error=1)}, CALM),
    ("half a year old, and nothing lost by it", CALM_WEEKS,
     {"trained_until": NOW - days(182), "costs": Costs(retraining=1000, error=1)}, CALM),
    ("drift without harm", (*CALM_WEEKS, *drifting(0.5, 0.5)), {}, CALM),
]  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=[situation for situation, *_ in SITUATIONS])
def test_performance_first_decides_as_it_promises(situation: Situation) -> None:
    assert decided_by("performance-first", situation) == situation[-1]
