"""Only the files, row groups and columns that a window needs are read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from adapters.prediction_logs.files import Files
from adapters.prediction_logs.parquet_rows import parquet_batches
from adapters.prediction_logs.places import LocalPlace, LogFile
from adapters.prediction_logs.rows import Within
from adapters.prediction_logs.spec import LogSpec
from adapters.prediction_logs.stored_log import StoredLog
from adapters.prediction_logs.wanted import prediction_columns
from domain.windows import Window
from tests.adapters.prediction_logs.builders import COLUMNS, MUCH_LATER, START, WEEK, a_log, hours, predictions

DAY = Window(start=START, end=START + timedelta(days=1))
SPEC = LogSpec.model_validate({"predictions": "served", "columns": COLUMNS})


class _Counted(io.BytesIO):
    """A file that tells its place how many bytes were read of it."""

    def __init__(self, file: Path, place: CountingPlace) -> None:
        super().__init__(file.read_bytes())
        self._place = place

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self._place.bytes_read += len(found)
        return found


class CountingPlace:
    """The folder `served`; keeps the names of the files that were opened, and counts the bytes that were read."""

    def __init__(self, root: Path) -> None:
        self._place = LocalPlace("served", root, field="predictions")
        self.opened: list[str] = []
        self.bytes_read = 0

    def files(self) -> list[LogFile]:
        """Those of the folder."""
        return self._place.files()

    @contextmanager
    def open(self, file: LogFile) -> Iterator[Any]:
        """The file, counted."""
        self.opened.append(Path(file.path).name)
        with _Counted(Path(file.path), self) as counted:
            yield counted

    def on_disk(self, file: LogFile) -> Path | None:
        """Nowhere, so that every byte is counted."""
        return None


def counted(root: Path) -> tuple[StoredLog, CountingPlace]:
    """The log below `root` without labels, and what counts."""
    place = CountingPlace(root)
    return StoredLog(Files(place=place, wanted=prediction_columns(SPEC), late_by=1), None), place


def write(root: Path, frame: pd.DataFrame, name: str, **options: Any) -> None:
    """One file of predictions."""
    file = root / "served" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(file, index=False, **options)


@pytest.mark.parametrize(
    "layout",
    [
        "date={:%Y-%m-%d}.parquet",
        "dt={:%Y-%m-%d}/part-0.parquet",
        "year={:%Y}/month={:%m}/day={:%d}/part-0.parquet",
        "year={0:%Y}/month={0:%m}/day={0:%d}/hour=01/part-0.parquet",
        "date={0:%Y-%m-%d}/hour=01/part-0.parquet",
    ],
)
def test_a_file_outside_the_window_may_be_broken(tmp_path: Path, layout: str) -> None:
    for day in range(5):
        moment = START + timedelta(days=day)
        write(tmp_path, predictions((day, moment + timedelta(hours=1.5), 1.0)), layout.format(*[moment] * 3))
    for moment in (START - timedelta(days=1), START + timedelta(days=60)):
        broken = tmp_path / "served" / layout.format(*[moment] * 3)
        broken.parent.mkdir(parents=True, exist_ok=True)
        broken.write_text("no Parquet at all")
    log = a_log(tmp_path, labels=None)
    assert len(log.read(WEEK, as_of=MUCH_LATER)) == 5
    assert len(log.read(DAY, as_of=MUCH_LATER)) == 1
    assert sum(map(len, log.stream(WEEK, as_of=MUCH_LATER))) == 5


@pytest.mark.parametrize(("month", "kept"), [("month=03", False), ("month=04", True), ("month=12", False)])
def test_a_month_is_opened_for_its_windows_only(tmp_path: Path, month: str, kept: bool) -> None:
    write(tmp_path, predictions(("a", hours(1), 1.0)), f"year=2013/{month}/part-0.parquet")
    write(tmp_path, predictions(("b", hours(2), 1.0)), "all.parquet")
    assert len(a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)) == 1 + kept


def test_each_file_of_the_window_is_opened_once_and_no_other(tmp_path: Path) -> None:
    for day in range(30):
        write(tmp_path, predictions((day, START + timedelta(days=day), 1.0)), f"2013-04-{day + 1:02}.parquet")
    log, place = counted(tmp_path)
    log.read(DAY, as_of=MUCH_LATER)
    assert place.opened == ["2013-04-01.parquet", "2013-04-02.parquet"]


def test_columns_that_are_not_asked_for_are_not_read(tmp_path: Path) -> None:
    dice = np.random.default_rng(7)
    frame = predictions(*[(number, hours(number / 100), 1.0) for number in range(2000)])
    write(tmp_path, frame.assign(**{f"x{number}": dice.random(2000) for number in range(50)}), "2013-04-01.parquet")
    log, place = counted(tmp_path)
    log.read(DAY, as_of=MUCH_LATER)
    everything, place.bytes_read = place.bytes_read, 0
    log.arrived(DAY, as_of=MUCH_LATER)
    counting, place.bytes_read = place.bytes_read, 0
    log.read(DAY, as_of=MUCH_LATER, columns={"x7"})
    assert counting < everything / 10
    assert place.bytes_read - counting == pytest.approx(2000 * 8, rel=0.2)


def test_row_groups_outside_the_window_are_not_read(tmp_path: Path) -> None:
    frame = predictions(*[(number, hours(number), float(number)) for number in range(24 * 300)])
    write(tmp_path, frame, "all.parquet", row_group_size=24)
    log, place = counted(tmp_path)
    assert len(log.read(DAY, as_of=MUCH_LATER)) == 24
    one_day, place.bytes_read = place.bytes_read, 0
    assert len(log.read(Window(start=START, end=MUCH_LATER), as_of=MUCH_LATER)) == 24 * 300
    footer = place.bytes_read - len(frame) * 8
    assert one_day < footer


@pytest.mark.parametrize("unit", ["ns", "us", "ms"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", None])
def test_no_row_of_the_window_is_lost_with_a_row_group(tmp_path: Path, unit: str, zone: str | None) -> None:
    frame = predictions(*[(number, hours(number), 1.0) for number in range(-72, 144)])
    times = frame["scheduled"].dt.tz_convert(zone) if zone else frame["scheduled"].dt.tz_localize(None)
    times = times.astype(f"datetime64[{unit}, {zone}]" if zone else f"datetime64[{unit}]")
    write(tmp_path, frame.assign(scheduled=times), "all.parquet", row_group_size=1)
    log = a_log(tmp_path, labels=None, timezone="Pacific/Kiritimati" if zone is None else None)
    rows = log.read(DAY, as_of=MUCH_LATER)
    assert rows["prediction_id"].tolist() == (list(range(24)) if zone else list(range(14, 38)))


def test_a_row_group_with_a_missing_time_is_read_so_that_the_row_is_counted(tmp_path: Path) -> None:
    frame = predictions(*[(number, hours(number + 500), 1.0) for number in range(10)])
    frame.loc[3, "scheduled"] = pd.NaT
    write(tmp_path, frame, "all.parquet", row_group_size=2)
    assert a_log(tmp_path, labels=None).read(DAY, as_of=MUCH_LATER).attrs["untimed_rows"] == 1


def test_a_row_group_is_skipped_by_the_time_column_alone(tmp_path: Path) -> None:
    frame = predictions(*[(number, hours(number), 1.0) for number in range(48)])
    write(tmp_path, frame.assign(other=frame["scheduled"]), "all.parquet", row_group_size=12)
    within = Within(column="scheduled", start=hours(12), end=hours(24), zone=None)
    batches = list(parquet_batches(tmp_path / "served" / "all.parquet", lambda schema: schema.names, within))
    assert sum(map(len, batches)) == 12
