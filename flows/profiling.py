"""Profiling past one machine: each partition where Prefect's task runner puts it, merged as a tree.

It pays when one machine is outgrown: a process takes seconds to start, and a partition should take longer than that.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from prefect import flow, task, unmapped
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from domain.errors import EvidenceUnavailable
from monitors.engines.whylogs_profiles import merge_once
from monitors.streams.pieces import Piece, profile_piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

_ANSWERS_WITHIN = 10
_EXTRA = 'pip install "driftwarden[dask]"'


def profile_partitions(
    partitions: Sequence[Piece], *, at: datetime, runner: TaskRunner[Any], alike: bool = True
) -> bytes:
    """The profile of all rows of all partitions, as `profile_pieces` gives it, on a task runner.

    Partitions travel to the workers as pickles: they name rows, and do not hold them.
    """
    run = profile_flow.with_options(task_runner=runner)
    with one_server():
        return run(list(partitions), at, alike=alike)


@flow(name="profile", validate_parameters=False)
def profile_flow(partitions: list[Piece], at: datetime, *, alike: bool = True) -> bytes:
    """Profile the partitions side by side, then merge them by twos on the workers until one is left."""
    level: list[Any] = list(_profiled.map(partitions, at=unmapped(at), alike=unmapped(alike)))
    while len(level) > 1:
        pairs = [level[place : place + 2] for place in range(0, len(level), 2)]
        level = [_merged.submit(pair) for pair in pairs]
    return level[0].result() if level else b""


@task(name="profile a partition", persist_result=False)
def _profiled(partition: Piece, at: datetime, *, alike: bool) -> bytes:
    return profile_piece(partition, at=at, alike=alike)


@task(name="merge profiles", persist_result=False)
def _merged(payloads: list[bytes]) -> bytes:
    return merge_once(payloads)


@contextmanager
def one_server() -> Iterator[None]:
    """Prefect's API as this process and its workers find it: the user's own, or one temporary server for all of them.

    Workers that find none would each start a server of their own, which takes longer than most of what they do.
    """
    if PREFECT_API_URL.value():
        yield
        return
    from prefect.server.api.server import SubprocessASGIServer

    server = SubprocessASGIServer()
    server.start()
    with temporary_settings({PREFECT_API_URL: server.api_url}):
        yield


def dask_runner(address: str | None = None, *, workers: int = 2) -> TaskRunner[Any]:
    """A Dask cluster: the one at `address`, or one on this machine that ends with the flow.

    Raises ModuleNotFoundError, naming the remedy, where Dask is not installed.
    """
    if find_spec("prefect_dask") is None:
        raise ModuleNotFoundError(f"profiling on Dask needs prefect-dask, which is not installed: {_EXTRA}")
    from prefect_dask.task_runners import DaskTaskRunner

    if address is not None:
        return DaskTaskRunner(address=address)
    local = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=local)


def dask_workers(address: str) -> dict[str, int]:
    """The addresses of a Dask cluster's workers, and how many tasks each of them runs at once.

    Raises EvidenceUnavailable where no scheduler answers within ten seconds, or has no workers.
    """
    from distributed import Client

    try:
        with Client(address, timeout=_ANSWERS_WITHIN, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            threads = dict(client.nthreads())
    except (OSError, ValueError) as error:
        remedy = "start one with `dask scheduler`, or name another address"
        raise EvidenceUnavailable(f"no Dask scheduler answers at {address} ({error}); {remedy}") from error
    if not threads:
        raise EvidenceUnavailable(f"the Dask scheduler at {address} has no workers; start some: dask worker {address}")
    return threads


def _threads(workers: int) -> TaskRunner[Any]:
    return ThreadPoolTaskRunner(max_workers=workers)


def _processes(workers: int) -> TaskRunner[Any]:
    return ProcessPoolTaskRunner(max_workers=workers)


def _dask(workers: int) -> TaskRunner[Any]:
    return dask_runner(workers=workers)


RUNNERS: Mapping[str, Callable[[int], TaskRunner[Any]]] = {
    "threads": _threads,
    "processes": _processes,
    "dask": _dask,
}
