"""CSV and JSON lines: blocks, types, what is missing, and what cannot be read."""

from __future__ import annotations

import gzip
import traceback
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.prediction_logs import csv_rows, json_rows, text_blocks
from adapters.prediction_logs.stored_log import StoredLog
from domain.columns import ID, PREDICTION, TIME, VERSION
from domain.errors import EvidenceUnavailable
from domain.log_facts import ABSENT, LogFacts, TypeChange
from tests.adapters.prediction_logs.builders import COLUMNS, MUCH_LATER, START, WEEK, a_log, hours, predictions

VERSIONED = {**COLUMNS, "version": "version"}
HEAD = "flight,scheduled,minutes,carrier\n"


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few lines, so that a short file has several."""

    def small(stream: object, *, quoted: bool) -> object:
        return text_blocks.blocks(stream, quoted=quoted, size=200)

    monkeypatch.setattr(csv_rows, "blocks", small)
    monkeypatch.setattr(json_rows, "blocks", small)


def written(root: Path, name: str, text: str) -> StoredLog:
    """The log of one file."""
    (root / "served").mkdir(exist_ok=True)
    content = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
    (root / "served" / name).write_bytes(content)
    return a_log(root, labels=None)


def csv_lines(*carriers: str) -> str:
    return HEAD + "".join(
        f"{n},2013-04-01T{n:02}:00:00Z,{n if n < 12 else n + 0.5},{carrier}\n" for n, carrier in enumerate(carriers)
    )


def test_a_csv_file_of_many_blocks_has_one_type_a_column(tmp_path: Path, small_blocks: None) -> None:
    log = written(tmp_path, "all.csv.gz", csv_lines(*["7"] * 12, *["UA"] * 12))
    rows = log.read(WEEK, as_of=MUCH_LATER)
    assert (str(rows[ID].dtype), str(rows[PREDICTION].dtype)) == ("int64", "float64")
    assert rows["carrier"].tolist() == ["7"] * 12 + ["UA"] * 12
    assert rows.attrs["facts"].type_changes == ()
    assert sum(map(len, log.stream(WEEK, as_of=MUCH_LATER))) == 24


def test_line_breaks_inside_quotes_end_no_row(tmp_path: Path, small_blocks: None) -> None:
    carriers = ['"two\nlines, and ""quotes"""', "UA"] * 12
    rows = written(tmp_path, "all.csv", csv_lines(*carriers)).read(WEEK, as_of=MUCH_LATER)
    assert rows["carrier"].tolist() == ['two\nlines, and "quotes"', "UA"] * 12


def test_an_empty_cell_is_a_missing_value_and_na_is_a_text(tmp_path: Path) -> None:
    rows = written(tmp_path, "all.csv", csv_lines("UA", "", "NA")).read(WEEK, as_of=MUCH_LATER)
    assert rows["carrier"].fillna("missing").tolist() == ["UA", "missing", "NA"]


def test_times_of_json_keep_their_offset(tmp_path: Path) -> None:
    line = '{{"flight": {}, "scheduled": "2013-04-01T0{}:00:00{}", "minutes": 1}}\n'
    log = written(tmp_path, "all.ndjson", line.format(1, 2, "+02:00") + line.format(2, 1, "Z"))
    rows = log.read(WEEK, as_of=MUCH_LATER)
    assert rows[TIME].tolist() == [START, hours(1)]
    assert rows.attrs["facts"].offsets == ("+00:00", "+02:00")


def test_values_of_two_kinds_in_one_json_column_are_kept_as_text(tmp_path: Path) -> None:
    values = ('"UA"', "7", "true", "null", "[1]")
    lines = [
        f'{{"flight": {n}, "scheduled": "2013-04-01T0{n}:00:00Z", "minutes": 1, "x": {value}}}\n'
        for n, value in enumerate(values)
    ]
    rows = written(tmp_path, "all.json", "".join(lines)).read(WEEK, as_of=MUCH_LATER)
    assert rows["x"].tolist() == ["UA", "7", "true", None, "[1]"]
    kinds = ("list", "number", "text", "truth value")
    assert rows.attrs["facts"].type_changes == (TypeChange(column="x", types=kinds),)


