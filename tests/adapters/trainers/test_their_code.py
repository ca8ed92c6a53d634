"""What the user's own code raises is told to people, without the rows that it was raised over."""

import pandas as pd
import pytest

from adapters.trainers.their_code import their_code
from domain.errors import TrainerRefused

ROWS = pd.DataFrame({"mail": ["ada@example.com", "bob@example.com"], "x": [1.0, 2.0]})


def test_a_value_of_a_row_is_left_out_and_its_cause_is_not_logged() -> None:
    said = "raised ValueError: could not convert string to float: '…'"
    with pytest.raises(TrainerRefused, match=said) as refusal, their_code("training", rows=ROWS):
        float(ROWS["mail"].iloc[1])
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def test_everything_else_is_told_with_its_cause() -> None:
    said = "raised KeyError: 'dep_delay'"
    with pytest.raises(TrainerRefused, match=said) as refusal, their_code("training", rows=ROWS):
        ROWS["dep_delay"]
    assert isinstance(refusal.value.__cause__, KeyError)
