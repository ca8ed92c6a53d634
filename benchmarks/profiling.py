"""How long a profile of 20 mixed columns takes, beside whylogs, DuckDB, polars and plain Parquet decoding.

    python -m benchmarks.profiling [--quick] [--rows N] [--repeats N] [--json FILE]

Everyone starts from the same Parquet file, which lies in the operating system's cache, and takes turns with the
others; figures are medians. A peer that is not installed is named as skipped. Peak memory is that of a process of
its own which does nothing but profile the file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from adapters.settings import quiet_the_libraries
from monitors.engines.arrow_profiles import profile_batches

AT = datetime(2013, 4, 1, tzinfo=UTC)
ROWS, QUICK_ROWS, GROUP = 1_000_000, 100_000, 250_000
FEW, MANY, TRUE = 0.05, 0.1, 0.3
TURNS_OF_WHY_LOG = 3
OURS, DECODE, WHY_LOG = "ours", "parquet_decode", "why_log"


def some_rows(n: int, seed: int) -> pa.Table:
    """Ten columns of floats, four of integers, four of text (one of them with 100,000 values), truth, time."""
    dice = np.random.default_rng(seed)
    columns: dict[str, pa.Array] = {f"float{i}": pa.array(dice.normal(i, 1 + i, n)) for i in range(6)}
    columns |= {f"gaps{i}": pa.array(dice.gamma(2, 3, n), mask=dice.random(n) < MANY) for i in range(3)}
    columns["float32"] = pa.array(dice.normal(size=n).astype(np.float32))
    columns |= {f"integer{i}": pa.array(dice.integers(0, 10 ** (i + 1), n)) for i in range(3)}
    columns["integer_gaps"] = pa.array(dice.integers(0, 1000, n).astype(np.int32), mask=dice.random(n) < FEW)
    columns |= {f"text{k}": _texts(dice, k, n) for k in (5, 200, 100_000)}
    columns["category"] = _texts(dice, 20, n).dictionary_encode()
    columns["flag"] = pa.array(dice.random(n) < TRUE)
    columns["time"] = pa.array(dice.integers(0, 10**15, n)).cast(pa.timestamp("us"))
    return pa.table(columns)


def _texts(dice: np.random.Generator, different: int, n: int) -> pa.Array:
    return pa.array([f"value {i}" for i in range(different)]).take(pa.array(dice.integers(0, different, n)))


def write_rows(path: Path, rows: int) -> None:
    """As many rows, in groups, so that writing them needs no more memory than one group."""
    with pq.ParquetWriter(path, some_rows(1, 0).schema) as writer:
        for seed, start in enumerate(range(0, rows, GROUP)):
            writer.write_table(some_rows(min(GROUP, rows - start), seed))


def batches_of(path: Path) -> Iterator[pa.RecordBatch]:
    """Without pre-buffering, which would keep what has been read of the file until its end."""
    return pq.ParquetFile(path, pre_buffer=False).iter_batches()  # type: ignore[no-any-return]


def profile_file(path: Path) -> None:
    profile_batches(batches_of(path), at=AT)


def decode(path: Path) -> None:
    for _ in batches_of(path):
        pass


def why_log(path: Path) -> None:
    """By row groups, because all rows at once as Python objects need too much memory."""
    from whylogs.core import DatasetProfile

    from monitors.engines.whylogs_profiles import profile_frame

    file = pq.ParquetFile(path)
    profile_frame(file.read_row_group(0).slice(0, 1).to_pandas(), at=AT)  # whylogs under numpy 2: see that module
    profile = DatasetProfile()
    for group in range(file.num_row_groups):
        frame = file.read_row_group(group).to_pandas()
        frame["category"] = frame["category"].astype(object)  # a categorical column with a gap makes it crash
        profile.track(pandas=frame)
    profile.view().serialize()


def duckdb_summarize(path: Path) -> None:
    import duckdb

    duckdb.execute("SUMMARIZE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


def polars_describe(path: Path) -> None:
    import polars

    polars.read_parquet(path).describe()


CONTENDERS: Mapping[str, tuple[str, Callable[[Path], None]]] = {
    OURS: ("pyarrow", profile_file),
    DECODE: ("pyarrow", decode),
    "duckdb_summarize": ("duckdb", duckdb_summarize),
    "polars_describe": ("polars", polars_describe),
    WHY_LOG: ("whylogs", why_log),
}


def measure(path: Path, repeats: int) -> dict[str, float]:
    """Median seconds of each contender that is installed. The slowest by far, why.log, has at most three turns."""
    seconds: dict[str, list[float]] = {name: [] for name, (needs, _) in CONTENDERS.items() if find_spec(needs)}
    profile_file(path)  # imports, and the file into the cache
    for turn in range(repeats):
        for name, times in seconds.items():
            if turn < TURNS_OF_WHY_LOG or name != WHY_LOG:
                times.append(_seconds(CONTENDERS[name][1], path))
    return {name: statistics.median(times) for name, times in seconds.items()}


def _seconds(run: Callable[[Path], None], path: Path) -> float:
    start = time.perf_counter()
    run(path)
    return time.perf_counter() - start


def ratios_of(seconds: Mapping[str, float]) -> dict[str, float]:
    """Peer's time by ours, above 1 where we are faster; for plain decoding, our time by its time."""
    peers = {name: spent / seconds[OURS] for name, spent in seconds.items() if name not in (OURS, DECODE)}
    return {**peers, DECODE: seconds[OURS] / seconds[DECODE]}


def peak_bytes(path: Path) -> int | None:
    """The largest resident set of a process that profiles the file, where /proc tells; else None."""
    if not Path("/proc/self/status").exists():
        return None
    command = [sys.executable, "-m", "benchmarks.profiling", "--only-profile", str(path)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def own_peak_bytes() -> int:
    """VmHWM, not getrusage: the latter also remembers the process that started this one."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def table_of(rows: int, seconds: Mapping[str, float], peak: int | None) -> str:
    """The figures as a person reads them."""
    ratios = ratios_of(seconds)
    head = (
        f"{rows:,} rows x 20 columns, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    )
    said = {DECODE: "ours takes {:.1f}x its time"}
    lines = [f"{name:<18}{spent:>9.3f} s  {_said(said, ratios, name)}" for name, spent in seconds.items()]
    skipped = [f"{name:<18}  skipped: not installed" for name in CONTENDERS if name not in seconds]
    memory = "not known on this system" if peak is None else f"{peak / 1e6:,.0f} MB"
    return "\n".join([head, *lines, *skipped, f"{'peak memory':<18}  {memory}"])


def _said(said: Mapping[str, str], ratios: Mapping[str, float], name: str) -> str:
    return said.get(name, "{:.1f}x our time").format(ratios[name]) if name in ratios else ""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiling", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROWS:,} rows instead of {ROWS:,}")
    parser.add_argument("--rows", type=int, help="so many rows")
    parser.add_argument("--repeats", type=int, default=5, help="turns of each contender")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--only-profile", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    quiet_the_libraries()
    asked = arguments()
    if asked.only_profile:
        profile_file(asked.only_profile)
        sys.stdout.write(f"{own_peak_bytes()}\n")
        return
    rows = asked.rows or (QUICK_ROWS if asked.quick else ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        write_rows(path, rows)
        seconds, peak = measure(path, asked.repeats), peak_bytes(path)
    sys.stdout.write(table_of(rows, seconds, peak) + "\n")
    if asked.json:
        figures = {"rows": rows, "seconds": seconds, **ratios_of(seconds), "peak_rss_bytes": peak}
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
