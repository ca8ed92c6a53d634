"""What fixed schedules would have done, measured in the same run on the same flights by the same recipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from driftwarden.demo.clock import tick, week
from driftwarden.demo.flights import FEATURES, LABEL

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import pandas as pd

    from domain.ports import Predictor
    from domain.windows import Window

    Recipe = Callable[[pd.DataFrame], Predictor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Retrain every so many weeks on all flights that have landed; None: never."""

    name: str
    label: str
    every_weeks: int | None


SCHEDULES = (
    Schedule(name="never", label="never retrained", every_weeks=None),
    Schedule(name="every_4_weeks", label="every 4 weeks", every_weeks=4),
    Schedule(name="every_week", label="every week", every_weeks=1),
)


def weekly_errors(schedule: Schedule, flights: pd.DataFrame, recipe: Recipe, weeks: int) -> tuple[float, ...]:
    """The mean absolute error (minutes) of each week, had the schedule been in force.

    A retraining happens at a week's tick, on the flights that had landed by then, and serves from that moment.
    """
    errors = np.full(len(flights), np.nan)
    for number in range(1, weeks + 1):
        if number == 1 or _is_due(schedule, number - 1):
            predictor = recipe(_landed(flights, tick(number - 1)))
        errors = np.where(_between(flights, tick(number - 1), tick(number)), _error(predictor, flights), errors)
    return tuple(_mean(errors, flights, week(number)) for number in range(1, weeks + 1))


def retrainings(schedule: Schedule, weeks: int) -> int:
    """How often the schedule retrains in so many weeks."""
    return sum(_is_due(schedule, number) for number in range(1, weeks))


def _is_due(schedule: Schedule, number: int) -> bool:
    return schedule.every_weeks is not None and number % schedule.every_weeks == 0


def _landed(flights: pd.DataFrame, now: datetime) -> pd.DataFrame:
    return flights[flights["landed_at"] < now]


def _between(flights: pd.DataFrame, start: datetime, end: datetime) -> np.ndarray:
    time = flights["event_time"]
    return ((time >= start) & (time < end)).to_numpy()


def _error(predictor: Predictor, flights: pd.DataFrame) -> np.ndarray:
    predictions = np.asarray(predictor.predict(flights[FEATURES]), dtype=float)
    errors: np.ndarray = np.abs(predictions - flights[LABEL].to_numpy(dtype=float))
    return errors


def _mean(errors: np.ndarray, flights: pd.DataFrame, window: Window) -> float:
    return float(np.nanmean(errors[_between(flights, window.start, window.end)]))
