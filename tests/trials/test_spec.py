"""The rules as a file gives them."""

from datetime import timedelta
from typing import get_args

import pytest
from pydantic import ValidationError

from trials.losses import LOSSES, LossName
from trials.spec import TrialKind, TrialSpec


def test_durations_are_read_from_text() -> None:
    assert TrialSpec.model_validate({"hold_out": "21d", "kind": "candidate"}) == TrialSpec(
        hold_out=timedelta(days=21), kind=TrialKind.CANDIDATE
    )


@pytest.mark.parametrize(
    "document",
    [{"min_day": 9}, {"min_days": 6}, {"confidence": 1.0}, {"margin": -0.1}, {"hold_out": "0d"}, {"loss": "mae"}],
)
def test_rules_that_cannot_be_kept_are_refused(document: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TrialSpec.model_validate(document)


def test_every_field_says_what_it_is_for_and_has_a_default() -> None:
    assert all(field.description and not field.is_required() for field in TrialSpec.model_fields.values())


def test_other_rules_have_another_digest() -> None:
    assert TrialSpec().spec_digest() == TrialSpec(margin=0.02).spec_digest()
    assert TrialSpec().spec_digest() != TrialSpec(margin=0.03).spec_digest()


def test_every_loss_that_a_file_may_name_is_in_the_table() -> None:
    assert set(LOSSES) == set(get_args(LossName))
