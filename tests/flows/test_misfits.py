"""A policy and a model that do not fit each other are refused when they are read, not noticed by a year of silence."""

from typing import Any

import pytest

from flows.misfits import misfits
from policies import catalog
from tests.flows.builders import a_document, a_policy

TOLD = [
    ({}, {"monitors": [{"monitor": "row_count"}]}, "reads the signal mae, which this model does not measure"),
    ({"when": {"signal": "maee", "is": "breached"}}, {}, "did you mean mae?"),
    ({"gates": {"broken_data": ["missing_shar"]}}, {}, "its gate broken_data names missing_shar"),
    ({}, {"quiet_for": "1h"}, "name their moment under log.columns.logged_at"),
]


@pytest.mark.parametrize(("policy", "monitoring", "told"), TOLD)
def test_what_does_not_fit_is_told(policy: dict[str, Any], monitoring: dict[str, Any], told: str) -> None:
    found = list(misfits(a_document(monitoring=monitoring), a_policy(**policy)))
    assert len(found) == 1
    assert told in found[0]


def test_a_model_may_be_looked_at_before_its_labels_are_in_because_its_decision_is_amended_then() -> None:
    early = a_document(monitoring={"ready_after": "1h", "labels_mature_after": "7d"})
    assert list(misfits(early, a_policy())) == []


def test_every_shipped_policy_fits_a_model_with_default_monitoring() -> None:
    document = a_document(monitoring={})
    assert {name: list(misfits(document, catalog.read(name))) for name in catalog.names()} == {
        name: [] for name in catalog.names()
    }
