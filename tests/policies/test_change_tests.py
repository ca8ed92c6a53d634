"""Values that changed: against the baseline, the window before, the best since the promotion."""

import pytest

from domain.decisions import Truth
from domain.signals import Maturity, Side, Signal
from tests.builders import a_week
from tests.policies.builders import a_condition, a_history, answer, mae

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def changed_by(by: str, against: str, direction: str = "either") -> str:
    return f"{{signal: mae, changed_by: {{by: {by}, against: {against}, direction: {direction}}}}}"


def weeks(*newest_first: float | None, side: Side = Side.ABOVE) -> tuple[Signal, ...]:
    return tuple(mae(value, week=-back, side=side) for back, value in enumerate(newest_first))


@pytest.mark.parametrize(
    ("condition", "signals", "truth", "because"),
    [
        (changed_by("10%", "reference"), weeks(9), T, "mae 9 is 20% above its baseline 7.5 (limit 10%)"),
        (changed_by("10%", "reference"), weeks(6), T, "mae 6 is 20% below its baseline 7.5 (limit 10%)"),
        (changed_by("10%", "reference", "up"), weeks(6), F, "mae 6 is 20% below its baseline 7.5 (limit 10%)"),
        (changed_by("10%", "reference", "down"), weeks(6), T, "mae 6 is 20% below its baseline 7.5 (limit 10%)"),
        (changed_by("20%", "reference"), weeks(9), F, "mae 9 is 20% above its baseline 7.5 (limit 20%)"),
        (changed_by("1.5", "reference"), weeks(9.1), T, "mae 9.1 is 1.6 above its baseline 7.5 (limit 1.5)"),
        (changed_by("1.5", "reference"), (mae(9, baseline=None),), U, "mae 9 has no baseline to be held against"),
        (changed_by("1%", "reference"), (mae(9, baseline=0),), U, "mae 9 is held against its baseline 0, of which"),
        (changed_by("1", "reference"), (mae(9, baseline=0),), T, "mae 9 is 9 above its baseline 0 (limit 1)"),
        (changed_by("10%", "previous"), weeks(9, 8), T, "mae 9 is 12.5% above the 8 of the window before (limit 10%)"),
        (changed_by("10%", "previous"), weeks(8.5, 8), F, "mae 8.5 is 6.2% above the 8 of the window before"),
        (changed_by("10%", "previous"), weeks(9, None, 8), U, "mae 9 cannot be held against the window before, in"),
        (changed_by("10%", "previous"), (mae(9), mae(8, week=-2)), U, "mae 9 cannot be held against the window before"),
        (changed_by("10%", "best", "up"), weeks(9, 8.8, 8, 8.5), T, "mae 9 is 12.5% above its best, 8 from 2013-03-18"),
        (changed_by("10%", "best", "up"), weeks(9, 8.8, None, 8.5), F, "mae 9 is 5.9% above its best, 8.5 from"),
        (changed_by("10%", "best", "down"), weeks(7, 9, 8, side=Side.BELOW), T, "mae 7 is 22.2% below its best, 9"),
        (changed_by("10%", "best"), weeks(9), U, "mae 9 has no earlier window of this champion to be held against"),
        (changed_by("10%", "best"), weeks(None, 8), U, "mae is not known: no labels yet"),
    ],
)  # fmt: skip
def test_a_change_is_held_against_another_value(
    condition: str, signals: tuple[Signal, ...], truth: Truth, because: str
) -> None:
    trace = answer(condition, *signals)
    assert trace.because.startswith(because)
    assert trace.truth is truth


@pytest.mark.parametrize("against", ["previous", "best"])
def test_what_another_champion_measured_is_no_measure_of_this_one(against: str) -> None:
    new = a_history(mae(8, week=-1), mae(5, week=-2), champion_since=a_week(-1).end)
    assert answer(changed_by("1%", against), mae(9), history=new).truth is U


def test_a_provisional_value_is_no_measure_unless_accepted() -> None:
    early = (mae(9), mae(8, week=-1, maturity=Maturity.PROVISIONAL))
    assert answer(changed_by("10%", "previous"), *early).truth is U
    accepted = changed_by("10%", "previous").removesuffix("}") + ", provisional: true}"
    assert answer(accepted, *early).truth is T


@pytest.mark.parametrize(
    ("direction", "limits"),
    [("up", [(8.8, True)]), ("down", [(7.2, False)]), ("either", [(7.2, False), (8.8, True)])],
)
def test_a_change_tells_the_values_beyond_which_it_is_true(direction: str, limits: list[tuple[float, bool]]) -> None:
    trace = answer(changed_by("10%", "previous", direction), *weeks(9, 8))
    assert [(round(r.limit or 0, 9), r.is_true_above) for r in trace.readings] == limits
    assert trace.rule == ("any" if direction == "either" else "")


def test_a_change_from_window_to_window_can_be_sustained() -> None:
    often = "{signal: mae, changed_by: {by: 10%, against: previous}, sustained: {windows: 2, of: 2}}"
    assert answer(often, *weeks(9, 8, 7)).truth is T
    assert answer(often, *weeks(9, 8, 7.9)).truth is F


def test_a_change_is_told_in_words() -> None:
    assert str(a_condition(changed_by("10%", "best", "up"))) == (
        "mae rose by more than 10% against its best since the promotion"
    )
