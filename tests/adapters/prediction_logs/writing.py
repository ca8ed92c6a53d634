"""One served log, written in every way in which a log can be kept."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from adapters.memory import MemoryPredictionLog
from adapters.prediction_logs.stored_log import StoredLog
from domain.columns import (
    ARM,
    ENTITY,
    ERROR,
    ID,
    LABEL,
    LABEL_TIME,
    LATENCY,
    LOGGED_AT,
    PREDICTION,
    SCORE,
    TIME,
    VERSION,
)
from domain.ports import PredictionLog
from tests.adapters.prediction_logs.builders import a_log, hours, write_days

COLUMNS = {
    "id": "Flight no",
    "time": "scheduled",
    "prediction": "minutes",
    "version": "served_by",
    "arm": "side",
    "score": "p_late",
    "latency": "took",
    "entity": "aircraft",
    "error": "failure",
    "logged_at": "written",
    "label": "air_time",
    "label_time": "landed",
}
ROLES = {
    "Flight no": ID,
    "scheduled": TIME,
    "minutes": PREDICTION,
    "served_by": VERSION,
    "side": ARM,
    "p_late": SCORE,
    "took": LATENCY,
    "aircraft": ENTITY,
    "failure": ERROR,
    "written": LOGGED_AT,
    "air_time": LABEL,
    "landed": LABEL_TIME,
}


def served() -> pd.DataFrame:
    """Two weeks, a row each hour: ids that come twice, a row logged late, and one by a clock that runs ahead."""
    numbers = range(-24, 14 * 24)
    times = [hours(number + 0.25) for number in numbers]
    frame = pd.DataFrame(
        {
            "Flight no": [f"f{number}" for number in numbers],
            "scheduled": pd.to_datetime(times),
            "minutes": [100.0 + number % 7 for number in numbers],
            "served_by": ["v1" if number < 100 else "v2" for number in numbers],
            "side": ["champion"] * len(numbers),
            "p_late": [number % 10 / 10 for number in numbers],
            "took": [5.0 + number % 3 for number in numbers],
            "aircraft": [f"N{number % 9}" for number in numbers],
            "failure": ["timed out" if number % 50 == 0 else None for number in numbers],
            "written": pd.to_datetime(times) + pd.Timedelta(minutes=1),
            "carrier": [("UA", "DL", None)[number % 3] for number in numbers],
            "temp": [None if number % 11 == 0 else 50.5 + number % 5 for number in numbers],
            "order": [number % 4 for number in numbers],
        }
    )
    number = frame["Flight no"].str[1:].astype(int)
    frame.loc[number == 40, "Flight no"] = "f30"
    frame.loc[number == 41, "Flight no"] = "f30"
    frame.loc[number == 60, "written"] = hours(59)
    frame.loc[number == 70, "written"] = hours(24 * 9)
    return frame


def landed() -> pd.DataFrame:
    """The labels, two days after the prediction; one is corrected later, and one in five never comes."""
    rows = served().drop_duplicates("Flight no").iloc[::5]
    truth = rows[["Flight no"]].assign(air_time=rows["minutes"] + 2.5, landed=rows["scheduled"] + pd.Timedelta(days=2))
    corrected = truth.iloc[[10]].assign(air_time=1.5, landed=truth["landed"].iloc[10] + pd.Timedelta(hours=5))
    return pd.concat([truth, corrected], ignore_index=True)


def in_memory(_: Path) -> PredictionLog:
    """The twin that all others have to equal."""
    truth = landed().sort_values("landed").drop_duplicates("Flight no", keep="last")
    return MemoryPredictionLog(served().merge(truth, on="Flight no", how="left").rename(columns=ROLES))


def opened(root: Path, **changes: Any) -> StoredLog:
    """The log of these columns."""
    asked: dict[str, Any] = {"columns": COLUMNS, "late_by": 9} | changes
    return a_log(root, **asked)


def day_files(root: Path) -> PredictionLog:
    """Parquet, a file a day, labels by the day of their arrival."""
    write_days(served(), root / "served", by="scheduled")
    write_days(landed(), root / "landed", by="landed")
    return opened(root)


def hive_hours(root: Path) -> PredictionLog:
    """Parquet in folders for year, month, day and hour."""
    for frame, by, name in ((served(), "scheduled", "served"), (landed(), "landed", "landed")):
        for hour, rows in frame.groupby(frame[by].dt.strftime("year=%Y/month=%m/day=%d/hour=%H")):
            folder = root / name / str(hour)
            folder.mkdir(parents=True)
            rows.to_parquet(folder / "part-0.parquet", index=False)
    return opened(root)


def one_file(root: Path) -> PredictionLog:
    """Parquet in one file with many row groups."""
    for frame, name in ((served(), "served"), (landed(), "landed")):
        frame.to_parquet(root / f"{name}.parquet", index=False, row_group_size=50)
    return opened(root, predictions="served.parquet", labels="landed.parquet", late_by=None)


def texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Times as text with an offset."""
    times = frame.select_dtypes("datetimetz")
    return frame.assign(**{str(name): times[name].dt.strftime("%Y-%m-%dT%H:%M:%SZ") for name in times})


