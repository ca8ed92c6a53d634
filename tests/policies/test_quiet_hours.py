"""Hours in which nothing is set in motion."""

from datetime import UTC, datetime

import pytest

from domain.decisions import Action, Reason
from policies.gate_shapes import QuietHours
from policies.silences import quiet_until
from tests.policies.builders import a_policy, decided, mae, outcome

NIGHT = '{quiet_hours: {from: "22:00", to: "07:00", timezone: Europe/Berlin}}'


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of April 2013, UTC; the 8th is a Monday, and Berlin is two hours ahead."""
    return datetime(2013, 4, day, hour, minute, tzinfo=UTC)


def hours(**fields: object) -> QuietHours:
    return QuietHours.model_validate({"from": "22:00", "to": "07:00", **fields})


@pytest.mark.parametrize(
    ("quiet", "now", "ends"),
    [
        (hours(), at(8, 21, 59), None),
        (hours(), at(8, 22), at(9, 7)),
        (hours(), at(9, 6, 59), at(9, 7)),
        (hours(), at(9, 7), None),
        (hours(timezone="Europe/Berlin"), at(8, 20), at(9, 5)),
        (hours(timezone="Europe/Berlin"), at(9, 5), None),
        # They belong to the day on which they begin.
        (hours(days=["SUN"]), at(8, 3), at(8, 7)),
        (hours(days=["MON"]), at(8, 3), None),
        (hours(days=["MON"]), at(8, 23), at(9, 7)),
        ({"from": "12:00", "to": "14:00"}, at(8, 13), at(8, 14)),
        ({"from": "12:00", "to": "14:00"}, at(8, 15), None),
        ({"from": "00:00", "to": "00:00", "days": ["SAT", "SUN"]}, at(7, 12), at(8, 0)),
        ({"from": "00:00", "to": "00:00", "days": ["SAT", "SUN"]}, at(8, 0), None),
        # The night in which Berlin's clocks went forward is an hour shorter.
        (hours(timezone="Europe/Berlin"), datetime(2013, 3, 30, 23, tzinfo=UTC), datetime(2013, 3, 31, 5, tzinfo=UTC)),
    ],
)
def test_quiet_hours_have_their_time_zone_and_their_days(
    quiet: QuietHours | dict[str, object], now: datetime, ends: datetime | None
) -> None:
    assert quiet_until(QuietHours.model_validate(quiet), now) == ends


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("{retrain: {}}", (Action.NOTHING, Reason.HELD_BACK)),
        ("{investigate: {}}", (Action.NOTHING, Reason.HELD_BACK)),
        ("{run: {deployment: a/b}}", (Action.NOTHING, Reason.HELD_BACK)),
        ("{alert: {}}", (Action.NOTHING, Reason.HELD_BACK)),
        ("{alert: {severity: critical}}", (Action.ALERT, Reason.FIRED)),
        ("{investigate: {severity: critical}}", (Action.INVESTIGATE, Reason.FIRED)),
        ("{roll_back: {}}", (Action.ROLL_BACK, Reason.FIRED)),
    ],
)
def test_only_what_cannot_wait_is_done_in_quiet_hours(then: str, expected: tuple[Action, Reason]) -> None:
    assert outcome(decided(a_policy(then=then, gates=NIGHT), mae(12.5), now=at(8, 22))) == expected


def test_quiet_hours_say_when_they_end() -> None:
    decision = decided(a_policy(gates=NIGHT), mae(12.5), now=at(8, 22))
    assert decision.held_back_by == (
        "quiet hours until Tue 2013-04-09 05:00 UTC (22:00 to 07:00 Europe/Berlin); "
        "the first window decided over after that is looked at anew",
    )


def test_by_day_everything_is_done() -> None:
    assert outcome(decided(a_policy(gates=NIGHT), mae(12.5), now=at(8, 12))) == (Action.RETRAIN, Reason.FIRED)
