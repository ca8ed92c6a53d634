"""Made-up traffic for the starter project: hires of bikes, with a change of habits two thirds of the way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

DAYS = 60
DAYS_TO_LEARN_FROM = 28
_CHANGE_ON_DAY = 40
_ROWS_A_DAY = 240
_STATIONS = np.array(["harbour", "market", "museum", "park"])
_PULL = {"harbour": 9.0, "market": 14.0, "museum": 6.0, "park": 11.0}


def write_traffic(folder: Path, start: datetime) -> None:
    """One Parquet file a day of predictions and of labels; the labels follow an hour later. Seeded."""
    dice = np.random.default_rng(20130401)
    for kind in ("predictions", "labels"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for number in range(DAYS):
        day = start + timedelta(days=number)
        rows = _day(dice, day, changed=number >= _CHANGE_ON_DAY)
        name = f"date={day:%Y-%m-%d}.parquet"
        rows.drop(columns=["hires", "counted_at"]).to_parquet(folder / "predictions" / name, index=False)
        rows[["row_id", "hires", "counted_at"]].to_parquet(folder / "labels" / name, index=False)


def _day(dice: np.random.Generator, day: datetime, *, changed: bool) -> pd.DataFrame:
    minutes = np.sort(dice.integers(0, 23 * 60, _ROWS_A_DAY))
    asked_at = pd.to_datetime(day) + pd.to_timedelta(minutes, unit="min")
    station = dice.choice(_STATIONS, _ROWS_A_DAY)
    temperature = np.round(15 + 6 * np.sin(minutes / 1440 * 2 * np.pi) + dice.normal(0, 3, _ROWS_A_DAY), 1)
    expected = _hires(station, temperature)
    actual = expected * (1.6 if changed else 1.0) + dice.normal(0, 2, _ROWS_A_DAY)
    return pd.DataFrame(
        {
            "row_id": [f"{day:%Y%m%d}-{n}" for n in range(_ROWS_A_DAY)],
            "asked_at": asked_at,
            "version": "v1",
            "station": station,
            "temperature": temperature,
            "hour": minutes // 60,
            "predicted_hires": np.round(expected + dice.normal(0, 0.3, _ROWS_A_DAY), 2),
            "milliseconds": np.round(dice.lognormal(2.3, 0.3, _ROWS_A_DAY), 2),
            "hires": np.round(actual, 2),
            "counted_at": asked_at + pd.Timedelta(hours=1),
        }
    )


def _hires(station: np.ndarray, temperature: np.ndarray) -> np.ndarray:
    return np.array([_PULL[name] for name in station]) + 0.8 * temperature
