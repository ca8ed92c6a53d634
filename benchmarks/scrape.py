"""How long a scrape of a fleet takes, and how much memory: 1,000 models with 100 signals each, from both databases.

    python -m benchmarks.scrape [--quick] [--json FILE] [--markdown]

Thirty daily windows of history lie behind the newest one, with a decision and a message for each, and twelve
retrainings of every model. Each figure is of a process of its own that reads the ledger and writes Prometheus' page,
five times over: the first time, which opens the database, and the slowest of the others. Once with the ten worst
columns of each signal, as shipped, and once with every column.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.profiling_figures import machine
from benchmarks.scrape_filling import fill
from tests.servers import ServerMissing, throwaway_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MODELS, SIGNALS, WINDOWS, TIMES = 1000, 100, 31, 5
QUICK_MODELS = 50
TOPS = {"ten worst columns of each signal": 10, "every column": SIGNALS}
Figures = dict[str, dict[str, Any]]


@contextmanager
def sqlite_file() -> Iterator[str]:
    """The URL of a SQLite file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="driftwarden-scrape-") as folder:
        yield f"sqlite:///{folder}/ledger.db"


DATABASES = {"SQLite": sqlite_file, "PostgreSQL": throwaway_postgres}


def measure(models: int) -> Figures:
    """Figures by database and by what is shown; a database that is not installed is left out, and said."""
    figures: Figures = {}
    for name, opened in DATABASES.items():
        try:
            with opened() as url:
                fill(url, models=models, signals=SIGNALS, windows=WINDOWS)
                of_this = {f"{name}, {shown}": scraped(url, top) for shown, top in TOPS.items()}
            sys.stderr.write(_plain(of_this))
            figures |= of_this
        except ServerMissing as error:
            sys.stderr.write(f"{name} is left out: {error}\n")
    return figures


def scraped(url: str, top: int) -> dict[str, Any]:
    """The figures of one process that is scraped several times."""
    command = [sys.executable, "-m", "benchmarks.scrape_side", url, str(top), str(TIMES)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    figures: dict[str, Any] = json.loads(done.stdout)
    first, *others = figures.pop("seconds")
    at_work = figures.pop("cpu_seconds")
    kept = {"first_cpu_seconds": at_work[0], "slowest_cpu_seconds": max(at_work[1:])}
    return {"first_seconds": first, "slowest_seconds": max(others), **kept, **figures}


def table(figures: Mapping[str, Mapping[str, Any]], models: int) -> str:
    """The figures for the README."""
    head = f"{models:,} models x {SIGNALS} signals, {WINDOWS - 1} older windows; {machine()}"
    rows = [
        f"| {what} | {each['first_seconds']:.2f} s | {each['slowest_seconds']:.2f} s | {each['samples']:,} "
        f"| {each['page_bytes'] / 2**20:.0f} MB | {each['peak_bytes'] / 2**20:.0f} MB |"
        for what, each in figures.items()
    ]
    titles = "| ledger, shown | first scrape | slowest of the next four | samples | page | peak memory |"
    return "\n".join([head, "", titles, "|---|---:|---:|---:|---:|---:|", *rows]) + "\n"


def main() -> None:
    """Print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description="How long a scrape of a fleet takes.")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_MODELS} models only")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument("--markdown", action="store_true", help="print the table as the README has it")
    given = parser.parse_args()
    models = QUICK_MODELS if given.quick else MODELS
    figures = measure(models)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(table(figures, models) if given.markdown else _plain(figures))


def _plain(figures: Mapping[str, Mapping[str, Any]]) -> str:
    return "".join(
        f"{what}: {each['first_seconds']:.2f} s at first, {each['slowest_seconds']:.2f} s at most then, "
        f"{each['peak_bytes'] / 2**20:.0f} MB, {each['samples']:,} samples\n"
        for what, each in figures.items()
    )


if __name__ == "__main__":
    main()
