"""Errors that cost as much as a retraining, and a retraining that pays."""

from dataclasses import replace

import pytest

from tests.policies.builders import a_retraining, missing
from tests.policies.catalog.situations import (
    CALM,
    CALM_WEEKS,
    COSTS,
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

# A retraining costs 20: two units of error beyond the promised one cost that in little more than a week.
DEAR = weeks(9.5, 9.5, 7.5)
PRICED = {"costs": COSTS}
FOLLOWING = {**PRICED, "retrainings": (a_retraining(28),)}

SITUATIONS: list[Situation] = [
    ("all is well", CALM_WEEKS, PRICED, CALM),
    ("one week that cost nearly a retraining", weeks(9.5, 7.5, 7.5), PRICED, CALM),
    ("two weeks that cost more than a retraining", DEAR, PRICED, FIRED),
    ("a small loss for long enough", weeks(*[8.1] * 6), PRICED, FIRED),
    ("a small loss where retraining is dear", weeks(*[8.1] * 6), {"costs": replace(COSTS, retraining=60.0)}, CALM),
    ("a loss paid back by good weeks", weeks(7.0, 7.0, 7.0, 8.9), PRICED, CALM),
    ("it has cost enough, but the error is back at what was promised", weeks(7.6, 9.5, 9.5), PRICED, HELD),
    ("nobody said what it costs", DEAR, {}, NOT_KNOWN),
    ("no labels for weeks", weeks(None, None, None), PRICED, NOT_KNOWN),
    ("no labels this week, dear before", weeks(None, 9.5, 9.5), PRICED, FIRED),
    ("four weeks after a promotion, still worse than promised", weeks(8.0, 7.6), FOLLOWING, FIRED),
    ("four weeks after a promotion, all is well", weeks(7.5, 7.5), FOLLOWING, HELD),
    ("dear, on broken data", (*DEAR, missing("temp", 0.5)), PRICED, PAGED),
    ("dear, three challengers refused", DEAR, {**PRICED, "retrainings": refused(85, 60, 35)}, HELD),
    ("dear, a fortnight after the last retraining", DEAR, {**PRICED, "retrainings": (a_retraining(14),)}, HELD),
    ("dear, too few labels", DEAR, {**PRICED, "labels_since": 12}, HELD),
    ("drift that costs nothing", (*CALM_WEEKS, *drifting(0.5)), PRICED, CALM),
]  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=[situation for situation, *_ in SITUATIONS])
def test_cost_aware_decides_as_it_promises(situation: Situation) -> None:
    assert decided_by("cost-aware", situation) == situation[-1]
