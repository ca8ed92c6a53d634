"""Partitions and windows looked at on workers, in a process of its own: `python -m tests.flows.profiled_on FOLDER`.

One Prefect server and one Dask cluster serve all of it; they end with this process, and not before. In the folder are
left: the profile of the partitions by each task runner, and the ledger of a project's copy by each way to backfill it.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

from adapters.settings import quiet_the_libraries
from domain.windows import Window
from tests.builders import MODEL, MONDAY, WEEK
from tests.monitors.partitions import Partition

NOON = datetime(2013, 4, 1, 12, tzinfo=UTC)
PARTITIONS = tuple(Partition(seed=seed) for seed in range(3))
PROJECT = "project"
SPAN = Window(start=MONDAY - 2 * WEEK, end=MONDAY + 2 * WEEK)
BEGUN = Window(start=SPAN.start, end=MONDAY)
AS_OF = SPAN.end + timedelta(days=1)
WAYS = ("serial", "processes", "on-dask")


def main() -> None:
    quiet_the_libraries()
    from distributed import LocalCluster

    from driftwarden.prefect_here import in_process
    from flows.profiling import RUNNERS, dask_runner, one_server

    folder = Path(sys.argv[1])
    with in_process(), one_server():
        _profile(folder, "threads", RUNNERS["threads"](2))
        with LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster:
            _profile(folder, "dask", dask_runner(cluster.scheduler_address))
            _backfill(folder, dask=cluster.scheduler_address)


def _profile(folder: Path, name: str, runner: Any) -> None:
    from flows.profiling import profile_partitions

    (folder / name).write_bytes(profile_partitions(PARTITIONS, at=NOON, runner=runner))


def _backfill(folder: Path, *, dask: str) -> None:
    """Serially; in processes; and on Dask, where half of the windows have been looked at when the rest is asked for."""
    from driftwarden.backfilling import Spread

    for name in WAYS:
        copytree(folder / PROJECT, folder / name)
    _fill(folder / "serial", Spread())
    _fill(folder / "processes", Spread(workers=2))
    said = [_fill(folder / "on-dask", Spread(dask=dask), span=span) for span in (BEGUN, SPAN)]
    (folder / "said").write_text("\n".join(said))


def _fill(project: Path, spread: Any, *, span: Window = SPAN) -> str:
    from rich.console import Console

    from driftwarden.backfilling import backfill_model

    return backfill_model(project, MODEL, span, AS_OF, Console(stderr=True, quiet=True), spread=spread)


if __name__ == "__main__":
    main()
