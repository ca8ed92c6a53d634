"""The service that the demo watches: it answers with the champion of the day and logs as a service would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.windows import Window
from driftwarden.demo.flights import FEATURES, LABEL

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from domain.ports import World

_MEDIAN_LATENCY_MS = 12.0
_LATENCY_SPREAD = 0.35
BEFORE_SERVICE = "none"


class Service:
    """Serves flights in order of departure; labels come later, when the aircraft lands.

    Writes `predictions/date=YYYY-MM-DD.parquet` by UTC day of departure and `labels/date=YYYY-MM-DD.parquet` by
    UTC day of landing. A replay has no latency of its own: it is drawn from a log-normal, seeded by the day.
    """

    def __init__(self, flights: pd.DataFrame, folder: Path, world: World, model: str) -> None:
        self._flights = flights
        self._folder = folder
        self._world = world
        self._model = model

    def record_history(self, until: datetime) -> None:
        """Log the flights that left before the model went into service: features and labels, no prediction."""
        flights = self._leaving(None, until)
        self._log(flights.assign(model_version=BEFORE_SERVICE, prediction=np.nan, latency_ms=np.nan))
        self._land(None, until)

    def serve(self, window: Window) -> None:
        """Answer and log the flights of one stretch of time, and log the landings in it."""
        flights = self._leaving(window.start, window.end)
        version = self._world.registry.champion(self._model) or BEFORE_SERVICE
        candidate = self._world.ledger.candidates.of_version(self._model, version)
        predictor = self._world.artifacts.load(candidate.artifact)
        predictions = predictor.predict(flights[FEATURES]) if len(flights) else []
        latency = _latencies(len(flights), seed=int(window.start.timestamp()))
        self._log(flights.assign(model_version=version, prediction=predictions, latency_ms=latency))
        self._land(window.start, window.end)

    def _leaving(self, start: datetime | None, end: datetime) -> pd.DataFrame:
        return _between(self._flights, "event_time", start, end)

    def _log(self, served: pd.DataFrame) -> None:
        rows = served.drop(columns=[LABEL, "landed_at"])
        _append_by_day(rows, "event_time", self._folder / "predictions")

    def _land(self, start: datetime | None, end: datetime) -> None:
        landed = _between(self._flights, "landed_at", start, end)
        _append_by_day(landed[["flight_id", LABEL, "landed_at"]], "landed_at", self._folder / "labels")


def _between(frame: pd.DataFrame, column: str, start: datetime | None, end: datetime) -> pd.DataFrame:
    inside = frame[column] < end
    if start is not None:
        inside &= frame[column] >= start
    return frame[inside]


def _append_by_day(rows: pd.DataFrame, time_column: str, folder: Path) -> None:
    """Add rows to their days' files; rows that a file holds already (a run that was interrupted) are not doubled."""
    folder.mkdir(parents=True, exist_ok=True)
    for day, of_day in rows.groupby(rows[time_column].dt.strftime("%Y-%m-%d")):
        file = folder / f"date={day}.parquet"
        both = pd.concat([pd.read_parquet(file), of_day]) if file.exists() else of_day
        both.drop_duplicates("flight_id").to_parquet(file, index=False)


def _latencies(rows: int, *, seed: int) -> np.ndarray:
    dice = np.random.default_rng(seed)
    return np.round(dice.lognormal(np.log(_MEDIAN_LATENCY_MS), _LATENCY_SPREAD, rows), 2)
