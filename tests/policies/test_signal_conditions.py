"""Conditions on signals: each test, columns, and windows in a row, in three values."""

import pytest

from domain.decisions import Truth
from domain.models import Segment
from domain.signals import Maturity, Side, Signal, SignalState
from domain.windows import Window
from tests.builders import a_week
from tests.policies.builders import a_history, answer, drift, evidence, mae

WORSE = "{signal: mae, worse_than_baseline_by: 10%}"
TWICE = "{signal: mae, above: 10, sustained: {windows: 2, of: 3}}"
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@pytest.mark.parametrize(
    ("condition", "signal", "truth", "because"),
    [
        ("{signal: mae, is: breached}", mae(12.5), T, "mae 12.5 is breached, limit 10, 900 rows"),
        ("{signal: mae, is: breached}", mae(9), F, "mae 9 is calm, limit 10, 900 rows"),
        ("{signal: mae, is: calm}", mae(9), T, "mae 9 is calm, limit 10, 900 rows"),
        ("{signal: mae, above: 9}", mae(9.1), T, "mae 9.1 is above 9, 900 rows"),
        ("{signal: mae, above: 9}", mae(9), F, "mae 9 is not above 9, 900 rows"),
        ("{signal: mae, below: 9}", mae(8.9), T, "mae 8.9 is below 9, 900 rows"),
        ("{signal: mae, below: 9}", mae(9), F, "mae 9 is not below 9, 900 rows"),
        (WORSE, mae(9, baseline=7.5), T, "mae 9 is 20% above its baseline 7.5 (limit 10%), 900 rows"),
        (WORSE, mae(8, baseline=7.5), F, "mae 8 is 6.7% above its baseline 7.5 (limit 10%), 900 rows"),
        (WORSE, mae(6, baseline=7.5), F, "mae 6 is 20% below its baseline 7.5 (limit 10%), 900 rows"),
        (WORSE, mae(6, baseline=7.5, side=Side.BELOW), T, "mae 6 is 20% below its baseline 7.5 (limit 10%), 900 rows"),
        (WORSE, mae(-9, baseline=-10), F, "mae -9 is 10% above its baseline -10 (limit 10%), 900 rows"),
        (WORSE, mae(9, baseline=None), U, "mae 9 has no baseline to be held against, 900 rows"),
        (WORSE, mae(9, baseline=0), U, "mae 9 has the baseline 0, of which nothing is a percentage"),
        ("{signal: mae, above: 9}", mae(None), U, "mae is not known: no labels yet"),
        ("{signal: mae, above: 9}", mae(12, state=SignalState.UNKNOWN, note="30 rows"), U, "mae is not known: 30 rows"),
    ],
)  # fmt: skip
def test_one_signal_against_one_test(condition: str, signal: Signal, truth: Truth, because: str) -> None:
    trace = answer(condition, signal)
    assert trace.truth is truth
    assert trace.because.startswith(because)


def test_a_provisional_value_is_not_known_unless_the_condition_accepts_it() -> None:
    early = mae(12.5, maturity=Maturity.PROVISIONAL)
    held = answer("{signal: mae, above: 9}", early)
    assert held.truth is U
    assert held.because == "mae 12.5 is provisional, later labels may change it (provisional: true accepts it)"
    assert answer("{signal: mae, above: 9, provisional: true}", early).truth is T


def test_a_name_that_was_not_measured_is_not_known_and_those_that_were_are_told() -> None:
    trace = answer("{signal: mea, above: 9}", mae(12), drift("temp"))
    assert trace.truth is U
    assert trace.because == (
        "no mea was measured from 2013-04-01 00:00 to 2013-04-08 00:00 UTC; measured were drift, mae"
    )


def test_a_signal_per_column_asks_which_column() -> None:
    trace = answer("{signal: drift, is: breached}", drift("temp", 0.5), drift("wind"))
    assert trace.truth is U
    assert trace.because.endswith("but of temp, wind: say which with column or columns")


def test_one_column_is_read_and_no_other() -> None:
    assert answer("{signal: drift, column: wind, above: 0.1}", drift("temp", 0.5), drift("wind")).truth is F
    assert answer("{signal: drift, column: temp, above: 0.1}", drift("temp", 0.5), drift("wind")).truth is T
    assert answer("{signal: drift, column: rain, above: 0.1}", drift("temp", 0.5), drift("wind")).truth is U


def test_a_segment_does_not_stand_for_the_whole_traffic() -> None:
    segment = mae(12.5, segment=Segment(column="carrier", value="UA"))
    assert answer("{signal: mae, above: 9}", segment).truth is U


