"""What `driftwarden init` makes of logs that are not written as plainly as one would wish."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from adapters.prediction_logs.opening import open_stored_log
from domain.columns import LABEL_TIME, TIME
from domain.windows import Window
from flows.projects import read_project
from tests.driftwarden.drafts import START, class_rows, drafted, regression_rows
from tests.driftwarden.front_door import FrontDoor

LATER = datetime(2026, 12, 31, tzinfo=UTC)


def test_labels_in_a_place_of_their_own_need_no_time_where_no_column_is_one(tmp_path: Path) -> None:
    rows = regression_rows(700)
    rows.drop(columns=["actual", "labelled_at"]).to_parquet(tmp_path / "log.parquet")
    rows[["request_id", "actual"]].to_parquet(tmp_path / "labels.parquet", index=False)
    written = drafted(tmp_path / "p", tmp_path / "log.parquet", labels=str(tmp_path / "labels.parquet"))
    assert (written["log"]["columns"]["label"], written["log"]["labels_known_after"]) == ("actual", "7d")


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_a_header_that_is_parted_otherwise_is_read_and_its_sign_written_down(tmp_path: Path, sign: str) -> None:
    rows = regression_rows(700)
    rows["Price; net"], rows["postcode"] = 1.5, [f"{number % 50:05d}" for number in range(700)]
    rows.to_csv(tmp_path / "log.csv", index=False, sep=sign)
    written = drafted(tmp_path / "p", tmp_path / "log.csv")
    assert (written["log"]["delimiter"], written["log"]["text_columns"]) == (sign, ["postcode"])
    (watched,) = read_project(tmp_path / "p").models
    log = open_stored_log(watched.document.log, tmp_path / "p", environment={})
    read = log.read(Window(start=START.replace(tzinfo=UTC), end=datetime(2026, 1, 2, tzinfo=UTC)), as_of=LATER)
    assert (read["postcode"].iloc[0], len(read)) == ("00000", 48)


def test_files_that_are_parted_by_two_signs_are_refused(driftwarden: FrontDoor, tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    for number, sign in enumerate(",;"):
        regression_rows(30, seed=number).to_csv(tmp_path / "log" / f"{number}.csv", index=False, sep=sign)
    said = driftwarden("init", tmp_path / "p", "--from", tmp_path / "log")
    assert (said.code, "are parted by ',' and ';'; write all files with one sign" in said.err) == (1, True), said.err


@pytest.mark.parametrize(
    ("written", "of"),
    [
        ("epoch_seconds", lambda times: times.astype("int64") // 10**9),
        ("epoch_milliseconds", lambda times: times.astype("int64") // 10**6),
        ("%d.%m.%Y %H:%M", lambda times: times.dt.strftime("%d.%m.%Y %H:%M")),
        ("%m/%d/%Y %H:%M:%S", lambda times: times.dt.strftime("%m/%d/%Y %H:%M:%S")),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_times_that_are_no_iso_text_are_read_as_they_are_written(
    tmp_path: Path, written: str, of: Callable[[Any], Any], suffix: str
) -> None:
    rows = regression_rows(700)
    spoilt = rows.assign(
        event_time=of(rows["event_time"].dt.as_unit("ns")), labelled_at=of(rows["labelled_at"].dt.as_unit("ns"))
    )
    file = tmp_path / f"log{suffix}"
    if suffix == ".csv":
        spoilt.to_csv(file, index=False)
    elif suffix == ".jsonl":
        spoilt.to_json(file, orient="records", lines=True)
    else:
        spoilt.to_parquet(file)
    log = drafted(tmp_path / "p", file)["log"]
    assert (log["time_format"], log["columns"]["label_time"]) == (written, "labelled_at")
    (watched,) = read_project(tmp_path / "p").models
    read = open_stored_log(watched.document.log, tmp_path / "p", environment={}).read(
        Window(start=START.replace(tzinfo=UTC), end=LATER), as_of=LATER
    )
    assert (read[TIME] == rows["event_time"]).all()
    assert (read[LABEL_TIME] - read[TIME] == pd.Timedelta(hours=1)).all()


def test_days_that_leave_day_and_month_open_are_no_times(driftwarden: FrontDoor, tmp_path: Path) -> None:
    rows = regression_rows(40).assign(event_time="01/02/2026 08:00").drop(columns=["labelled_at", "actual"])
    rows.to_csv(tmp_path / "log.csv", index=False)
    said = driftwarden("init", tmp_path / "p", "--from", tmp_path / "log.csv")
    assert (said.code, "event_time is there, but holds string; times are timestamps" in said.err) == (1, True), said.err


def test_what_answers_rather_than_describes_is_proposed_and_is_no_feature(tmp_path: Path) -> None:
    rows = class_rows(700).drop(columns="probability")
    share = np.random.default_rng(3).random(700)
    rows = rows.assign(confidence=share, ms=7)
    rows.to_csv(tmp_path / "log.csv", index=False)
    written = drafted(tmp_path / "p", tmp_path / "log.csv")
    assert {"confidence", "ms"}.isdisjoint(written["log"]["features"])
    assert {"score", "latency"}.isdisjoint(written["log"]["columns"])
    text = (tmp_path / "p" / "models" / "shop.yaml").read_text(encoding="utf-8")
    assert re.search(r"# score: confidence +# numbers from 0 to 1, its name: take the first sign away if so", text)
    assert "# latency: ms" in text


def test_a_share_whose_name_and_threshold_both_say_so_is_the_score(tmp_path: Path) -> None:
    rows = class_rows(700).rename(columns={"probability": "Prob. churn"})
    rows.to_csv(tmp_path / "log.csv", index=False)
    written = drafted(tmp_path / "p", tmp_path / "log.csv")
    assert (written["log"]["columns"]["score"], written["monitoring"]["positive"]) == ("Prob. churn", "buys")


@pytest.mark.parametrize(("version", "option"), [("2026.10", " --version 2026.10"), ("v1", "")])
def test_the_first_champion_is_to_be_called_as_the_log_calls_what_serves(
    driftwarden: FrontDoor, tmp_path: Path, version: str, option: str
) -> None:
    regression_rows(700).assign(model_version=version).to_csv(tmp_path / "log.csv", index=False)
    said = driftwarden("init", tmp_path / "p", "--from", tmp_path / "log.csv")
    assert re.search(rf"adopt p .*--as-of 2026-01-10{option} --project", said.out), said.out
