"""A glance at a log says what its columns lack of what a model's file asks for, and reads no more than a head."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from adapters.prediction_logs.glancing import Glance, glance
from adapters.prediction_logs.spec import LogSpec

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {"id": "row", "time": "when", "prediction": "said"}
ROWS = "row,when,said,Postcode\n1,2026-01-01T00:00:00Z,0.5,80331\n"


def seen(root: Path, text: str = ROWS, **asked: Any) -> Glance:
    (root / "log").mkdir(exist_ok=True)
    (root / "log" / "2026-01-01.csv").write_text(text, encoding="utf-8")
    columns = NAMES | asked.pop("columns", {})
    return glance(LogSpec(predictions="log", columns=columns, **asked), root, environment={})


def told(found: Glance) -> list[tuple[str, str]]:
    return [(".".join(flaw.at), flaw.told) for flaw in found.flaws]


def test_a_log_that_fits_has_no_flaw_and_its_columns_have_their_house_names(tmp_path: Path) -> None:
    found = seen(tmp_path)
    assert told(found) == []
    assert found.called == {
        "row": "prediction_id", "when": "event_time", "said": "prediction", "Postcode": "Postcode",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "at", "says"),
    [
        ({"columns": {"prediction": "sayd"}}, "columns.prediction", "no column 'sayd' in .*; did you mean said"),
        ({"columns": {"scores": {"cat": "p"}}}, "columns.scores.cat", "no column 'p' in .*; it has row, when, said"),
        ({"features": ["postcode"]}, "features", "no column 'postcode' in .*; did you mean Postcode"),
        ({"columns": {"time": "Postcode"}}, "columns.time", "the column 'Postcode' in .* holds no times"),
        ({"labels": "nowhere"}, "labels", "nowhere: no such file or folder"),
    ],
)
def test_what_the_file_asks_for_and_the_log_lacks_is_told_with_its_field(
    tmp_path: Path, asked: dict[str, Any], at: str, says: str
) -> None:
    ((where, what),) = told(seen(tmp_path, **asked))
    assert where == at
    assert re.search(says, what), what


def test_a_header_that_another_sign_parts_is_one_flaw_and_none_once_the_sign_is_named(tmp_path: Path) -> None:
    text = ROWS.replace(",", "\t")
    ((where, what),) = told(seen(tmp_path, text, features=["Postcode"]))
    assert (where, what.endswith('set `delimiter: "\\t"` of the log')) == ("delimiter", True), what
    assert told(seen(tmp_path, text, delimiter="\t", text_columns=["Postcode"])) == []


@pytest.mark.parametrize(("time_format", "when"), [("epoch_seconds", "1767225600"), ("%d.%m.%Y", "01.01.2026")])
def test_times_that_are_written_otherwise_are_a_flaw_until_their_format_is_named(
    tmp_path: Path, time_format: str, when: str
) -> None:
    text = ROWS.replace("2026-01-01T00:00:00Z", when)
    ((where, what),) = told(seen(tmp_path, text))
    assert (where, "`time_format: epoch_seconds`" in what) == ("columns.time", True), what
    assert told(seen(tmp_path, text, time_format=time_format, timezone="UTC")) == []


def test_times_without_an_offset_need_a_timezone(tmp_path: Path) -> None:
    local = ROWS.replace("Z", "")
    ((at, says),) = told(seen(tmp_path, local))
    assert (at, "have no offset from UTC; write `timezone` below `log`" in says) == ("columns.time", True)
    assert told(seen(tmp_path, local, timezone="Europe/Berlin")) == []


def test_of_a_long_file_only_the_head_is_read(tmp_path: Path) -> None:
    row = ROWS.splitlines()[1]
    assert told(seen(tmp_path, ROWS + f"{row}\n" * 40_000 + "a,line,with,too,many,cells\n")) == []


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("Postcode", None),
        ("prediction", None),
        ("label", None),
        ("postcode", "did you mean Postcode?"),
        ("said", "the column 'said' is known by its role; write prediction"),
        ("x", "no column 'x' in "),
    ],
)
def test_a_column_that_a_monitor_names_is_known_by_its_house_name(
    tmp_path: Path, column: str, says: str | None
) -> None:
    found = seen(tmp_path).stranger(column)
    assert found is None if says is None else found is not None and says in found


def test_of_a_log_that_does_not_open_no_column_is_called_strange(tmp_path: Path) -> None:
    found = glance(LogSpec(predictions="nowhere"), tmp_path, environment={})
    assert [at for at, _ in told(found)] == ["predictions"]
    assert found.stranger("anything") is None


def test_a_table_is_asked_for_its_columns(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "log.db")) as database:
        database.execute('CREATE TABLE served (row INTEGER, "when" TEXT, said REAL, Postcode TEXT)')
        database.commit()
    spec = LogSpec(predictions="served", database="sqlite:///log.db", columns=NAMES)
    found = glance(spec, tmp_path, environment={})
    assert (told(found), found.stranger("postcode") is not None) == ([], True)