@pytest.mark.parametrize(
    ("columns", "values", "truth"),
    [
        ("any", [0.5, 0.0, 0.0], T),
        ("any", [0.0, 0.0, 0.0], F),
        ("any", [0.0, None, 0.0], U),
        ("any", [0.5, None, 0.0], T),
        ("every", [0.5, 0.5, 0.5], T),
        ("every", [0.5, 0.5, 0.0], F),
        ("every", [0.5, 0.5, None], U),
        ("every", [0.5, 0.0, None], F),
        ("{at_least: 2}", [0.5, 0.5, 0.0], T),
        ("{at_least: 2}", [0.5, 0.0, None], U),
        ("{at_least: 2}", [0.5, 0.0, 0.0], F),
        ("{at_least: 4}", [0.5, 0.5, 0.5], F),
        ("any", [], U),
    ],
)
def test_columns_are_counted(columns: str, values: list[float | None], truth: Truth) -> None:
    signals = [drift(name, value) for name, value in zip(("temp", "wind", "rain"), values, strict=False)]
    assert answer(f"{{signal: drift, columns: {columns}, above: 0.1}}", *signals).truth is truth


def test_the_sentence_names_the_columns_that_made_it_true() -> None:
    trace = answer("{signal: drift, columns: any, is: breached}", drift("temp", 0.5), drift("wind"), drift("rain"))
    assert trace.because == "drift: true of 1 of 3 columns: drift of temp 0.5 is breached, limit 0.1, 900 rows"
    assert [child.condition for child in trace.children] == ["drift of temp", "drift of wind", "drift of rain"]


@pytest.mark.parametrize(
    ("newest_first", "truth"),
    [
        ([12, 12, 9], T),
        ([9, 12, 12], F),
        ([12, 9, 9], F),
        ([12, 9, 12], T),
        ([12, None, 9], U),
        ([None, 12, 12], T),
        ([None, 9, 9], F),
        ([12, 12, None], T),
    ],
)
def test_two_of_the_last_three_windows(newest_first: list[float | None], truth: Truth) -> None:
    signals = [mae(value, week=-back) for back, value in enumerate(newest_first)]
    trace = answer(TWICE, *signals)
    assert trace.truth is truth
    assert len(trace.children) == 3


def test_a_window_in_which_nothing_was_measured_is_not_known() -> None:
    assert answer(TWICE, mae(12), mae(9, week=-2)).truth is U
    assert answer(TWICE, mae(12), mae(12, week=-2)).truth is T


def test_a_window_before_the_last_n_does_not_count_across_a_gap() -> None:
    trace = answer(TWICE, mae(12), mae(12, week=-3))
    assert trace.truth is U
    assert trace.because == ("mae 12 is above 10, 900 rows, 1 of the last 3 windows, 2 not known (2 needed)")


def test_the_sentence_counts_windows() -> None:
    trace = answer(TWICE, mae(9), mae(12, week=-1), mae(13, week=-2))
    assert trace.truth is F
    assert trace.because == "mae 9 is not above 10, 900 rows, 2 of the last 3 windows (2 needed)"


def test_windows_before_the_champion_was_in_force_do_not_count_against_it() -> None:
    new = a_history(champion_since=a_week(0).start)
    trace = answer(TWICE, mae(12), history=new)
    assert trace.truth is F
    assert [child.because for child in trace.children[1:]] == ["before this champion was in force"] * 2


def test_a_column_is_sustained_on_its_own() -> None:
    often = "{signal: drift, columns: any, is: breached, sustained: {windows: 2, of: 2}}"
    taking_turns = (drift("temp", 0.5), drift("wind"), drift("temp", week=-1), drift("wind", 0.5, week=-1))
    staying = (drift("temp", 0.5), drift("wind"), drift("temp", 0.5, week=-1), drift("wind", week=-1))
    assert answer(often, *taking_turns).truth is F
    assert answer(often, *staying).truth is T


def test_a_column_that_vanished_is_not_known() -> None:
    often = "{signal: drift, columns: any, is: breached, sustained: {windows: 2, of: 2}}"
    assert answer(often, drift("wind"), drift("wind", week=-1), drift("temp", 0.5, week=-1)).truth is U


def test_windows_that_an_hour_of_daylight_saving_made_shorter_still_count() -> None:
    short = Window(start=a_week(-1).start.replace(hour=1), end=a_week(0).start)
    before = Window(start=a_week(-2).start.replace(hour=1), end=short.start)
    windows = evidence(history=a_history(mae(9, window=short), mae(9, window=before))).last_windows(3)
    assert windows == (a_week(0), short, before)
