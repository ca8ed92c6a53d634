"""`driftwarden init FOLDER --from LOG` drafts a project that can be used at once, and says what it could not find."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from domain.errors import InvalidDocument
from driftwarden.starter.casting import Casting
from driftwarden.starter.columns_seen import look
from driftwarden.starter.drafting import Asked, draft_project
from driftwarden.starter.places_written import database_written
from driftwarden.starter.roles import cast
from flows.projects import read_project
from tests.adapters.prediction_logs.writing import a_bucket
from tests.driftwarden.drafts import START, class_rows, drafted, regression_rows
from tests.driftwarden.front_door import FrontDoor, run_program


def _in_parts(rows: pd.DataFrame, folder: Path, *, parts: int = 20) -> None:
    folder.mkdir()
    for number in range(parts):
        size = len(rows) // parts
        rows.iloc[number * size : (number + 1) * size].to_parquet(folder / f"part-{number:02d}.parquet")


def _cast(columns: Mapping[str, Any]) -> Casting:
    table = pa.table(columns)
    return cast(look(table), None, {}, table)


def test_a_regression_in_parquet_is_drafted_with_its_roles_and_checks(tmp_path: Path) -> None:
    log = tmp_path / "log.parquet"
    regression_rows().to_parquet(log)
    written = drafted(tmp_path / "p", log)
    assert written["log"]["columns"] == {
        "id": "request_id",
        "time": "event_time",
        "prediction": "prediction",
        "label": "actual",
        "label_time": "labelled_at",
    }
    assert written["monitoring"]["task"] == "regression"
    assert written["monitoring"]["labels_mature_after"] == "1h"
    assert "timezone" not in written["log"]
    assert written["policy"] == "performance-first"


def test_a_classifier_in_csv_gets_a_positive_class_a_time_zone_to_mend_and_a_policy_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "p" / "log.csv"
    log.parent.mkdir()
    class_rows().to_csv(log, index=False)
    written = drafted(tmp_path / "p", log)
    assert (written["log"]["predictions"], written["log"]["timezone"]) == ("log.csv", "UTC")
    assert written["log"]["columns"]["score"] == "probability"
    assert (written["monitoring"]["task"], written["monitoring"]["positive"]) == ("binary", "buys")
    assert written["policy"] == "policies/shop.yaml"
    text = (tmp_path / "p" / "models" / "shop.yaml").read_text(encoding="utf-8")
    assert "No offset from UTC was seen in event_time, labelled_at. Whose local time is it?" in text


def test_class_probabilities_in_json_lines_make_a_multiclass_and_their_offsets_are_seen(tmp_path: Path) -> None:
    dice = np.random.default_rng(1)
    log = tmp_path / "pets.jsonl"
    with log.open("w", encoding="utf-8") as file:
        for number in range(60):
            shares = dice.dirichlet([1, 1, 1])
            said = dict(zip(["p_cat", "p_dog", "p_fish"], shares.tolist(), strict=True))
            row = {"requestId": f"r{number}", "at": f"2026-01-31T08:{number:02d}:00+01:00", "predictedClass": "cat"}
            file.write(json.dumps({**row, "camera": f"c{number % 3}", **said}) + "\n")
    written = drafted(tmp_path / "p", log)
    assert written["monitoring"]["task"] == "multiclass"
    assert written["log"]["columns"]["scores"] == {"cat": "p_cat", "dog": "p_dog", "fish": "p_fish"}
    assert "timezone" not in written["log"]
    assert written["policy"] == "drift-investigate-only"
    assert "# segments: [camera]" in (tmp_path / "p" / "models" / "shop.yaml").read_text(encoding="utf-8")


def test_of_the_probabilities_of_two_classes_the_plainly_positive_one_is_the_score(tmp_path: Path) -> None:
    rows = regression_rows()
    share = np.random.default_rng(2).random(len(rows))
    rows = rows.assign(prediction=np.where(share > 0.5, "yes", "no"), p_yes=share, p_no=1 - share)
    rows["actual"] = rows["prediction"]
    rows.to_parquet(tmp_path / "log.parquet")
    written = drafted(tmp_path / "p", tmp_path / "log.parquet")
    assert (written["monitoring"]["task"], written["log"]["columns"]["score"]) == ("binary", "p_yes")
    assert not {"p_yes", "p_no"} & set(written["log"]["features"])
    assert "positive" not in written["monitoring"]


def test_labels_that_cannot_be_joined_are_refused_with_the_remedy(driftwarden: FrontDoor, tmp_path: Path) -> None:
    rows = regression_rows()
    rows.drop(columns=["actual", "labelled_at"]).to_parquet(tmp_path / "log.parquet")
    rows[["actual", "labelled_at"]].to_parquet(tmp_path / "labels.parquet", index=False)
    words = ("init", tmp_path / "p", "--from", tmp_path / "log.parquet", "--labels", tmp_path / "labels.parquet")
    said = driftwarden(*words)
    assert (said.code, "It has to be in the labels as well, under the same name" in said.err) == (1, True), said.err
    told = driftwarden(*words, "--role", "id=request_id")
    assert "has no column 'request_id', the id of predictions" in told.err


def test_labels_in_a_place_of_their_own_are_told_by_what_is_there(tmp_path: Path) -> None:
    rows = regression_rows().rename(columns={"request_id": "trip", "actual": "minutes", "labelled_at": "landed"})
    for kind, columns in {
        "predictions": ["trip", "event_time", "size", "prediction"],
        "labels": ["trip", "minutes", "landed"],
    }.items():
        (tmp_path / kind).mkdir()
        for day, part in rows.groupby(rows["event_time"].dt.strftime("%Y-%m-%d")):
            part[columns].to_parquet(tmp_path / kind / f"date={day}.parquet", index=False)
    written = drafted(tmp_path / "p", tmp_path / "predictions", labels=str(tmp_path / "labels"))
    columns = written["log"]["columns"]
    assert (columns["id"], columns["label"], columns["label_time"]) == ("trip", "minutes", "landed")
    assert written["monitoring"]["window"] == "week"


def test_a_database_is_drafted_from_its_table(tmp_path: Path) -> None:
    file = tmp_path / "log.db"
    rows = class_rows(300)
    with sqlite3.connect(file) as connection:
        rows.to_sql("served", connection, index=False)
    connection.close()
    written = drafted(tmp_path / "p", f"sqlite:///{file}", table="served")
    assert (written["log"]["database"], written["log"]["predictions"]) == (f"sqlite:///{file}", "served")
    assert written["log"]["columns"]["id"] == "request_id"


@pytest.mark.parametrize(
    ("minutes", "window"), [(30, "week"), (2, "day"), (0.01, "hour")], ids=["48 a day", "720 a day", "8,640,000 a day"]
)
def test_the_window_follows_the_volume(tmp_path: Path, minutes: float, window: str) -> None:
    rows = regression_rows(3000)
    rows["event_time"] = pd.date_range(START, periods=3000, freq=pd.Timedelta(minutes=minutes), tz="UTC")
    _in_parts(rows, tmp_path / "log")
    assert drafted(tmp_path / "p", tmp_path / "log")["monitoring"]["window"] == window


@pytest.mark.parametrize(
    ("columns", "role", "column"),
    [
        ({"yhat": [1.5, 2.5], "prediction": [1.0, 2.0]}, "prediction", "prediction"),
        ({"Predicted Hires": [1.5, 2.5]}, "prediction", "Predicted Hires"),
        ({"flight_id": ["a", "b"], "note": ["x", "y"]}, "id", "flight_id"),
        ({"customer_id": ["a", "b"], "key": ["x", "y"]}, "id", "key"),
        ({"customer_id": ["a", "b"]}, "id", "customer_id"),
        ({"when": ["2026-01-31", "2026-02-01"]}, "time", "when"),
        ({"timestamp": [1, 2], "seen": ["2026-01-31T08:00:00Z"] * 2}, "time", "seen"),
        ({"latency": [12.5, 13.0]}, "latency", "latency"),
        ({"modelVersion": ["v1", "v1"]}, "version", "modelVersion"),
        ({"error": ["timeout", None]}, "error", "error"),
        ({"probability": [0.1, 0.9]}, "score", "probability"),
    ],
    ids=lambda given: ", ".join(given) if isinstance(given, dict) else str(given),
)
def test_a_role_is_told_by_name_and_by_content(columns: dict[str, list[Any]], role: str, column: str) -> None:
    assert _cast(columns).roles[role].column == column


@pytest.mark.parametrize(
    ("columns", "role"),
    [
        ({"score": [612, 700]}, "score"),
        ({"error": [0.5, 0.1]}, "error"),
        ({"timestamp": [1, 2]}, "time"),
        ({"id": ["same", "same", "same"]}, "id"),
        ({"p_a": [0.5, 0.5], "p_b": [0.9, 0.9]}, "scores"),
    ],
    ids=str,
)
def test_a_name_alone_gives_no_role_to_what_cannot_play_it(columns: dict[str, list[Any]], role: str) -> None:
    casting = _cast(columns)
    assert role not in casting.roles
    assert not casting.scores


def test_no_column_plays_two_roles_and_what_might_answer_twice_is_no_feature() -> None:
    numbers = {name: [1.5, 2.5] for name in ("prediction", "yhat", "target", "y_true", "x")}
    casting = _cast({"request_id": ["a", "b"], **numbers})
    played = [found.column for found in casting.roles.values()]
    assert len(played) == len(set(played))
    assert {"yhat", "y_true"} <= set(casting.left_out)
    assert [seen.name for seen in casting.features] == ["x"]


def test_a_truth_without_a_time_is_taken_to_be_known_after_a_week_and_said_so(
    driftwarden: FrontDoor, tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    regression_rows(700).drop(columns="labelled_at").rename(columns={"actual": "label"}).to_csv(log, index=False)
    said = driftwarden("init", tmp_path / "p", "--from", log, "--model", "shop")
    assert "no column says when labels came: 7d after the prediction is assumed" in said.out
    (watched,) = read_project(tmp_path / "p").models
    assert (watched.document.log.columns.label, watched.document.log.labels_known_after) == ("label", timedelta(days=7))
    assert (watched.document.monitoring.labels_mature_after, watched.policy.name) == (
        timedelta(days=7),
        "performance-first",
    )


@pytest.mark.parametrize(
    ("taken", "missing"),
    [(["request_id"], ["id"]), (["event_time", "labelled_at"], ["time"]), (["prediction"], ["prediction"]),
     (["request_id", "prediction"], ["id", "prediction"])],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_found_is_one_message_with_the_columns_and_the_option(
    driftwarden: FrontDoor, tmp_path: Path, taken: list[str], missing: list[str]
) -> None:
    log = tmp_path / "log.parquet"
    regression_rows().drop(columns=taken).to_parquet(log)
    said = driftwarden("init", tmp_path / "p", "--from", log)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    for role in missing:
        assert f"--role {role}=COLUMN" in said.err
    assert "size (double)" in said.err
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("predicton=size", "no role is called 'predicton'; did you mean prediction?"),
        ("prediction=sise", "there is no column 'sise'; did you mean size?"),
        ("prediction", "write ROLE=COLUMN, such as id=request_id"),
        ("time=size", "holds double, which is no time"),
        ("scores.=size", "no role is called 'scores.'"),
    ],
)
def test_a_mistaken_role_is_answered_with_what_may_be_meant(
    driftwarden: FrontDoor, tmp_path: Path, given: str, says: str
) -> None:
    log = tmp_path / "log.parquet"
    regression_rows().to_parquet(log)
    said = driftwarden("init", tmp_path / "p", "--from", log, "--role", given)
    assert (said.code, says in said.err) == (1, True), said.err


def test_a_role_that_is_given_wins_over_the_usual_name(tmp_path: Path) -> None:
    log = tmp_path / "log.parquet"
    regression_rows().to_parquet(log)
    written = drafted(tmp_path / "p", log, roles=("prediction=size",))
    assert written["log"]["columns"]["prediction"] == "size"
    assert "prediction" not in written["log"]["features"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("nowhere.parquet", None, "no such file or folder; mend --from"),
        ("log.txt", b"a,b\n1,2\n", "holds no file of a log"),
        ("log.csv", b"a,b\n", "holds no row"),
        ("log.csv", b"", "cannot be read"),
        ("log.parquet", b"PAR1 torn", "log.parquet: cannot be read"),
        ("log.jsonl", b'{"a": 1}\n{"a":\n', "log.jsonl: cannot be read (line 2 is no JSON"),
    ],
    ids=["absent", "format", "no rows", "empty", "torn", "no JSON"],
)
def test_a_log_that_cannot_be_used_is_named(
    driftwarden: FrontDoor, tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    said = driftwarden("init", tmp_path / "p", "--from", tmp_path / name)
    assert (said.code, said.out, says in said.err) == (1, "", True), said.err
    assert name in said.err


def test_a_bucket_is_drafted_with_the_endpoint_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with a_bucket(tmp_path / "bucket") as endpoint:
        keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "very_secret"}
        for name, value in {**keys, "AWS_ENDPOINT_URL": endpoint, "AWS_REGION": "us-east-1"}.items():
            monkeypatch.setenv(name, value)
        served, landed = "s3://logs/air/served", "s3://logs/air/landed"
        written = drafted(tmp_path / "p", served, labels=landed, roles=("prediction=minutes",))
    assert (written["log"]["predictions"], written["log"]["s3"]) == (served, {"endpoint": endpoint})
    assert written["log"]["columns"]["id"] == "Flight no"


def test_a_password_is_not_written_down() -> None:
    assert "s3cret" not in database_written("postgresql://ada:s3cret@db/shop")


def test_a_password_in_the_query_of_a_url_is_asked_for_as_a_variable() -> None:
    url = "postgresql://db/shop?user=ada&password={}"
    with pytest.raises(InvalidDocument, match=r"write `password=\$\{LOG_PASSWORD\}` and set LOG_PASSWORD") as refused:
        database_written(url.format("s3cret"))
    assert "s3cret" not in str(refused.value)
    assert database_written(url.format("${LOG_PASSWORD}")) == url.format("${LOG_PASSWORD}")


def test_nothing_is_written_over_and_a_second_model_gets_a_trainer_of_its_own(
    driftwarden: FrontDoor, tmp_path: Path
) -> None:
    log = tmp_path / "log.parquet"
    regression_rows().to_parquet(log)
    assert driftwarden("init", tmp_path / "p", "--from", log, "--model", "one").code == 0
    before = (tmp_path / "p" / "models" / "one.yaml").read_bytes()
    again = driftwarden("init", tmp_path / "p", "--from", log, "--model", "one")
    assert (again.code, "is there already, and is not written over" in again.err) == (1, True)
    assert (tmp_path / "p" / "models" / "one.yaml").read_bytes() == before
    assert driftwarden("init", tmp_path / "p", "--from", log, "--model", "two").code == 0
    assert (tmp_path / "p" / "training_two.py").is_file()
    assert "nothing to mend" in driftwarden("check", "--project", tmp_path / "p").out


def test_options_of_a_draft_without_a_log_are_a_usage_error(driftwarden: FrontDoor, tmp_path: Path) -> None:
    said = driftwarden("init", tmp_path / "p", "--model", "one")
    assert (said.code, "--from" in said.err) == (2, True)


def test_how_many_rows_were_read_is_said(tmp_path: Path) -> None:
    _in_parts(regression_rows(), tmp_path / "log")
    said = list(draft_project(tmp_path / "p", Asked(log=str(tmp_path / "log")), now=datetime(2026, 1, 9, tzinfo=UTC)))
    assert said[0] == f"read 160 rows of {tmp_path / 'log'} (8 of 20 files)"


@pytest.mark.slow
def test_from_a_log_to_a_champion_that_is_watched_by_the_commands_that_are_printed(tmp_path: Path) -> None:
    """Of two classes, because the starter's own walk is a regression's."""
    home, project, log = tmp_path / "home", tmp_path / "shop", tmp_path / "log.csv"
    home.mkdir()
    class_rows(4000, minutes=10).to_csv(log, index=False)
    init = run_program("init", project, "--from", log, home=home)
    assert init.code == 0, init
    said = {}
    for words in re.findall(r"^  driftwarden (.+)$", init.out, flags=re.MULTILINE):
        done = run_program(*words.split(), home=home)
        assert (done.code, "Traceback" in done.err) == (0, False), done
        said[words.split()[0]] = done.out
    assert "nothing to mend" in said["check"]
    assert "v1 is in force" in said["adopt"]
    assert re.search(r"decision [0-9a-f]{8}", said["run"]), said["run"]
