"""`approval:` of a model's file: what it refuses, and that it says why."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from flows.approval_spec import ApprovalSpec


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"approvers": ["ada"], "needs": 2}, "2 different people have to approve, and only 1 are asked; name more"),
        ({"approvers": ["U07ADA (ada)", "U07ADA (countess)"]}, r"U07ADA \(countess\) is named twice"),
        ({"approvers": ["ada", "ada"]}, "ada is named twice"),
        ({"approvers": [""]}, "at least 1 character"),
        ({"approvers": [" ada"]}, "pattern"),
        ({"needs": 0}, "greater than or equal to 1"),
        ({"remind_before": "soon"}, "soon"),
        ({"approver": ["ada"]}, "Extra inputs"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(written: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        ApprovalSpec.model_validate(written)


@pytest.mark.parametrize(
    "written",
    [
        {"needs": 2},
        {"approvers": ["ada", "bob"], "needs": 2},
        {"approvers": ["S07OWNERS"], "needs": 2},
        {"approvers": ["ada", "C07MODELS (#models)"], "needs": 3},
        {"approvers": ["GRACE", "U07ADA"], "needs": 2},
    ],
    ids=str,
)
def test_two_people_can_be_found_among_anyone_in_groups_and_in_channels(written: dict[str, Any]) -> None:
    assert ApprovalSpec.model_validate(written).needs == written["needs"]
