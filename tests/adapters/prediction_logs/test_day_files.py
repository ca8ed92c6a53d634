"""Which files a window needs."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.prediction_logs.places import LocalPlace, LogFile
from domain.columns import PREDICTION
from domain.errors import EvidenceUnavailable
from domain.windows import Window
from tests.adapters.prediction_logs.builders import MUCH_LATER, START, WEEK, a_log, hours, predictions, write_days

NAMES = [
    "2013-03-31.parquet",
    "2013-04-01.parquet",
    "date=2013-04-02.parquet",
    "date=2013-04-03/part-0.parquet",
    "2013-04-04.csv",
    "2013-04-01_2013-04-30.parquet",
    "all.parquet",
    "2013-13-01.parquet",
    "readme.txt",
    ".2013-04-01.parquet",
    "_metadata.parquet",
]
UNDATED = ["2013-04-01_2013-04-30.parquet", "2013-13-01.parquet", "all.parquet"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in NAMES:
        path = tmp_path / "2001-01-01" / "log" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "2001-01-01"


def listed(where: str, root: Path) -> list[LogFile]:
    """The files of a place on disk."""
    return LocalPlace(where, root, field="labels").files()


@pytest.mark.parametrize(
    ("start", "end", "late_by", "zone", "dated"),
    [
        (0, 24, 0, "UTC", ["2013-04-01.parquet"]),
        (1, 2, 0, "UTC", ["2013-04-01.parquet"]),
        (0, 24.5, 0, "UTC", ["2013-04-01.parquet", "date=2013-04-02.parquet"]),
        (0, 24, 1, "UTC", ["2013-04-01.parquet", "date=2013-04-02.parquet"]),
        (0, 24, 2, "UTC", ["2013-04-01.parquet", "date=2013-04-02.parquet", "date=2013-04-03/part-0.parquet"]),
        (48, 96, 0, "UTC", ["2013-04-04.csv", "date=2013-04-03/part-0.parquet"]),
        (0, 24, 0, "America/New_York", ["2013-03-31.parquet", "2013-04-01.parquet"]),
        (480, 504, 0, "UTC", []),
    ],
)
def test_only_files_of_the_windows_days_are_opened(
    root: Path, start: float, end: float, late_by: int, zone: str, dated: list[str]
) -> None:
    window = Window(start=START + timedelta(hours=start), end=START + timedelta(hours=end))
    files = [
        file
        for file in listed("log", root)
        if file.stretch is None or file.stretch.touches(window, late_by=late_by, zone=ZoneInfo(zone))
    ]
    names = [Path(file.name).relative_to(root / "log").as_posix() for file in files]
    assert names == sorted(dated + UNDATED)


@pytest.mark.parametrize("where", ["log", "log/**", "log/**/*", "lo?/**/*.*"])
def test_folders_and_globs_name_files(root: Path, where: str) -> None:
    stretches = {Path(file.name).name: file.stretch for file in listed(where, root)}
    assert set(stretches) >= {"part-0.parquet", "all.parquet", "2013-04-04.csv"}
    stretch = stretches["part-0.parquet"]
    assert stretch is not None
    assert str(stretch.day) == "2013-04-03"
    assert stretches["all.parquet"] is None


def test_one_file_and_absolute_paths_are_places_too(root: Path) -> None:
    assert [file.stretch for file in listed("log/all.parquet", root)] == [None]
    assert len(listed(str(root / "log"), Path("elsewhere"))) == 8


def test_a_place_that_is_not_there_is_named(root: Path) -> None:
    with pytest.raises(EvidenceUnavailable, match=r"logs: no such file or folder; mend `labels`"):
        listed("logs", root)


def test_a_broken_file_of_another_day_spoils_nothing(tmp_path: Path) -> None:
    write_days(predictions(("a", hours(1), 1.0)), tmp_path / "served", by="scheduled")
    (tmp_path / "served" / "date=2013-06-01.parquet").touch()
    assert len(a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)) == 1


def test_an_absent_day_is_no_error(tmp_path: Path) -> None:
    moments: list[datetime] = [hours(1), hours(60)]
    write_days(predictions(*[(moment.day, moment, 1.0) for moment in moments]), tmp_path / "served", by="scheduled")
    assert len(a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)) == 2


def test_a_small_file_that_is_written_again_is_read_again(tmp_path: Path) -> None:
    log = a_log(tmp_path)
    (tmp_path / "landed").mkdir()
    for minutes in (1.0, 2.0):
        write_days(predictions(("a", hours(1), minutes)), tmp_path / "served", by="scheduled")
        assert list(log.read(WEEK, as_of=MUCH_LATER)[PREDICTION]) == [minutes]
