"""What retraining policies cost beyond the best there was, at cheap, medium and dear retraining.

    python -m benchmarks.policies [--quick] [--json FILE] [--markdown] [--seed N] [--processes N]

Six simulated worlds and four streams of real data (`policies_synthetic`, `policies_real`). Along each stream every
model that could have been is trained; then every policy walks through it, ours by the engine that runs in production.
A newcomer reads `policies_stream`, then `policies_sides`, then `policies_figures`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.policies_figures import LEVELS, Found, families_of, mean_cells, tuned, untuned_of
from benchmarks.policies_limits import limits, mean_excess
from benchmarks.policies_real import REAL
from benchmarks.policies_sides import Sides
from benchmarks.policies_stream import trained_on
from benchmarks.policies_synthetic import WORLDS, some_rows
from benchmarks.policies_table import tuned_table, untuned_table
from benchmarks.policies_triggers import HOW_TO_GET_RIVER, has_river
from domain.errors import EvidenceUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.policies_stream import Stream

Figures = dict[str, Any]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Which simulated worlds, and how many streams of each, how long and wide; which real ones; families or not."""

    worlds: tuple[str, ...]
    streams: int
    days: int
    rows: int
    real: tuple[str, ...]
    families: bool


FULL = Effort(worlds=tuple(WORLDS), streams=8, days=160, rows=500, real=tuple(REAL), families=True)
QUICK = Effort(worlds=tuple(WORLDS), streams=1, days=90, rows=200, real=(), families=False)
EXPLAINED = """\
Excess over the oracle, which knows the future, in percent of what the first model promises its errors to cost over the
stream; in brackets the retrainings. Three figures are three prices: a retraining costs 0.5, 2.5 and 10 % of that
promise. Labels come two windows late, for flights and rain one. A training serves from the next window on, and none is
refused. It learns from all that is labelled, the newest 90 or the newest 28 days: for the peers from what did best on
the newest labelled windows, for our policies from what their file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One stream: which world, and which number of it (real ones have the number 0)."""

    world: str
    number: int
    seed: int
    effort: Effort


def measure(effort: Effort, seed: int, processes: int) -> Figures:
    """All figures; a stream that is not to be had is named with its reason under `skipped`."""
    jobs = [Job(world=world, number=0, seed=seed, effort=effort) for world in effort.real]
    jobs += [
        Job(world=world, number=number, seed=seed, effort=effort)
        for number in range(effort.streams)
        for world in effort.worlds
    ]
    results = _all(jobs, processes)
    found = [each for result in results if not isinstance(result, str) for each in result]
    skipped = {job.world: result for job, result in zip(jobs, results, strict=True) if isinstance(result, str)}
    if not has_river():
        skipped["adwin, page_hinkley"] = f"river is not installed; {HOW_TO_GET_RIVER}"
    return {**summary_of(found), "skipped": skipped}


def _all(jobs: Sequence[Job], processes: int) -> list[tuple[Found, ...] | str]:
    if processes == 1:
        return [follow(job) for job in jobs]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        return list(pool.map(follow, jobs))


def _one_thread() -> None:
    """Processes that each take all cores for their sums only get into each other's way."""
    os.environ.update(dict.fromkeys(THREADS, "1"))


def follow(job: Job) -> tuple[Found, ...] | str:
    """What every policy did along the stream; a sentence where the data are not to be had."""
    if job.world in REAL:
        try:
            return _real(job, trained_on(REAL[job.world]()))
        except EvidenceUnavailable as error:
            return str(error)
    rows = some_rows(job.world, _seed(job), days=job.effort.days, rows=job.effort.rows)
    return (_found(job, trained_on(rows), tunes=job.number % 2 == 0),)


def _seed(job: Job) -> tuple[int, ...]:
    return (job.seed, list(WORLDS).index(job.world), job.number)


def _found(job: Job, stream: Stream, *, tunes: bool) -> Found:
    sides = Sides(stream)
    families = families_of(stream, sides) if job.effort.families else {}
    return Found(world=job.world, untuned=untuned_of(stream, sides), families=families, tunes=tunes)


def _real(job: Job, stream: Stream) -> tuple[Found, ...]:
    """The whole for the untuned; families are chosen on the first half of the time and scored on the second."""
    found = [Found(world=job.world, untuned=untuned_of(stream, Sides(stream)))]
    middle = (stream.first + stream.end) // 2
    halves = (stream.part(stream.first, middle), stream.part(middle, stream.end)) if job.effort.families else ()
    for half, tunes in zip(halves, (True, False), strict=False):
        found.append(Found(world=job.world, families=families_of(half, Sides(half)), is_whole=False, tunes=tunes))
    return tuple(found)


def summary_of(found: Sequence[Found]) -> Figures:
    """The figures by world, and those over all worlds."""
    names = list(dict.fromkeys(each.world for each in found))
    worlds = {
        name: mean_cells([each.untuned for each in found if each.world == name and each.is_whole]) for name in names
    }
    chosen = {name: tuned([each for each in found if each.world == name]) for name in names}
    return {
        "levels": LEVELS,
        "streams": {name: sum(each.world == name and each.is_whole for each in found) for name in names},
        "worlds": worlds,
        "mean_excess_untuned": mean_excess(worlds),
        "limits": limits(worlds),
        "tuned": {name: levels for name, levels in chosen.items() if levels},
    }


def text_of(figures: Figures, *, only_tables: bool) -> str:
    """As a person reads it: two tables for the README, and all the rest unless it is those alone that were asked."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    tables = [EXPLAINED, untuned_table(figures["worlds"])]
    if figures["tuned"]:
        tables += ["Settings chosen on the first half, scored on the second:", tuned_table(figures["tuned"])]
    if only_tables:
        return "\n\n".join([*tables, f"Measured on {machine}."])
    skipped = [f"{name} skipped: {why}" for name, why in figures["skipped"].items()]
    return "\n\n".join([machine, *tables, *(f"{name}: {value}" for name, value in figures["limits"].items()), *skipped])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.policies", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one short stream of each simulated world, none real")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--markdown", action="store_true", help="only the tables of the README")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other simulated streams")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many streams at a time")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    effort = QUICK if asked.quick else FULL
    figures = {"seed": asked.seed, **measure(effort, asked.seed, asked.processes)}
    sys.stdout.write(text_of(figures, only_tables=asked.markdown) + "\n")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
