"""What a log shows of itself: never a crash, never silence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from adapters.prediction_logs.stored_log import StoredLog
from domain.columns import ID, PREDICTION
from domain.errors import EvidenceUnavailable
from domain.log_facts import ABSENT, LogFacts, TypeChange
from tests.adapters.prediction_logs.builders import COLUMNS, MUCH_LATER, WEEK, a_log, hours, predictions
from tests.adapters.prediction_logs.writing import in_memory


def write(root: Path, *days: pd.DataFrame) -> StoredLog:
    """A file a day from the first of April on, each holding whatever it is given."""
    (root / "served").mkdir()
    for number, frame in enumerate(days, start=1):
        frame.to_parquet(root / "served" / f"2013-04-{number:02}.parquet", index=False)
    return a_log(root, labels=None)


def a_row(id_: object, at: float, **columns: Any) -> pd.DataFrame:
    return predictions((id_, hours(at), 1.0), **columns)


def facts_of(log: StoredLog) -> LogFacts:
    facts: LogFacts = log.read(WEEK, as_of=MUCH_LATER).attrs["facts"]
    return facts


def test_the_log_that_all_places_share_has_something_of_everything() -> None:
    facts: LogFacts = in_memory(Path()).read(WEEK, as_of=MUCH_LATER).attrs["facts"]
    assert (facts.rows, facts.doubled_ids, facts.early_rows, facts.late_rows) == (166, 2, 1, 1)
    assert facts.newest == datetime(2013, 4, 7, 23, 15, tzinfo=UTC)
    assert facts.newest_logged == datetime(2013, 4, 10, tzinfo=UTC)


def test_a_column_that_changes_its_type_is_kept_and_named(tmp_path: Path) -> None:
    log = write(tmp_path, a_row("a", 1, carrier="UA"), a_row("b", 25, carrier=7), a_row("c", 49, carrier=None))
    rows = log.read(WEEK, as_of=MUCH_LATER)
    assert rows["carrier"].tolist()[:2] == ["UA", 7]
    assert rows["carrier"].isna().tolist() == [False, False, True]
    assert rows.attrs["facts"].type_changes == (TypeChange(column="carrier", types=("number", "text")),)
    types = [str(batch.schema.field("carrier").type) for batch in log.stream(WEEK, as_of=MUCH_LATER)]
    assert types == ["string", "int64", "null"]


def test_what_was_not_asked_for_is_told_of_too(tmp_path: Path) -> None:
    log = write(tmp_path, a_row("a", 1, carrier="UA"), a_row("b", 25, carrier=7))
    narrow = log.read(WEEK, as_of=MUCH_LATER, columns=())
    assert narrow.attrs["facts"].type_changes == (TypeChange(column="carrier", types=("number", "text")),)


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.5), (True, None), ("UA", pd.Categorical(["UA"])), (pd.Timestamp("2013-01-01"), pd.Timestamp(0, tz="UTC"))],
)
def test_the_same_kind_in_another_width_or_encoding_is_no_change(tmp_path: Path, one: object, other: object) -> None:
    log = write(tmp_path, a_row("a", 1, x=one), a_row("b", 25, x=other))
    assert facts_of(log).type_changes == ()
    assert len(list(log.stream(WEEK, as_of=MUCH_LATER))) == 2


def test_columns_that_appear_and_disappear_are_missing_where_they_are_not(tmp_path: Path) -> None:
    log = write(tmp_path, a_row("a", 1, old=1.0), a_row("b", 25, new="x"))
    rows = log.read(WEEK, as_of=MUCH_LATER)
    assert rows["old"].isna().tolist() == [False, True]
    assert rows["new"].isna().tolist() == [True, False]
    assert rows.attrs["facts"].type_changes == (
        TypeChange(column="old", types=("number", ABSENT)),
        TypeChange(column="new", types=("text", ABSENT)),
    )
    streamed = [row for batch in log.stream(WEEK, as_of=MUCH_LATER) for row in batch.to_pylist()]
    assert [(row["old"], row["new"]) for row in streamed] == [(1.0, None), (None, "x")]


def test_a_feature_that_is_named_and_nowhere_is_missing_and_told_of(tmp_path: Path) -> None:
    write(tmp_path, a_row("a", 1))
    log = a_log(tmp_path, labels=None, features=["carrier", "temp"])
    assert facts_of(log).type_changes == (TypeChange(column="temp", types=(ABSENT,)),)
    assert log.read(WEEK, as_of=MUCH_LATER)["temp"].isna().tolist() == [True]
    assert [batch.to_pylist()[0]["temp"] for batch in log.stream(WEEK, as_of=MUCH_LATER)] == [None]


@pytest.mark.parametrize(("column", "field"), [("minutes", "prediction"), ("flight", "id")])
def test_a_role_of_two_kinds_is_refused_by_name(tmp_path: Path, column: str, field: str) -> None:
    log = write(tmp_path, a_row("a", 1), a_row("b", 25).assign(**{column: [True]}))
    for reading in (lambda: log.read(WEEK, as_of=MUCH_LATER), lambda: list(log.stream(WEEK, as_of=MUCH_LATER))):
        with pytest.raises(
            EvidenceUnavailable, match=rf"served: files that do not fit .*'{column}', `columns.{field}`"
        ):
            reading()


def test_rows_behind_a_later_one_are_counted_file_by_file_within_a_day(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    of_first_writer = predictions(*[("abc"[n], hours(at), 1.0) for n, at in enumerate((1, 5, 3))])
    of_second_writer = predictions(("d", hours(2), 1.0), ("e", hours(4), 1.0))
    next_day = predictions(("f", hours(4.5), 1.0), ("g", hours(25), 1.0))
    for name, frame in (
        ("date=2013-04-01/part-0", of_first_writer),
        ("date=2013-04-01/part-1", of_second_writer),
        ("date=2013-04-02/part-0", next_day),
    ):
        (tmp_path / "served" / name).parent.mkdir(exist_ok=True)
        frame.to_parquet(tmp_path / "served" / f"{name}.parquet", index=False)
    assert facts_of(a_log(tmp_path, labels=None)).out_of_order_rows == 2


def test_offsets_of_the_windows_times_are_told(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    times = ["2013-03-01T00:00:00+05:00", "2013-04-01T00:00:00Z", "2013-04-02T00:00:00+02:00", "2013-04-03 00:00-0330"]
    lines = [{"flight": n, "scheduled": time, "minutes": 1.0} for n, time in enumerate(times)]
    (tmp_path / "served" / "all.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert facts_of(a_log(tmp_path, labels=None)).offsets == ("+00:00", "+02:00", "-03:30")


def test_nobody_knows_a_row_before_it_was_logged(tmp_path: Path) -> None:
    frame = predictions(*[("abcd"[n], hours(n), 1.0) for n in range(4)])
    frame = frame.assign(written=pd.to_datetime(pd.Series([hours(1), hours(30), None, hours(2)]), utc=True))
    write(tmp_path, frame)
    log = a_log(tmp_path, labels=None, columns={**COLUMNS, "logged_at": "written"})
    early, late = log.read(WEEK, as_of=hours(10)), log.read(WEEK, as_of=hours(30))
    assert (early[ID].tolist(), late[ID].tolist()) == (["a", "d"], ["a", "b", "d"])
    facts: LogFacts = late.attrs["facts"]
    assert (facts.untimed_rows, facts.early_rows, facts.newest_logged) == (1, 1, hours(30))


def test_without_a_moment_of_logging_early_rows_are_those_from_after_the_reading(tmp_path: Path) -> None:
    log = write(tmp_path, predictions(("a", hours(1), 1.0), ("b", hours(9), 1.0), ("c", hours(8), 1.0)))
    rows = log.read(WEEK, as_of=hours(8))
    assert (rows[ID].tolist(), rows.attrs["facts"].early_rows) == (["a"], 2)


def test_scores_of_classes_have_columns_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, a_row("a", 1, p_cat=0.25, p_dog=0.75))
    log = a_log(tmp_path, labels=None, columns={**COLUMNS, "scores": {"cat": "p_cat", "dog": "p_dog"}})
    rows = log.read(WEEK, as_of=MUCH_LATER)
    assert rows[["score of cat", "score of dog"]].to_numpy().tolist() == [[0.25, 0.75]]
    assert next(log.stream(WEEK, as_of=MUCH_LATER)).schema.names == [
        PREDICTION, "score of cat", "score of dog", "carrier"
    ]  # fmt: skip
