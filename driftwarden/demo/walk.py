"""The demo: a simulated clock walks the weeks, the real flows run at each tick, and everything is written down."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from domain.windows import Window
from driftwarden.demo.clock import HISTORY, tick, week
from driftwarden.demo.folder import MODEL, keep_to, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from threading import Thread

    import pandas as pd

    from domain.decisions import Decision
    from domain.ports import World
    from driftwarden.report.story import Week


def walk(folder: Path, *, every: int, weeks: int) -> None:
    """Walk `weeks` weeks of every n-th flight from a clean start, then write and print what there is to see."""
    from rich.console import Console

    from driftwarden.demo.baselines import measure
    from driftwarden.demo.flights import read_flights
    from driftwarden.demo.outputs import Beside, write_evidently, write_outputs
    from driftwarden.demo.rivals import try_rivals
    from driftwarden.prefect_here import start_beside
    from driftwarden.report.terminal import walking

    started = time.monotonic()
    # One thread a process: two boosters with two threads each on two cores wait for each other most of the time.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    console = Console(markup=False, emoji=False)
    project = prepare(folder)
    with walking(console, weeks) as shown, _beside() as pool, _beside() as at_the_end:
        baselines = pool.submit(measure, project, every=every, weeks=weeks)
        tried = pool.submit(try_rivals, project, every=every, weeks=weeks)
        shown.doing("reading the flights")
        keep_to(project)
        server = start_beside()
        flights = read_flights(every=every)
        shown.doing("training the first champion, starting Prefect")
        for seen, decision in play(project, flights, weeks=weeks, server=server):
            shown.week(seen, decision)
            shown.doing("walking")
        shown.doing("measuring what else could have been done, writing the report")
        evidently = at_the_end.submit(write_evidently, project)
        outputs = write_outputs(
            project,
            flights,
            Beside(baselines=baselines.result, tried=tried.result, evidently=evidently.result),
            weeks=weeks,
            every=every,
            seconds=lambda: time.monotonic() - started,
        )
    outputs.show(console)
    print(project)  # noqa: T201 - the last line is the folder, bare, for scripts


def _beside() -> ProcessPoolExecutor:
    """A process of its own for what needs nothing of the walk, and for what may be written while the report is."""
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))


def play(
    project: Path, flights: pd.DataFrame, *, weeks: int, server: Thread | None = None
) -> Iterator[tuple[Week, Decision | None]]:
    """Play the weeks in order; yields each with its decision, once all that it set in motion is done.

    `server` starts Prefect's temporary server, where somebody has begun to do so.
    """
    # Before anything imports Prefect, which reads its settings then.
    keep_to(project)
    from driftwarden.demo.service import Service
    from driftwarden.demo.telling import tell_week
    from driftwarden.prefect_here import in_process
    from flows.due.adopting import adopt
    from flows.worlds import opened, watch_over

    with in_process(), opened(project) as (read, world):
        watch = watch_over(read.model(MODEL), read, world)
        service = Service(flights, project, world, MODEL)
        service.record_history(HISTORY.end)
        adopt(watch, HISTORY, HISTORY.end)
        if server is not None:
            server.join()
        for number in range(1, weeks + 1):
            service.serve(Window(start=tick(number - 1), end=tick(number)))
            run_flows(project, world, number)
            yield tell_week(watch, number, as_of=tick(number)), decision_of(world, number)


def run_flows(project: Path, world: World, number: int) -> None:
    """Run the flows at the tick of one week, with an approver who answers what is asked."""
    from driftwarden.demo.approver import approve_what_is_asked
    from flows.monitor import monitor_model
    from flows.reconcile import reconcile

    now = tick(number)
    monitor_model(str(project), MODEL, now)
    reconcile(str(project), MODEL, now)
    if approve_what_is_asked(world.ledger, now):
        reconcile(str(project), MODEL, now)


def decision_of(world: World, number: int) -> Decision | None:
    """What was decided over one week."""
    return next((d for d in world.ledger.decisions.of(MODEL) if d.window == week(number)), None)
