"""The two sentences, word for word."""

from typing import Any

import pytest

from monitors.changes.input_sentence import which_inputs
from monitors.changes.swap_in import SwapIn
from monitors.changes.tables import OverallChange, SegmentChange, SegmentTable
from monitors.changes.where_sentence import where_it_changed


def _overall(after: float = 9.8, p: float | None = 0.001) -> OverallChange:
    note = None if p is not None else "too few days"
    return OverallChange(before=9.0, after=after, rows_before=9000, rows_after=3000, p=p, note=note)


def _segment(value: str, **facts: Any) -> SegmentChange:
    """A tenth of the rows, whose mean went from 9 to 9.1."""
    usual: dict[str, Any] = {
        "values": (value,),
        "rows_before": 900,
        "rows_after": 300,
        "share_before": 0.1,
        "share_after": 0.1,
        "mean_before": 9.0,
        "mean_after": 9.1,
        "mix": 0.0,
        "rate": 0.01,
        "effect": 0.1,
        "z": 0.5,
        "p": 1.0,
    }
    return SegmentChange(**{**usual, **facts})


JFK = _segment("JFK", share_after=0.12, mean_before=9.1, mean_after=14.2, rate=0.6, z=5.0, p=0.003)
LGA = _segment("LGA")


def _origins(*segments: SegmentChange, mix: float = 0.032) -> SegmentTable:
    return SegmentTable(columns=("origin",), mix=mix, rate=0.8 - mix, segments=segments)


def _told(*tables: SegmentTable, overall: OverallChange | None = None) -> str:
    return where_it_changed(overall or _overall(), tables, metric="MAE", unit="minutes")


def test_a_segment_with_most_of_the_rise() -> None:
    assert _told(_origins(LGA, JFK)) == (
        "Most of the rise comes from origin = JFK: its MAE went from 9.1 to 14.2 minutes (12 % of rows; "
        "Holm p = 0.003); the mix of traffic explains 4 % of it."
    )


def test_a_segment_with_less_than_half_of_it_is_not_called_most() -> None:
    small = _segment("JFK", mean_before=9.1, mean_after=14.2, rate=0.24, z=5.0, p=1e-9)
    assert _told(_origins(LGA, small)) == (
        "The rise stands out in origin = JFK, which makes up 30 % of it: its MAE went from 9.1 to 14.2 minutes (10 % "
        "of rows; Holm p < 0.001); the mix of traffic explains 4 % of it."
    )


def test_a_pair_that_moved_further_than_its_columns_is_named_instead() -> None:
    pair = _segment("JFK", values=("JFK", "AA"), mean_before=9.0, mean_after=30.0, rate=0.6, z=9.0, p=0.0002)
    pairs = SegmentTable(columns=("origin", "carrier"), mix=0.0, rate=0.8, segments=(pair,))
    assert _told(_origins(JFK), pairs).startswith("Most of the rise comes from origin = JFK and carrier = AA: its MAE")


def test_of_a_fall_the_segment_that_fell_is_named() -> None:
    fell = _segment("EWR", mean_before=9.0, mean_after=6.0, rate=-0.5, z=-4.0, p=0.01)
    told = _told(_origins(JFK, fell), overall=_overall(after=8.2))
    assert told.startswith("Most of the fall comes from origin = EWR: its MAE went from 9 to 6 minutes")


def test_a_rise_everywhere() -> None:
    assert _told(_origins(LGA)) == (
        "No segment stands out: the rise of the MAE from 9 to 9.8 minutes is spread over all of them."
    )


def test_segments_that_nobody_could_test_leave_it_unknown() -> None:
    untested = _segment("LGA", effect=None, z=None, p=None, note="3 rows")
    assert _told(_origins(untested)) == (
        "Where the rise of the MAE from 9 to 9.8 minutes comes from is unknown: no segment could be tested."
    )


@pytest.mark.parametrize(
    ("segment", "traffic"),
    [
        (_segment("JFK", mix=0.7, share_after=0.3), "went from 10 % to 30 % of rows"),
        (_segment("JFK", mix=0.7, share_after=0.0, mean_after=None), "went from 10 % to 0 % of rows"),
        (
            _segment("JFK", mix=0.7, share_before=0.0, mean_before=None, mean_after=31.0),
            "is new with 10 % of rows and a MAE of 31 minutes",
        ),
    ],
)
def test_a_change_of_the_mix(segment: SegmentChange, traffic: str) -> None:
    assert _told(_origins(LGA, segment, mix=0.76)) == (
        "Most of the rise is the mix of traffic: origin explains 95 % of the MAE going from 9 to 9.8 minutes, above "
        f"all origin = JFK, which {traffic}."
    )


def test_a_segment_that_weighs_more_than_the_mix_goes_before_it() -> None:
    assert "comes from origin = JFK" in _told(_origins(JFK, mix=0.5))


def test_what_chance_could_do_is_not_explained() -> None:
    by_chance = _overall(p=0.4)
    assert _told(_origins(LGA, mix=0.7), overall=by_chance) == (
        "The MAE went from 9 to 9.8 minutes, which chance alone could do, and no segment stands out."
    )
    assert _told(_origins(JFK), overall=by_chance) == (
        "The MAE went from 9 to 9.8 minutes, which chance alone could do; but origin = JFK stands out: its MAE went "
        "from 9.1 to 14.2 minutes (12 % of rows; Holm p = 0.003)."
    )


def test_an_unknown_p_is_not_taken_for_chance() -> None:
    assert "comes from origin = JFK" in _told(_origins(JFK), overall=_overall(p=None))


TEMP = SwapIn(column="temp", prediction_change=2.1, noise=0.1)
HOUR = SwapIn(column="hour", prediction_change=-0.2, noise=0.1)
DISTANCE = SwapIn(column="distance", prediction_change=14.4, noise=5.0)
GUST = SwapIn(column="gust", prediction_change=None, note="it is missing from the window")


@pytest.mark.parametrize(
    ("swaps", "sentence"),
    [
        ((), None),
        (
            (HOUR, TEMP),
            "Of the features, temp moves the prediction most: +2.1 minutes on average if the other columns' "
            "dependence stayed as before.",
        ),
        (
            (SwapIn(column="temp", prediction_change=2.1, expected_loss_change=-0.4, noise=0.1),),
            "Of the features, temp moves the prediction most: +2.1 minutes on average (the expected MAE: -0.4 "
            "minutes) if the other columns' dependence stayed as before.",
        ),
        (
            (DISTANCE, HOUR, TEMP),
            "Of the features, temp moves the prediction most: +2.1 minutes on average if the other columns' "
            "dependence stayed as before.",
        ),
        (
            (HOUR, GUST),
            "No single feature moves the prediction by more than chance; the largest change is that of hour, -0.2 "
            "minutes (gust could not be compared).",
        ),
        ((GUST,), "Which of the features moves the prediction is unknown (gust could not be compared)."),
        (
            tuple(SwapIn(column=name, prediction_change=None, note="lost") for name in "abcde"),
            "Which of the features moves the prediction is unknown (a, b, c, 2 more could not be compared).",
        ),
    ],
)
def test_which_inputs_move_the_prediction(swaps: tuple[SwapIn, ...], sentence: str | None) -> None:
    assert which_inputs(swaps, prediction_unit="minutes", metric="MAE", unit="minutes") == sentence
