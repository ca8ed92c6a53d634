"""Prediction logs to test with, written as a serving side would write them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from adapters.prediction_logs.opening import open_stored_log
from adapters.prediction_logs.spec import LogSpec
from adapters.prediction_logs.stored_log import StoredLog
from domain.windows import Window

START = datetime(2013, 4, 1, tzinfo=UTC)
WEEK = Window(start=START, end=START + timedelta(days=7))
MUCH_LATER = START + timedelta(days=365)
COLUMNS = {"id": "flight", "time": "scheduled", "prediction": "minutes", "label": "air_time", "label_time": "landed"}


def hours(number: float) -> datetime:
    """So many hours after the first moment."""
    return START + timedelta(hours=number)


def predictions(*rows: tuple[object, datetime, float], **columns: Any) -> pd.DataFrame:
    """(id, event time, prediction) a row, in the user's own names, with one feature."""
    ids, times, minutes = zip(*rows, strict=True) if rows else ((), (), ())
    utc = pd.to_datetime(pd.Series(times, dtype="object"), utc=True)
    frame = pd.DataFrame({"flight": ids, "scheduled": utc, "minutes": minutes, "carrier": ["UA"] * len(rows)})
    return frame.assign(**columns)


def labels(*rows: tuple[object, float | None, datetime | None]) -> pd.DataFrame:
    """(id, label, time of arrival) a row, in the user's own names."""
    ids, truth, times = zip(*rows, strict=True) if rows else ((), (), ())
    utc = pd.to_datetime(pd.Series(times, dtype="object"), utc=True)
    return pd.DataFrame({"flight": ids, "air_time": pd.Series(truth, dtype=float), "landed": utc})


def write_days(frame: pd.DataFrame, folder: Path, *, by: str) -> None:
    """One Parquet file for each UTC day of the column `by`."""
    folder.mkdir(parents=True, exist_ok=True)
    for day, rows in frame.groupby(frame[by].dt.strftime("%Y-%m-%d")):
        rows.to_parquet(folder / f"date={day}.parquet", index=False)


def a_log(root: Path, *, environment: Mapping[str, str] | None = None, **changes: Any) -> StoredLog:
    """The log below `root`: predictions and labels in folders of their own, columns in the user's names."""
    document = {"predictions": "served", "labels": "landed", "columns": COLUMNS} | changes
    return open_stored_log(LogSpec.model_validate(document), root, environment=environment or {})
