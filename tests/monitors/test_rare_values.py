"""What so few rows share that it may be one person's is not repeated."""

from typing import Any

import pandas as pd
import pytest

from monitors.rare_values import FOLDED, NAMED_FROM, folded, without_rare_values

MAILS = [f"user-{number}@example.com" for number in range(12)]


@pytest.mark.parametrize("kind", [object, "string", "category"])
def test_a_text_that_few_rows_hold_is_left_out_of_what_somebodys_code_raised(kind: Any) -> None:
    rows = pd.DataFrame({"mail": pd.Series(MAILS, dtype=kind), "carrier": pd.Series(["UA"] * 12, dtype=kind)})
    said = without_rare_values("unknown: user-1@example.com, user-11@example.com and UA", rows)
    assert said == "unknown: …, … and UA"


def test_names_of_columns_and_short_texts_stay() -> None:
    rows = pd.DataFrame({"dep_delay": ["of", "in", None], "x": [1.0, 2.0, 3.0]})
    assert without_rare_values("KeyError: 'dep_delay' in 3 of 3", rows) == "KeyError: 'dep_delay' in 3 of 3"


def test_what_is_rare_on_one_side_only_is_named_on_both() -> None:
    before, after = (pd.DataFrame({"carrier": ["UA"] * many, "x": 1.5}) for many in (NAMED_FROM, 1))
    assert [side["carrier"].unique().tolist() for side in folded(before, after)] == [["UA"], ["UA"]]


def test_missing_values_and_numbers_are_left_alone() -> None:
    rows = pd.DataFrame({"mail": [*MAILS, None], "x": range(13)})
    (kept,) = folded(rows)
    assert kept["mail"].tolist()[:12] == [FOLDED] * 12
    assert pd.isna(kept["mail"].iloc[12])
    assert kept["x"].tolist() == list(range(13))
