"""What the champion's errors have cost beyond what was promised."""

from dataclasses import replace

import pytest

from domain.costs import Costs
from domain.decisions import Truth
from domain.signals import Maturity, Side, Signal
from policies.regret import added_up
from tests.builders import a_week
from tests.policies.builders import a_condition, a_history, answer, mae

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
# The baseline is 7.5 and a window has 900 rows: each unit of error beyond it costs 9 a window.
COSTS = Costs(retraining=20.0, error=0.01, currency="EUR")
REGRET = "{regret: {signal: mae}}"


def weeks(*newest_first: float | None, **fields: object) -> tuple[Signal, ...]:
    return tuple(mae(value, week=-back, **fields) for back, value in enumerate(newest_first))


def asked(condition: str, *signals: Signal, costs: Costs | None = COSTS) -> tuple[Truth, str]:
    past = (each for each in signals if each.window != a_week(0))
    trace = answer(condition, *signals, history=a_history(*past, costs=costs))
    return trace.truth, trace.because


@pytest.mark.parametrize(
    ("condition", "newest_first", "truth"),
    [
        (REGRET, [8.5, 8.5], F),  # 18 of 20
        (REGRET, [8.75, 8.5], T),  # 20.25
        ("{regret: {signal: mae, reaches: 2}}", [8.75, 8.5], F),
        ("{regret: {signal: mae, reaches: 0.5}}", [8.75], T),
        # Good windows pay back what was lost, but run up no credit.
        (REGRET, [8.75, 7, 8.5], F),
        (REGRET, [8.75, 8.5, 3, 3, 3], T),
        # What is not known adds nothing; enough is enough all the same.
        (REGRET, [8.5, None, 8.5], F),
        (REGRET, [None, 8.5], U),
        (REGRET, [None, 8.75, 8.5], T),
        (REGRET, [None, None], U),
        (REGRET, [], U),
    ],
)
def test_regret_adds_up_until_it_costs_as_much_as_a_retraining(
    condition: str, newest_first: list[float | None], truth: Truth
) -> None:
    assert asked(condition, *weeks(*newest_first))[0] is truth


def test_it_says_what_it_cost_since_when_and_how_much_is_not_known() -> None:
    _, because = asked(REGRET, *weeks(8.5, None, 8.5, 7))
    assert because == (
        "mae cost 18 EUR more than promised since 2013-03-18 (limit 20 EUR), 1,800 rows, 1 windows not known"
    )


def test_its_reading_spans_the_windows_that_cost_something() -> None:
    trace = answer(REGRET, *weeks(8.5, 8.5, 7), history=a_history(*weeks(8.5, 8.5, 7)[1:], costs=COSTS))
    (reading,) = trace.readings
    assert (reading.of, reading.limit, reading.rows) == ("regret of mae in EUR", 20.0, 1800)
    assert reading.value == pytest.approx(18.0)
    assert reading.window is not None
    assert reading.window.start == a_week(-1).start


def test_without_costs_nobody_can_tell_and_the_remedy_is_told() -> None:
    truth, because = asked(REGRET, *weeks(12, 12), costs=None)
    assert truth is U
    assert "write `costs: {retraining: ..., error: ...}` into the model's file" in because


def test_without_a_baseline_there_is_nothing_to_count_from() -> None:
    truth, because = asked(REGRET, *weeks(12, baseline=None))
    assert truth is U
    assert because == "mae has no baseline that its regret could be counted from"


def test_provisional_values_add_nothing_unless_accepted() -> None:
    early = weeks(12, 12, maturity=Maturity.PROVISIONAL)
    assert asked(REGRET, *early)[0] is U
    assert asked("{regret: {signal: mae, provisional: true}}", *early)[0] is T


def test_only_this_champions_windows_count() -> None:
    new = a_history(mae(20, week=-1), costs=COSTS, champion_since=a_week(-1).end)
    assert answer(REGRET, mae(8.5), history=new).truth is F


def test_a_signal_that_is_bad_below_costs_what_it_lacks() -> None:
    assert added_up([mae(6.5, side=Side.BELOW)], COSTS).cost == pytest.approx(9.0)


def test_noise_around_the_promise_does_not_add_up_without_end() -> None:
    calm = [replace(mae(7.5 + (-1) ** week, week=week)) for week in range(-50, 0)]
    assert added_up(calm, COSTS).cost <= 9.0


def test_it_is_told_in_words() -> None:
    assert (
        str(a_condition("{regret: {signal: mae, reaches: 1.5}}")) == "regret of mae reaches 1.5 of a retraining's cost"
    )
