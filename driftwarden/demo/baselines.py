"""What fixed schedules would have done, measured in the same run on the same flights by the same recipe."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from driftwarden.demo.clock import tick, week
from driftwarden.demo.flights import FEATURES, LABEL
from driftwarden.report.story import Baseline

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

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


def measure(project: Path, *, every: int, weeks: int) -> tuple[Baseline, ...]:
    """Every schedule over the demo's weeks; runs in a process of its own, beside the walk."""
    from driftwarden.demo.flights import read_flights

    flights = read_flights(every=every)
    trained = trainings(flights, _recipe(project / "training.py"))
    return tuple(
        Baseline(
            name=schedule.name,
            label=schedule.label,
            retrainings=retrainings(schedule, weeks),
            by_week=weekly_errors(schedule, flights, trained, weeks),
        )
        for schedule in SCHEDULES
    )


def trainings(flights: pd.DataFrame, recipe: Recipe) -> Callable[[int], Predictor]:
    """The model of each week's tick, trained on the flights that had landed by then; once, whoever asks for it."""
    return cache(lambda number: recipe(_landed(flights, tick(number))))


def weekly_errors(
    schedule: Schedule, flights: pd.DataFrame, trained: Callable[[int], Predictor], weeks: int
) -> tuple[float, ...]:
    """The mean absolute error (minutes) of each week, had the schedule been in force.

    A retraining happens at a week's tick, and its model (`trained` of the week's number) serves from that moment.
    """
    errors = np.full(len(flights), np.nan)
    starts = [number for number in range(weeks) if number == 0 or _is_due(schedule, number)]
    for start, end in pairwise([*starts, weeks]):
        served = _between(flights, tick(start), tick(end))
        errors[served] = _error(trained(start), flights[served])
    return tuple(_mean(errors, flights, week(number)) for number in range(1, weeks + 1))


def retrainings(schedule: Schedule, weeks: int) -> int:
    """How often the schedule retrains in so many weeks."""
    return sum(_is_due(schedule, number) for number in range(1, weeks))


def _recipe(file: Path) -> Recipe:
    """The example's own training recipe, loaded from the project's copy of it."""
    spec = importlib.util.spec_from_file_location("flights_recipe", file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def fit(flights: pd.DataFrame) -> Predictor:
        fitted: Predictor = module.fit(flights[module.CATEGORIES + module.NUMBERS], flights[LABEL])
        return fitted

    return fit


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
