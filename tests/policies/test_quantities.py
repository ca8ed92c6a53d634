"""Durations and percentages: what is written is what is read, and what is shown reads back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.durations import duration_text
from policies.quantities import Duration, Percentage


class Measured(BaseModel):
    length: Duration = timedelta(days=1)
    share: Percentage = 0.1


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90m", timedelta(minutes=90)),
        ("12h", timedelta(hours=12)),
        ("28d", timedelta(days=28)),
        ("2w", timedelta(days=14)),
        ("36500d", timedelta(days=36_500)),
    ],
)
def test_a_duration_is_a_whole_number_and_a_unit(text: str, length: timedelta) -> None:
    assert Measured.model_validate({"length": text}).length == length


@pytest.mark.parametrize(
    "text", ["28", "d", "1.5d", "-1d", "0h", "1 d", "1D", "1mo", "٣d", "1d\n", "99999w", 28, None, True]
)
def test_anything_else_is_no_duration(text: object) -> None:
    with pytest.raises(ValidationError, match=r"write a whole number and a unit, such as 90m, 12h, 28d or 2w"):
        Measured.model_validate({"length": text})


@pytest.mark.parametrize(("text", "share"), [("10%", 0.1), ("2.5%", 0.025), ("0%", 0.0), ("150 %", 1.5)])
def test_a_percentage_is_a_number_and_a_percent_sign(text: str, share: float) -> None:
    assert Measured.model_validate({"share": text}).share == pytest.approx(share)


@pytest.mark.parametrize("text", ["10", "-5%", "%", "1e1%", "10%%", 0.1, 10, None])
def test_anything_else_is_no_percentage(text: object) -> None:
    with pytest.raises(ValidationError, match=r"write a number and a percent sign, such as 10% or 2\.5%"):
        Measured.model_validate({"share": text})


@given(st.integers(min_value=1, max_value=52_000_000))
def test_a_shown_duration_reads_back(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert Measured.model_validate({"length": duration_text(length)}).length == length


@given(st.decimals(min_value=0, max_value=1000, places=3))
def test_a_dumped_percentage_reads_back(percent: object) -> None:
    measured = Measured.model_validate({"share": f"{percent}%"})
    assert Measured.model_validate(measured.model_dump(mode="json")) == measured