def test_a_key_that_only_some_lines_have_is_missing_in_the_others(tmp_path: Path, small_blocks: None) -> None:
    line = '{{"flight": {0}, "scheduled": "2013-04-01T{0:02}:00:00Z", "minutes": 1{1}}}\n'
    text = "".join(line.format(n, ', "x": 1' if n >= 20 else "") for n in range(24))
    log = written(tmp_path, "all.jsonl.gz", text + "\n")
    rows = log.read(WEEK, as_of=MUCH_LATER)
    facts: LogFacts = rows.attrs["facts"]
    assert rows["x"].notna().sum() == 4
    assert facts.type_changes == (TypeChange(column="x", types=("number", ABSENT)),)
    streamed = [row["x"] for batch in log.stream(WEEK, as_of=MUCH_LATER) for row in batch.to_pylist()]
    assert streamed == [None] * 20 + [1] * 4


def test_a_json_file_without_a_line_is_a_quiet_hour(tmp_path: Path) -> None:
    line = '{"flight": 1, "scheduled": "2013-04-01T01:00:00Z", "minutes": 1}\n'
    written(tmp_path, "2013-04-01.jsonl", line)
    assert len(written(tmp_path, "2013-04-02.jsonl", "").read(WEEK, as_of=MUCH_LATER)) == 1


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.jsonl", '{"flight": 1}\n{"flight": 2,\n', "a.jsonl: cannot be read (line 2 is no JSON"),
        ("a.json", '[{"flight": 1}]\n', "a.json: cannot be read (line 1 is no object; write one row a line"),
        ("a.jsonl", '{"flight": 1, "minutes": 2}\n', "a.jsonl: no column 'scheduled', which `columns.time`"),
        ("a.csv", "", "a.csv: cannot be read (it is empty, without even a header)"),
        ("a.csv", "flight,flight\n1,2\n", "a.csv: cannot be read (two columns are called 'flight')"),
        ("a.csv", HEAD + "1,2013-04-01T01:00:00Z,1\n", "a.csv: cannot be read (line 2: Expected 4 columns, got 3)"),
        ("a.csv", HEAD + "1,at noon,1,UA\n", "a.csv: column 'scheduled' holds no times"),
        ("a.csv", HEAD + "1,2013-04-01 01:00:00,1,UA\n", "set `timezone` of the log"),
        ("a.csv", HEAD.replace("carrier", "arm") + "1,2013-04-01 01:00Z,1,UA\n", "column 'arm' has the name of a role"),
        ("a.csv.gz", "", "a.csv.gz: cannot be read"),
    ],
)
def test_the_message_says_where_and_what_to_mend(tmp_path: Path, name: str, text: str, says: str) -> None:
    log = written(tmp_path, name, text)
    for reading in (lambda: log.read(WEEK, as_of=MUCH_LATER), lambda: list(log.stream(WEEK, as_of=MUCH_LATER))):
        with pytest.raises(EvidenceUnavailable) as refusal:
            reading()
        assert says in str(refusal.value)


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl"])
def test_text_that_is_not_utf8_is_named_by_file_line_and_byte(tmp_path: Path, name: str, small_blocks: None) -> None:
    json = '{"flight": 1, "scheduled": "2013-04-01T01:00:00Z", "minutes": 1, "carrier": "UA"}\n'
    text = csv_lines(*["UA"] * 24) if "csv" in name else json * 25
    log = written(tmp_path, name, text)
    spoiled = text.encode() + text.splitlines()[-1].replace("UA", "M\N{LATIN SMALL LETTER U WITH DIAERESIS}").encode(
        "latin-1"
    )
    file = tmp_path / "served" / name
    file.write_bytes(gzip.compress(spoiled) if name.endswith(".gz") else spoiled)
    with pytest.raises(EvidenceUnavailable) as refusal:
        log.read(WEEK, as_of=MUCH_LATER)
    at = spoiled.index(b"\xfc")
    assert f"{name}: cannot be read (line 26: byte 0xfc at position {at} is not UTF-8" in str(refusal.value)


