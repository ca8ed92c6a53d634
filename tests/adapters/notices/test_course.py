"""How a model has been lately: since when a signal is breached, what is drawn of it, and what could be rolled back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.notices.course import Course, chart_of, streak_of, version_before
from domain.approvals import Promotion
from domain.models import Segment
from domain.signals import Signal, SignalState
from tests.builders import a_promotion, a_signal, a_week

BECAUSE = "mae 12.5 is above 10"


def weeks(*values: float | None) -> tuple[Signal, ...]:
    """The mean absolute error of that many weeks up to `a_window`; None where it is not known."""
    first = 1 - len(values)
    return tuple(
        a_signal(window=a_week(first + at), value=value, state=_state(value), note=None if value else "too few labels")
        for at, value in enumerate(values)
    )


def _state(value: float | None) -> SignalState:
    if value is None:
        return SignalState.UNKNOWN
    return SignalState.BREACHED if value > 10.0 else SignalState.CALM


@pytest.mark.parametrize(
    ("values", "first", "windows", "is_whole"),
    [
        ((8.0, 9.0, 12.5), 0, 1, True),
        ((8.0, 11.0, 12.5), -1, 2, True),
        ((8.0, 11.0, None, 12.5), -2, 2, True),
        ((11.0, 11.5, 12.5), -2, 3, False),
        ((12.5,), 0, 1, False),
        ((11.0, 8.0, 12.5), 0, 1, True),
    ],
)
def test_a_streak_begins_after_the_newest_calm_window(
    values: tuple[float | None, ...], first: int, windows: int, is_whole: bool
) -> None:
    signals = weeks(*values)
    streak = streak_of(signals[-1], Course(signals=signals))
    assert (streak.first, streak.windows, streak.is_whole) == (a_week(first), windows, is_whole)


def test_another_column_and_a_slice_are_other_streaks() -> None:
    whole = weeks(8.0, 12.5)
    slice_ = a_signal(window=a_week(-1), value=14.0, segment=Segment(column="origin", value="JFK"))
    assert streak_of(whole[-1], Course(signals=(*whole, slice_))).windows == 1


def test_the_chart_draws_the_breach_that_the_decision_speaks_of_with_holes_where_nothing_is_known() -> None:
    signals = weeks(8.0, None, 9.0, 12.5)
    drift = a_signal(name="drift", subject="temp", value=3.1, threshold=0.2)
    course = Course(signals=(*signals, drift), metric="mae", unit="minutes")
    chart = chart_of((signals[-1], drift), course, because=BECAUSE)
    assert chart is not None
    assert (chart.title, chart.unit, chart.limit) == ("mae", "minutes", 10.0)
    assert chart.points == ((a_week(-3).end, 8.0), (a_week(-1).end, 9.0), (a_week(0).end, 12.5))


def test_a_share_is_drawn_in_percent_with_its_interval_and_limit() -> None:
    share = {"name": "missing_share", "subject": "dep_delay", "threshold": 0.05}
    calm = a_signal(window=a_week(-1), value=0.01, state=SignalState.CALM, **share)
    high = a_signal(value=0.5, interval=(0.25, 0.75), **share)
    chart = chart_of((high,), Course(signals=(calm, high), metric="mae", unit="minutes"), because="")
    assert chart is not None
    assert (chart.unit, chart.limit, [value for _, value in chart.points]) == ("%", 5.0, [1.0, 50.0])
    assert chart.band == ((a_week(0).end, 25.0, 75.0),)


def test_only_the_newest_thirty_windows_are_drawn_and_changes_of_champion_among_them() -> None:
    signals = weeks(*[8.0] * 39, 12.5)
    before, after = (a_promotion(promoted_at=a_week(week).end + timedelta(hours=1)) for week in (-35, -5))
    back = a_promotion(to_version="v1", rolls_back="p", promoted_at=a_week(-2).end)
    chart = chart_of(signals[-1:], Course(signals=signals, promotions=(before, after, back)), because=BECAUSE)
    assert chart is not None
    assert len(chart.points) == 30
    assert [what for _, what in chart.marks] == ["v2", "back to v1"]


@pytest.mark.parametrize("signals", [weeks(12.5), weeks(8.0, 9.0), weeks(None, None)])
def test_without_a_breach_or_a_past_there_is_no_chart(signals: tuple[Signal, ...]) -> None:
    assert chart_of(signals[-1:], Course(signals=signals), because=BECAUSE) is None


@pytest.mark.parametrize(
    ("promotions", "before"),
    [
        ((), None),
        ((a_promotion(from_version=None, to_version="v1"),), None),
        ((a_promotion(from_version=None, to_version="v1"), a_promotion()), "v1"),
        ((a_promotion(), a_promotion(from_version="v2", to_version="v1", rolls_back="p")), None),
    ],
)
def test_only_a_promotion_that_replaced_a_champion_can_be_taken_back(
    promotions: tuple[Promotion, ...], before: str | None
) -> None:
    assert version_before(promotions) == before
