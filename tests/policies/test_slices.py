"""Conditions on slices of the traffic: one, any, every, so many of them, and columns inside slices."""

from dataclasses import replace

import pytest

from domain.decisions import Truth
from domain.models import Segment
from domain.signals import Signal
from tests.policies.builders import a_condition, answer, drift, mae

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
UA, AA = Segment(column="carrier", value="UA"), Segment(column="carrier", value="AA")
BOTH = Segment(column="origin", value="JFK", also=("carrier", "UA"))


def sliced(**values: float | None) -> tuple[Signal, ...]:
    return tuple(mae(value, segment=Segment(column="carrier", value=name)) for name, value in values.items())


def test_a_slice_is_read_and_no_other() -> None:
    signals = (mae(7), *sliced(UA=12, AA=7))
    assert answer("{signal: mae, segment: carrier=UA, above: 10}", *signals).truth is T
    assert answer("{signal: mae, segment: carrier=AA, above: 10}", *signals).truth is F
    assert answer("{signal: mae, above: 10}", *signals).truth is F


def test_the_two_columns_of_a_slice_may_be_named_in_any_order() -> None:
    signal = mae(12, segment=BOTH)
    assert answer('{signal: mae, segment: "origin=JFK, carrier=UA", above: 10}', signal).truth is T
    assert answer('{signal: mae, segment: "carrier=UA, origin=JFK", above: 10}', signal).truth is T


@pytest.mark.parametrize(
    ("segments", "values", "truth"),
    [
        ("any", {"UA": 12, "AA": 7}, T),
        ("any", {"UA": 7, "AA": 7}, F),
        ("any", {"UA": None, "AA": 7}, U),
        ("every", {"UA": 12, "AA": 12}, T),
        ("every", {"UA": 12, "AA": None}, U),
        ("every", {"UA": 7, "AA": None}, F),
        ("{at_least: 2}", {"UA": 12, "AA": 12, "DL": 7}, T),
        ("{at_least: 2}", {"UA": 12, "AA": 7, "DL": 7}, F),
        ("any", {}, U),
    ],
)
def test_slices_are_counted_and_the_whole_traffic_is_none_of_them(
    segments: str, values: dict[str, float | None], truth: Truth
) -> None:
    whole = mae(12)
    assert answer(f"{{signal: mae, segments: {segments}, above: 10}}", whole, *sliced(**values)).truth is truth


def test_the_sentence_names_the_slice() -> None:
    trace = answer("{signal: mae, segments: any, above: 10}", *sliced(UA=12, AA=7))
    assert trace.because == "mae: true of 1 of 2 slices: mae where carrier=UA 12 is above 10, 900 rows"
    assert [child.condition for child in trace.children] == ["mae where carrier=UA", "mae where carrier=AA"]
    assert trace.rule == "at_least 1"


def test_columns_are_counted_inside_each_slice() -> None:
    signals = [
        replace(drift(column, value), segment=segment)
        for segment, values in ((UA, (0.5, 0.0)), (AA, (0.0, 0.0)))
        for column, value in zip(("temp", "wind"), values, strict=True)
    ]
    drifts = "{{signal: drift, segments: {}, columns: {}, is: breached}}"
    assert answer(drifts.format("any", "any"), *signals).truth is T
    assert answer(drifts.format("every", "any"), *signals).truth is F
    assert answer(drifts.format("any", "every"), *signals).truth is F
    trace = answer(drifts.format("any", "any"), *signals)
    assert [child.condition for child in trace.children[0].children] == [
        "drift of temp where carrier=UA",
        "drift of wind where carrier=UA",
    ]


def test_a_slice_is_sustained_on_its_own() -> None:
    often = "{signal: mae, segments: any, above: 10, sustained: {windows: 2, of: 2}}"
    turns = (*sliced(UA=12, AA=7), mae(7, week=-1, segment=UA), mae(12, week=-1, segment=AA))
    stays = (*sliced(UA=12, AA=7), mae(12, week=-1, segment=UA), mae(7, week=-1, segment=AA))
    assert answer(often, *turns).truth is F
    assert answer(often, *stays).truth is T


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{signal: mae, above: 10}", "but where carrier=UA, carrier=AA: say which with segment or segments"),
        ("{signal: mae, segment: carrier=DL, above: 10}", "but where carrier=UA, carrier=AA: say which with"),
    ],
)
def test_a_slice_that_was_not_measured_is_not_known_and_those_that_were_are_told(condition: str, said: str) -> None:
    trace = answer(condition, *sliced(UA=12, AA=7))
    assert trace.truth is U
    assert said in trace.because


def test_a_signal_without_slices_is_not_known_in_any() -> None:
    trace = answer("{signal: mae, segments: any, above: 10}", mae(12))
    assert trace.truth is U
    assert trace.because == "mae was measured in no slice from 2013-04-01 00:00 to 2013-04-08 00:00 UTC"


def test_a_slice_is_told_in_words() -> None:
    assert str(a_condition("{signal: mae, segment: carrier=UA, above: 10}")) == "mae where carrier=UA above 10"
    assert str(a_condition("{signal: mae, segments: every, above: 10}")) == "mae in every slice above 10"
    assert str(a_condition("{signal: mae, segments: {at_least: 2}, above: 10}")) == "mae in at least 2 slices above 10"
