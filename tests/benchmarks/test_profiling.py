"""The profiling benchmark's own arithmetic, and one small run from end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks import profiling_figures as told
from benchmarks.profiling import as_json
from benchmarks.profiling_figures import Figures, markdown_table, text_table
from benchmarks.profiling_rows import shares_of, write_rows
from benchmarks.profiling_sides import ALL_CORES, DECODE, ONE_CORE, Side, decode, distances, on_one_core

ROOT = Path(__file__).resolve().parents[2]
PEERS = ("why_log", "duckdb_summarize", "polars_describe", "evidently_drift", "evidently_drift_stored_reference")
SECONDS = {
    ONE_CORE: 2.0,
    ALL_CORES: 1.0,
    DECODE: 0.25,
    "duckdb_summarize": 3.0,
    "polars_describe": 0.5,
    "why_log": 20.0,
    told.DRIFT_ONE: 4.0,
    told.DRIFT_ALL: 2.0,
    told.STORED_ONE: 2.0,
    told.STORED_ALL: 1.0,
    told.EVIDENTLY: 150.0,
}


def figures(**changed: object) -> Figures:
    return Figures(**{"rows": 1000, "seconds": SECONDS, "peak": 10**8, **changed})  # type: ignore[arg-type]


def test_ratios_are_of_our_faster_time() -> None:
    assert figures().ratios == {
        "why_log": 20.0,
        "duckdb_summarize": 3.0,
        "polars_describe": 0.5,
        "parquet_decode": 4.0,
        "evidently_drift": 75.0,
        "evidently_drift_stored_reference": 150.0,
    }


def test_a_peer_without_a_time_has_no_ratio_and_is_named_with_the_reason() -> None:
    without = {name: spent for name, spent in SECONDS.items() if name not in ("why_log", told.EVIDENTLY)}
    found = figures(seconds=without, skipped={"why_log": "not installed"})
    assert set(found.ratios) == {"duckdb_summarize", "polars_describe", "parquet_decode"}
    assert "skipped  not installed" in text_table(found)
    assert "| why log | skipped | not installed |" in markdown_table([found])


def test_the_tables_say_how_far_everyone_is() -> None:
    assert "20.0x our time" in text_table(figures())
    assert (
        "| evidently drift | 150.000 s | 75x our time; 150x with the reference's sketches stored |"
        in markdown_table([figures()])
    )


def test_the_first_size_gives_the_ratios_and_the_last_one_the_peak() -> None:
    found = as_json([figures(), figures(rows=5000, peak=7)])
    assert (found["rows"], found["why_log"], found["peak_rss_bytes"]) == (1000, 20.0, 7)


def test_a_side_is_skipped_with_its_reason_beyond_its_size() -> None:
    side = Side(needs="pyarrow", run=decode, most_rows=10, because="too many rows")
    assert (side.skipped(10), side.skipped(11)) == (None, "too many rows")
    assert Side(needs="no_such_module", run=decode).skipped(1) == "not installed"


def test_the_shares_of_a_file_hold_every_row_group_once(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows", 600_000)
    for parts in (1, 2, 3, 8):
        shares = shares_of(tmp_path / "rows", parts)
        assert sum(len(batch) for share in shares for batch in share()) == 600_000
        assert len(shares) == min(parts, pq.ParquetFile(tmp_path / "rows").num_row_groups)


def test_the_drift_check_compares_every_column_but_times(tmp_path: Path) -> None:
    profiles = []
    for name, seed in (("reference", 0), ("current", 10_000)):
        write_rows(tmp_path / name, 5000, first_seed=seed)
        profiles.append(on_one_core(tmp_path / name))
    found = distances(*profiles)
    assert len(found) == 19
    assert max(found[f"float{i}"] for i in range(6)) < 0.1


@pytest.mark.slow
def test_a_small_run_says_everything(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "benchmarks.profiling",
        "--quick",
        "--rows",
        "2000",
        "--repeats",
        "1",
        "--markdown",
    ]
    run = subprocess.run(
        [*command, "--json", str(tmp_path / "figures.json")],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert {*PEERS, "parquet_decode", "peak_rss_bytes"} <= {*said, *said["skipped"], "evidently_drift_stored_reference"}
    assert said["peak_rss_bytes"] < 10**9
    assert run.stdout.startswith("| 2,000 rows x 20 columns | time | |")