def test_a_ragged_row_is_named_by_its_line_whatever_stands_before_it(tmp_path: Path, small_blocks: None) -> None:
    text = csv_lines(*['"two\nlines"'] * 20, "UA") + "\n" + "21,2013-04-01T21:00:00Z,1,ada,bob\n"
    with pytest.raises(EvidenceUnavailable) as refusal:
        written(tmp_path, "a.csv", text).read(WEEK, as_of=MUCH_LATER)
    assert "a.csv: cannot be read (line 44: Expected 4 columns, got 5)" in str(refusal.value)
    shown = "".join(traceback.format_exception(refusal.value))
    assert "bob" not in shown


def test_a_file_that_is_not_compressed_although_its_name_says_so_is_named(tmp_path: Path) -> None:
    log = written(tmp_path, "a.csv", HEAD)
    (tmp_path / "served" / "a.csv").rename(tmp_path / "served" / "a.csv.gz")
    with pytest.raises(EvidenceUnavailable, match=r"a\.csv\.gz: cannot be read"):
        log.read(WEEK, as_of=MUCH_LATER)


def test_versions_are_text_as_they_are_written_and_so_are_columns_that_only_look_like_numbers(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    line = "{};2013-04-01T0{}:00:00Z;1;2026.{};0475{}\n"
    lines = [line.format(n, n, version, n) for n, version in enumerate(("9", "10", "10"))]
    (tmp_path / "served" / "all.csv").write_text("flight;scheduled;minutes;version;postcode\n" + "".join(lines))
    log = a_log(tmp_path, labels=None, columns=VERSIONED, delimiter=";", text_columns=["postcode"])
    rows = log.read(WEEK, as_of=MUCH_LATER)
    assert rows[VERSION].tolist() == ["2026.9", "2026.10", "2026.10"]
    assert rows["postcode"].tolist() == ["04750", "04751", "04752"]


def test_versions_of_parquet_files_are_text_whatever_type_each_file_gives_them(tmp_path: Path) -> None:
    for hour, version in enumerate((3, "3b", 4.5)):
        frame = predictions((f"r{hour}", hours(hour), 1.0), version=version)
        (tmp_path / "served").mkdir(exist_ok=True)
        frame.to_parquet(tmp_path / "served" / f"{hour}.parquet")
    rows = a_log(tmp_path, labels=None, columns=VERSIONED).read(WEEK, as_of=MUCH_LATER)
    assert rows[VERSION].tolist() == ["3", "3b", "4.5"]


def test_a_header_that_another_sign_parts_is_refused_with_the_setting(tmp_path: Path) -> None:
    log = written(tmp_path, "all.csv", csv_lines("UA").replace(",", ";"))
    with pytest.raises(EvidenceUnavailable, match=r'no column .* set `delimiter: ";"` of the log'):
        log.read(WEEK, as_of=MUCH_LATER)


@pytest.mark.parametrize(
    ("time_format", "first"),
    [("epoch_seconds", "1364778000"), ("epoch_seconds", "1364778000.5"), ("epoch_milliseconds", "1364778000000"),
     ("epoch_nanoseconds", "1364778000000000000"), ("%d.%m.%Y %H:%M", "01.04.2013 01:00")],
)  # fmt: skip
def test_times_are_read_as_the_model_file_says_they_are_written(tmp_path: Path, time_format: str, first: str) -> None:
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "all.csv").write_text(f"flight,scheduled,minutes\na,{first},1\n")
    log = a_log(tmp_path, labels=None, time_format=time_format, timezone="UTC")
    (moment,) = log.read(WEEK, as_of=MUCH_LATER)[TIME]
    assert moment == hours(1) + timedelta(seconds=0.5 if first.endswith(".5") else 0)


def test_iso_text_is_read_beside_a_format_and_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    for name, when in {"a": "2013-04-01T01:00:00Z", "b": "01.04.2013 02:00"}.items():
        (tmp_path / "served" / f"{name}.csv").write_text(f"flight,scheduled,minutes\n{name},{when},1\n")
    log = a_log(tmp_path, labels=None, time_format="%d.%m.%Y %H:%M", timezone="UTC")
    assert log.read(WEEK, as_of=MUCH_LATER)[TIME].tolist() == [hours(1), hours(2)]
    (tmp_path / "served" / "c.csv").write_text("flight,scheduled,minutes\nc,noon,1\n")
    with pytest.raises(EvidenceUnavailable, match=r"c\.csv: column 'scheduled' holds no times .* `time_format`"):
        log.read(WEEK, as_of=MUCH_LATER)
