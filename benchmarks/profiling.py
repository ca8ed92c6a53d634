"""How long profiles and drift checks of 20 mixed columns take, beside whylogs, DuckDB, polars and Evidently.

    python -m benchmarks.profiling [--quick] [--rows N] [--repeats N] [--json FILE] [--markdown]

Everyone starts from the same Parquet file, which lies in the operating system's cache, and takes turns with the
others; figures are medians. DuckDB and polars use every core, and so may we: our time on one core stands beside it,
and the ratios are of the faster one. Our processes have been started before, and so are the peers' threads. Evidently
gets its two frames in memory, we read both Parquet files; it runs once, because it takes minutes. A peer that is not
installed, or is not asked at a size, is named as skipped. Peak memory is that of a process of its own which does
nothing but profile the file.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from importlib.util import find_spec
from pathlib import Path

from adapters.settings import quiet_the_libraries
from benchmarks import profiling_figures as told
from benchmarks.profiling_figures import Figures
from benchmarks.profiling_rows import write_rows
from benchmarks.profiling_sides import (
    Side,
    distances,
    evidently_dataset,
    evidently_drift,
    frame_of,
    on_all_cores,
    on_one_core,
    sides,
)
from monitors.streams.pieces import ready_processes

ROWS, QUICK_ROWS, DRIFT_QUICK_ROWS = (1_000_000, 10_000_000), 100_000, 50_000
_OTHER_SEEDS = 10_000


def measure(path: Path, asked: Mapping[str, Side], rows: int, repeats: int) -> dict[str, float]:
    """Median seconds of each side that is asked at this size; all take turns."""
    seconds: dict[str, list[float]] = {name: [] for name, side in asked.items() if not side.skipped(rows)}
    for name in seconds:
        if asked[name].turns is None:
            asked[name].run(path)  # imports, and the file into the cache
    for turn in range(repeats):
        for name, times in seconds.items():
            if turn < (asked[name].turns or repeats):
                times.append(seconds_of(lambda side=asked[name]: side.run(path)))  # type: ignore[misc]
    return {name: statistics.median(times) for name, times in seconds.items()}


def measure_drift(folder: Path, rows: int, pool: Executor, repeats: int) -> dict[str, float]:
    """Median seconds of both drift checks of ours, on one core and on all, and of Evidently's one turn."""
    reference, current, cores = folder / "reference.parquet", folder / "current.parquet", os.cpu_count() or 1
    for path, seed in ((reference, 0), (current, _OTHER_SEEDS)):
        write_rows(path, rows, first_seed=seed)
    stored = on_one_core(reference)

    def all_cores(path: Path) -> bytes:
        return on_all_cores(path, pool, cores)

    checks: dict[str, Callable[[], object]] = {
        told.DRIFT_ONE: lambda: distances(on_one_core(reference), on_one_core(current)),
        told.DRIFT_ALL: lambda: distances(all_cores(reference), all_cores(current)),
        told.STORED_ONE: lambda: distances(stored, on_one_core(current)),
        told.STORED_ALL: lambda: distances(stored, all_cores(current)),
    }
    medians = {name: statistics.median(seconds_of(run) for _ in range(repeats)) for name, run in checks.items()}
    if find_spec("evidently") is None:
        return medians
    frames = frame_of(reference), frame_of(current)
    evidently_drift(*(evidently_dataset(frame.head(100)) for frame in frames))  # imports
    datasets = [evidently_dataset(frame) for frame in frames]
    return {**medians, told.EVIDENTLY: seconds_of(lambda: evidently_drift(*datasets))}


def seconds_of(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


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


def figures_at(rows: int, drift_rows: int, pool: Executor, repeats: int) -> Figures:
    """Everything at one size; no drift check for `drift_rows` 0."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        write_rows(path, rows)
        asked = sides(pool, os.cpu_count() or 1, ROWS[0])
        seconds = measure(path, asked, rows, repeats)
        peak = peak_bytes(path)
        skipped = {name: reason for name, side in asked.items() if (reason := side.skipped(rows))}
        if drift_rows:
            seconds |= measure_drift(Path(folder), drift_rows, pool, repeats)
        if told.EVIDENTLY not in seconds:
            skipped[told.EVIDENTLY] = "not installed" if drift_rows else f"asked up to {ROWS[0]:,} rows only"
    return Figures(rows=rows, seconds=seconds, skipped=skipped, peak=peak)


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiling", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROWS:,} rows instead of {ROWS[0]:,} and more")
    parser.add_argument("--rows", type=int, help="so many rows, and no other size")
    parser.add_argument("--repeats", type=int, default=5, help="turns of each contender")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--markdown", action="store_true", help="print the README's tables")
    parser.add_argument("--only-profile", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(given)


def sizes_of(asked: argparse.Namespace) -> list[tuple[int, int]]:
    """The sizes to profile, each with the size of the drift check there.

    >>> sizes_of(arguments([])), sizes_of(arguments(["--quick"])), sizes_of(arguments(["--rows", "2000"]))
    ([(1000000, 1000000), (10000000, 0)], [(100000, 50000)], [(2000, 2000)])
    """
    rows = (asked.rows,) if asked.rows else (QUICK_ROWS,) if asked.quick else ROWS
    return [(size, _drift_rows(size, quick=asked.quick)) for size in rows]


def _drift_rows(rows: int, *, quick: bool) -> int:
    """None beyond a million, where Evidently would need an hour."""
    return min(rows, DRIFT_QUICK_ROWS) if quick else rows * (rows <= ROWS[0])


def main() -> None:
    quiet_the_libraries()
    asked = arguments()
    if asked.only_profile:
        on_one_core(asked.only_profile)
        sys.stdout.write(f"{own_peak_bytes()}\n")
        return
    with ready_processes(os.cpu_count() or 1) as pool:
        sizes = [figures_at(rows, drift, pool, asked.repeats) for rows, drift in sizes_of(asked)]
    shown = told.markdown_table(sizes) if asked.markdown else "\n\n".join(map(told.text_table, sizes))
    sys.stdout.write(shown + "\n")
    if asked.json:
        asked.json.write_text(json.dumps(as_json(sizes), indent=2) + "\n", encoding="utf-8")


def as_json(sizes: list[Figures]) -> dict[str, object]:
    """The first size's ratios by peer; the peak of the largest; every size on its own below `sizes`."""
    every = {str(figures.rows): figures.as_json() for figures in sizes}
    return {**sizes[0].as_json(), "peak_rss_bytes": sizes[-1].peak, "machine": told.machine(), "sizes": every}


if __name__ == "__main__":
    main()
