"""What fixed schedules would have done, reckoned by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from driftwarden.demo.baselines import SCHEDULES, Schedule, retrainings, trainings, weekly_errors
from driftwarden.demo.clock import tick, week
from driftwarden.demo.flights import FEATURES, LABEL

NEVER, EVERY_4_WEEKS, EVERY_WEEK = SCHEDULES
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Mean:
    """Predicts the mean of the labels it saw."""

    minutes: float

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """The mean, for every row."""
        return np.full(len(features), self.minutes)


def recipe(flights: pd.DataFrame) -> Mean:
    """The mean air time of the flights that had landed."""
    assert not flights[LABEL].isna().any()
    return Mean(minutes=float(flights[LABEL].mean()))


def flights(*rows: tuple[datetime, float | None]) -> pd.DataFrame:
    """(departure, air time) a row; a flight lands an hour after its departure, unless it was cancelled."""
    times = pd.Series(pd.to_datetime([at for at, _ in rows], utc=True))
    minutes = pd.Series([minutes for _, minutes in rows], dtype=float)
    frame = pd.DataFrame({"event_time": times, LABEL: minutes, "landed_at": (times + HOUR).where(minutes.notna())})
    return frame.assign(**dict.fromkeys(FEATURES, 0))


TWO_WEEKS = flights(
    (week(1).start - 2 * DAY, 10.0),
    (week(1).start - DAY, 10.0),
    (week(1).start + DAY, 20.0),
    (week(1).start + 2 * DAY, 20.0),
    (week(1).start + 3 * DAY, None),
    (week(2).start + 8 * HOUR, 20.0),
    (week(2).start + DAY, 20.0),
    (week(2).start + 2 * DAY, 40.0),
)


@pytest.mark.parametrize(
    ("schedule", "errors"),
    [
        # The mean of the history is 10 minutes.
        (NEVER, (10.0, (10 + 10 + 30) / 3)),
        (EVERY_4_WEEKS, (10.0, (10 + 10 + 30) / 3)),
        # At the noon after the first week the flight of that morning has landed as well: (10+10+20+20+20)/5 = 16.
        (EVERY_WEEK, (10.0, (10 + 4 + 24) / 3)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_errors_of_a_schedule_by_week(schedule: Schedule, errors: tuple[float, ...]) -> None:
    assert weekly_errors(schedule, TWO_WEEKS, trainings(TWO_WEEKS, recipe), 2) == pytest.approx(errors)


def test_a_flight_that_is_in_the_air_at_the_tick_is_not_learned_from() -> None:
    stream = flights(
        (week(1).start - DAY, 10.0),
        (week(1).start + DAY, 10.0),
        (tick(1) - HOUR / 2, 100.0),
        (tick(1) + HOUR, 10.0),
    )
    assert weekly_errors(EVERY_WEEK, stream, trainings(stream, recipe), 2) == pytest.approx((0, (90 + 0) / 2))


@pytest.mark.parametrize(("schedule", "in_forty_weeks"), [(NEVER, 0), (EVERY_4_WEEKS, 9), (EVERY_WEEK, 39)])
def test_how_often_a_schedule_retrains(schedule: Schedule, in_forty_weeks: int) -> None:
    assert retrainings(schedule, 40) == in_forty_weeks
