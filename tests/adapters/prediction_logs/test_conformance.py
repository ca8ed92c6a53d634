"""Wherever a log is kept, it gives the rows, labels and facts that its twin in memory gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from domain.columns import ENTITY, ID, LABEL, LABEL_TIME, LOGGED_AT, PREDICTION, SCORE, TIME
from domain.log_facts import LogFacts
from domain.ports import PredictionLog
from domain.windows import Window
from tests.adapters.prediction_logs.builders import MUCH_LATER, WEEK, hours
from tests.adapters.prediction_logs.postgres import write_postgres
from tests.adapters.prediction_logs.writing import FILES, a_bucket, in_memory, opened
from tests.servers import emptied

DAY = Window(start=hours(48), end=hours(72))
QUIET = Window(start=hours(24 * 60), end=hours(24 * 61))
MOMENTS = [(WEEK, MUCH_LATER), (WEEK, hours(24 * 8)), (WEEK, hours(100)), (DAY, hours(72.5)), (QUIET, MUCH_LATER)]
PLACES = [*FILES, "s3", "postgres", "postgres_slowly"]


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The endpoint of a bucket that holds the log."""
    with a_bucket(tmp_path_factory.mktemp("bucket")) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def twin() -> PredictionLog:
    """What every log is held against."""
    return in_memory(Path())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], PredictionLog]:
    """The log as files, by the name of how; written when it is first asked for."""
    return cache(lambda name: FILES[name](tmp_path_factory.mktemp(name)))


@pytest.fixture(scope="module")
def database(postgres_server: str) -> str:
    """The URL of a database that holds the log."""
    url = emptied(postgres_server)
    write_postgres(url)
    return url


@pytest.fixture(params=PLACES)
def log(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PredictionLog:
    """The same log, kept in every way."""
    if request.param in FILES:
        kept: PredictionLog = request.getfixturevalue("files")(request.param)
        return kept
    if request.param == "s3":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y")
        s3 = {"endpoint": request.getfixturevalue("bucket"), "region": "us-east-1"}
        return opened(tmp_path, predictions="s3://logs/air/served", labels="s3://logs/air/landed/*.parquet", s3=s3)
    url = str(request.getfixturevalue("database"))
    url = url.replace("+psycopg", "") if request.param == "postgres" else url
    return opened(tmp_path, database=url, late_by=None)


@pytest.mark.parametrize(("window", "as_of"), MOMENTS)
def test_rows_and_labels_are_those_of_the_twin(
    log: PredictionLog, twin: PredictionLog, window: Window, as_of: datetime
) -> None:
    rows, expected = log.read(window, as_of=as_of), twin.read(window, as_of=as_of)
    assert set(rows.columns) == set(expected.columns)
    assert comparable(rows) == comparable(expected)
    assert facts(rows) == facts(expected)


@pytest.mark.parametrize(("window", "as_of"), MOMENTS)
def test_the_stream_gives_the_rows_that_are_read(log: PredictionLog, window: Window, as_of: datetime) -> None:
    rows = log.read(window, as_of=as_of)
    streamed = [row for batch in log.stream(window, as_of=as_of) for row in batch.to_pylist()]
    expected = rows.drop(columns=[ID, TIME, LOGGED_AT, LABEL, LABEL_TIME])
    assert sorted(map(str, flat(pd.DataFrame(streamed, columns=expected.columns)))) == sorted(map(str, flat(expected)))


@pytest.mark.parametrize(("window", "as_of"), MOMENTS)
def test_what_arrived_is_counted_as_it_is_read(
    log: PredictionLog, twin: PredictionLog, window: Window, as_of: datetime
) -> None:
    assert log.arrived(window, as_of=as_of) == twin.arrived(window, as_of=as_of)


@pytest.mark.parametrize("asked", [(), ("temp",), (LABEL,), (LABEL_TIME, PREDICTION), (SCORE, ENTITY, "nowhere")])
def test_only_the_columns_that_are_asked_for_come(
    log: PredictionLog, twin: PredictionLog, asked: tuple[str, ...]
) -> None:
    rows, expected = (each.read(WEEK, as_of=MUCH_LATER, columns=asked) for each in (log, twin))
    assert set(rows.columns) == {ID, TIME, *asked} - {"nowhere"}
    assert comparable(rows) == comparable(expected)
    assert facts(rows) == facts(expected)


def test_batches_are_small_and_are_arrow(log: PredictionLog) -> None:
    for batch in log.stream(WEEK, as_of=MUCH_LATER):
        assert isinstance(batch, pa.RecordBatch)
        assert 0 < len(batch) <= 65_536


def comparable(rows: pd.DataFrame) -> list[dict[str, object]]:
    """The rows by event time, without what is a matter of the place: types, and how the missing is written."""
    return flat(rows.sort_values([TIME, ID]))


def flat(rows: pd.DataFrame) -> list[dict[str, object]]:
    return [
        {
            str(name): None if pd.isna(value) else round(value, 4) if isinstance(value, float) else value
            for name, value in row
        }
        for row in (sorted(record.items()) for record in rows.to_dict("records"))
    ]


def facts(rows: pd.DataFrame) -> LogFacts:
    """What the log showed, but for what a table, or a log without text, cannot show."""
    found: LogFacts = rows.attrs["facts"]
    return replace(found, out_of_order_rows=0, offsets=(), type_changes=())