def csv_files(root: Path) -> PredictionLog:
    """CSV: predictions in one file, labels compressed."""
    texts(served()).to_csv(root / "served.csv", index=False)
    texts(landed()).to_csv(root / "landed.csv.gz", index=False)
    return opened(root, predictions="served.csv", labels="landed.csv.gz", late_by=None)


def json_files(root: Path) -> PredictionLog:
    """JSON lines: predictions in one file without what is missing, labels compressed."""
    (root / "served.jsonl").write_text("".join(json_lines(served())))
    (root / "landed.ndjson.gz").write_bytes(gzip.compress("".join(json_lines(landed())).encode()))
    return opened(root, predictions="served.jsonl", labels="landed.ndjson.gz", late_by=None)


def json_lines(frame: pd.DataFrame) -> Iterator[str]:
    """A line a row."""
    for row in texts(frame).to_dict("records"):
        yield json.dumps({name: value for name, value in row.items() if not pd.isna(value)}) + "\n"


def sqlite_tables(root: Path) -> PredictionLog:
    """SQLite through ADBC."""
    write_sqlite(root / "log.db")
    return opened(root, database="sqlite:///log.db", late_by=None)


def sqlite_slowly(root: Path) -> PredictionLog:
    """SQLite through SQLAlchemy, predictions by a SELECT."""
    write_sqlite(root / "log.db")
    select = "SELECT * FROM served WHERE minutes > 0;"
    return opened(root, database="sqlite+pysqlite:///log.db", predictions=select, late_by=None)


def write_sqlite(file: Path) -> None:
    """Both tables, times as text."""
    with closing(sqlite3.connect(file)) as connection:
        texts(served()).to_sql("served", connection, index=False)
        texts(landed()).to_sql("landed", connection, index=False)


FILES: dict[str, Callable[[Path], PredictionLog]] = {
    kind.__name__: kind
    for kind in (day_files, hive_hours, one_file, csv_files, json_files, sqlite_tables, sqlite_slowly)
}


@contextmanager
def a_bucket(root: Path) -> Iterator[str]:
    """A server on loopback that speaks S3, with the day files of the log in its one bucket; gives its endpoint."""
    from moto.server import ThreadedMotoServer
    from pyarrow import fs

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        day_files(root)
        bucket = fs.S3FileSystem(
            endpoint_override=endpoint, region="us-east-1", allow_bucket_creation=True, access_key="x", secret_key="y"
        )
        bucket.create_dir("logs")
        fs.copy_files(str(root), "logs/air", destination_filesystem=bucket)
        yield endpoint
    finally:
        server.stop()
