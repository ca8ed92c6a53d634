"""What cannot be read is named: the file, the column, and what to mend."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError

from adapters.prediction_logs.spec import LogSpec
from domain.columns import TIME
from domain.errors import EvidenceUnavailable
from domain.windows import Window
from tests.adapters.prediction_logs.builders import (
    COLUMNS,
    MUCH_LATER,
    WEEK,
    a_log,
    hours,
    labels,
    predictions,
    write_days,
)

FILE = "served/date=2013-04-01.parquet"


def _served(root: Path, frame: pd.DataFrame) -> None:
    (root / "served").mkdir(exist_ok=True)
    frame.to_parquet(root / FILE)


def _no_prediction(root: Path) -> None:
    _served(root, predictions(("a", hours(1), 1.0)).drop(columns="minutes"))


def _truncated(root: Path) -> None:
    _served(root, predictions(("a", hours(1), 1.0)))
    (root / FILE).write_bytes((root / FILE).read_bytes()[:200])


def _empty_file(root: Path) -> None:
    (root / "served").mkdir()
    (root / FILE).touch()


def _empty_csv(root: Path) -> None:
    (root / "served").mkdir()
    (root / "served" / "2013-04-01.csv").touch()


def _naive(root: Path) -> None:
    frame = predictions(("a", hours(1), 1.0))
    _served(root, frame.assign(scheduled=frame["scheduled"].dt.tz_localize(None)))


def _naive_text(root: Path) -> None:
    _served(root, predictions(("a", hours(1), 1.0)).assign(scheduled="2013-04-01 05:00:00"))


def _no_times(root: Path) -> None:
    _served(root, predictions(("a", hours(1), 1.0)).assign(scheduled=17))


def _nonsense_times(root: Path) -> None:
    _served(root, predictions(("a", hours(1), 1.0)).assign(scheduled="at noon"))


def _role_as_feature(root: Path) -> None:
    _served(root, predictions(("a", hours(1), 1.0)).assign(prediction="UA"))


def _nothing(root: Path) -> None:
    (root / "served").rmdir() if (root / "served").exists() else None


def _no_file(root: Path) -> None:
    (root / "served").mkdir()
    (root / "served" / "notes.txt").touch()


def _ids_of_two_kinds(root: Path) -> None:
    _served(root, predictions((7, hours(1), 1.0)))
    write_days(labels(("7", 5.0, hours(3))), root / "landed", by="landed")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_no_prediction, [FILE, "no column 'minutes'", "`columns.prediction`", "flight, scheduled, carrier"]),
        (_truncated, [FILE, "cannot be read"]),
        (_empty_file, [FILE, "cannot be read"]),
        (_empty_csv, ["2013-04-01.csv", "cannot be read"]),
        (_naive, [FILE, "'scheduled'", "`columns.time`", "`timezone`"]),
        (_naive_text, [FILE, "'scheduled'", "`timezone`"]),
        (_no_times, [FILE, "'scheduled'", "its type is int64"]),
        (_nonsense_times, [FILE, "'scheduled'", "'…'"]),
        (_role_as_feature, [FILE, "'prediction'", "`features`"]),
        (_nothing, ["served", "no such file or folder", "`predictions`"]),
        (_no_file, ["served: no file of a log is there", "served holds notes.txt", "mend `predictions`"]),
        (_ids_of_two_kinds, ["landed", "int64", "`columns.id`"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_the_message_says_where_and_what_to_mend(
    tmp_path: Path, spoil: Callable[[Path], None], says: list[str]
) -> None:
    (tmp_path / "landed").mkdir()
    spoil(tmp_path)
    with pytest.raises(EvidenceUnavailable) as refusal:
        a_log(tmp_path).read(WEEK, as_of=MUCH_LATER)
    for words in says:
        assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("glob", "instead"),
    [
        ("srved/*.parquet", "{root} holds served, landed"),
        ("served/*.csv", "served holds date=2013-04-01.parquet, date=2013-04-02.parquet"),
        ("served/year=*/*", "served holds date=2013-04-01.parquet"),
    ],
)
def test_a_glob_that_names_no_file_says_what_lies_there_instead(tmp_path: Path, glob: str, instead: str) -> None:
    write_days(predictions(("a", hours(1), 1.0), ("b", hours(25), 1.0)), tmp_path / "served", by="scheduled")
    (tmp_path / "landed").mkdir()
    log = a_log(tmp_path, predictions=glob)
    for reading in (lambda: log.read(WEEK, as_of=MUCH_LATER), lambda: log.arrived(WEEK, as_of=MUCH_LATER)):
        with pytest.raises(EvidenceUnavailable) as refusal:
            reading()
        assert f"{tmp_path / glob}: no file of a log is there" in str(refusal.value)
        assert instead.format(root=tmp_path) in str(refusal.value)


def test_a_version_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    _served(tmp_path, predictions(("a", hours(1), 1.0)))
    with pytest.raises(EvidenceUnavailable, match=r"no column 'served_by', which `columns\.version`"):
        a_log(tmp_path, labels=None, columns={**COLUMNS, "version": "served_by"}).read(WEEK, as_of=MUCH_LATER)


@pytest.mark.parametrize(("spoil", "utc"), [(_naive, "2013-04-01 05:00"), (_naive_text, "2013-04-01 09:00")])
def test_local_times_are_read_in_the_time_zone_that_is_named(
    tmp_path: Path, spoil: Callable[[Path], None], utc: str
) -> None:
    spoil(tmp_path)
    rows = a_log(tmp_path, labels=None, timezone="America/New_York").read(WEEK, as_of=MUCH_LATER)
    assert rows[TIME].tolist() == [pd.Timestamp(utc, tz="UTC")]


def test_an_hour_that_the_clocks_repeat_is_read_as_the_later_one(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    frame = predictions(("a", hours(1), 1.0)).assign(scheduled=pd.Timestamp("2013-11-03 01:30"))
    frame.to_parquet(tmp_path / "served" / "all.parquet")
    log = a_log(tmp_path, labels=None, timezone="America/New_York")
    rows = log.read(Window(start=WEEK.start, end=MUCH_LATER), as_of=MUCH_LATER)
    assert rows[TIME].tolist() == [pd.Timestamp("2013-11-03 06:30", tz="UTC")]


@pytest.mark.parametrize(
    "document",
    [
        {"predictions": "served", "column": {}},
        {"predictions": "served", "columns": {"identifier": "x"}},
        {"predictions": "served", "columns": {"id": "x", "time": "x"}},
        {"predictions": "served", "timezone": "Mars/Olympus"},
        {"predictions": "served", "late_by": -1},
        {"predictions": "served", "columns": {"id": "x", "scores": {"cat": "x"}}},
        {"predictions": "served", "s3": {"endpoint": "minio:9000"}},
        {"predictions": "s3://logs/served", "s3": {"secret": "x"}},
        {"predictions": "served", "delimiter": "::"},
        {"predictions": "served", "time_format": "seconds"},
        {"predictions": "served", "time_format": "%d.%m.%Y %z"},
        {"predictions": "served", "database": "sqlite:///log.db", "time_format": "epoch_seconds"},
        {"predictions": "served", "labels_known_after": "soon"},
        {},
    ],
)
def test_a_log_that_makes_no_sense_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LogSpec.model_validate(document)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"columns": {"score": "p", "scores": {"cat": "q"}}}, "keep the one that fits"),
        ({"columns": {"scores": {"cat": "q", "dog": "q"}}}, "column 'q' plays two roles"),
        ({"s3": {"region": "eu-central-1"}}, "s3 is for predictions or labels at s3://BUCKET/PREFIX"),
        ({"database": "sqlite:///x.db", "labels": "s3://logs/landed"}, "database and s3:// are two places"),
        ({"database": "sqlite:///x.db", "late_by": 2}, "late_by is about dated files"),
        ({"database": "my_secret"}, "database is a URL such as postgresql://"),
    ],
)
def test_what_would_be_ignored_is_refused_without_showing_it(document: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        LogSpec.model_validate({"predictions": "served"} | document)
    assert says in str(refusal.value)
    assert "my_secret" not in str(refusal.value)


@pytest.mark.parametrize("role", ["score", "arm", "entity", "logged_at", "serving_error", "score of cat"])
def test_a_feature_with_the_name_of_a_role_is_refused(tmp_path: Path, role: str) -> None:
    _served(tmp_path, predictions(("a", hours(1), 1.0)).assign(**{role: 0.5}))
    with pytest.raises(EvidenceUnavailable, match=rf"column '{role}' has the name of a role .* `features`"):
        a_log(tmp_path, labels=None).read(WEEK, as_of=MUCH_LATER)
    assert len(a_log(tmp_path, labels=None, features=["carrier"]).read(WEEK, as_of=MUCH_LATER)) == 1
