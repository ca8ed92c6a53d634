"""Drift asks people to look, once a quarter, and changes nothing."""

import pytest

from tests.policies.builders import NOW, days, drift, missing
from tests.policies.catalog.situations import (
    CALM,
    HELD,
    INVESTIGATED,
    NOT_KNOWN,
    Situation,
    decided_by,
    drifting,
    weeks,
)

MANY = tuple(drift(f"column {each}", 0.5) for each in range(5))

SITUATIONS: list[Situation] = [
    ("all is well", drifting(0.0, 0.0), {}, CALM),
    ("one column drifts", drifting(0.5, 0.0), {}, INVESTIGATED),
    ("one column drifts, another is not known", (*drifting(0.5), *drifting(None, column="wind")), {}, INVESTIGATED),
    ("no column drifts, one is not known", (*drifting(0.0), *drifting(None, column="wind")), {}, NOT_KNOWN),
    ("a column that was drifting no longer does", drifting(0.0, 0.5), {}, CALM),
    ("drift two weeks after the last time", drifting(0.5, 0.5), {"drift_actions": (NOW - days(14),)}, HELD),
    ("drift a quarter after the last time", drifting(0.5, 0.5), {"drift_actions": (NOW - days(90),)}, INVESTIGATED),
    ("the prediction drifts", drifting(0.5, column="prediction"), {}, INVESTIGATED),
    ("many columns at once", MANY, {}, INVESTIGATED),
    ("no drift two weeks after the last time", drifting(0.0), {"drift_actions": (NOW - days(14),)}, CALM),
    ("nothing was measured", (), {}, NOT_KNOWN),
    ("drift on broken data", (*drifting(0.5, 0.5), missing("temp", 0.5)), {}, INVESTIGATED),
    ("a loss without drift", (*weeks(20, 20, 20), *drifting(0.0)), {}, CALM),
]  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=[situation for situation, *_ in SITUATIONS])
def test_drift_investigate_only_decides_as_it_promises(situation: Situation) -> None:
    assert decided_by("drift-investigate-only", situation) == situation[-1]
