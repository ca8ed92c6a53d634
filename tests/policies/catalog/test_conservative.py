"""Lasting loss with a second witness, or a loss that needs none."""

import pytest

from domain.history import Ending
from tests.policies.builders import a_retraining, missing
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

LASTING = weeks(9.5, 9.5, 9.5, 7.5)
VERY_BAD = weeks(12, 12, 7.5, 7.5)

SITUATIONS: list[Situation] = [
    ("all is well", (*CALM_WEEKS, *drifting(0.0)), {}, CALM),
    ("drift without loss", (*CALM_WEEKS, *drifting(0.5)), {}, CALM),
    ("lasting loss without drift", (*LASTING, *drifting(0.0)), {}, CALM),
    ("lasting loss with drift", (*LASTING, *drifting(0.5)), {}, FIRED),
    ("loss for two weeks with drift", (*weeks(9.5, 9.5, 7.5, 7.5), *drifting(0.5)), {}, CALM),
    ("lasting loss, drift not measured", LASTING, {}, NOT_KNOWN),
    ("no error known, drift", (*weeks(None, None, None, None), *drifting(0.5)), {}, NOT_KNOWN),
    ("two very bad weeks without drift", (*VERY_BAD, *drifting(0.0)), {}, FIRED),
    ("two very bad weeks, six weeks after the last retraining", VERY_BAD, {"retrainings": (a_retraining(42),)}, HELD),
    ("two very bad weeks, two retrainings in half a year", VERY_BAD,
     {"retrainings": (a_retraining(170), a_retraining(80))}, HELD),
    ("two very bad weeks, the last two challengers refused", VERY_BAD, {"retrainings": refused(300, 70)}, HELD),
    ("two very bad weeks, one refused after one that was promoted", VERY_BAD,
     {"retrainings": (*refused(300), a_retraining(280), *refused(70))}, FIRED),
    ("two very bad weeks, a challenger waits for an answer", VERY_BAD,
     {"retrainings": (a_retraining(90, ending=Ending.WAITING),)}, HELD),
    ("two very bad weeks, too few labels", VERY_BAD, {"labels_since": 4999}, HELD),
    ("two very bad weeks on broken data", (*VERY_BAD, missing("temp", 0.5)), {}, PAGED),
]  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=[situation for situation, *_ in SITUATIONS])
def test_conservative_decides_as_it_promises(situation: Situation) -> None:
    assert decided_by("conservative", situation) == situation[-1]
