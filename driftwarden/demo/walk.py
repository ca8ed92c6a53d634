"""The demo: a simulated clock walks the weeks, the real flows run at each tick, and everything is written down."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import InvalidDocument
from domain.windows import Window
from driftwarden.demo.clock import HISTORY, tick, week

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from domain.decisions import Decision
    from domain.ports import World
    from driftwarden.demo.service import Service

MODEL = "flights-air-time"
_EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "flights"
_MARK = ".driftwarden-demo"


def walk(folder: Path, *, every: int, weeks: int) -> None:
    """Walk `weeks` weeks of every n-th flight from a clean start, then write and print what there is to see."""
    from driftwarden.demo.flights import read_flights
    from driftwarden.demo.outputs import write_outputs

    started = time.monotonic()
    project = prepare(folder)
    flights = read_flights(every=every)
    decided = list(play(project, flights, weeks=weeks))
    write_outputs(project, flights, decided, every=every, seconds=lambda: time.monotonic() - started)


def prepare(folder: Path) -> Path:
    """Empty the demo's folder and lay the example project into it; returns the folder, absolute.

    Raises InvalidDocument rather than empty a folder that no demo made.
    """
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise InvalidDocument([f"{folder}: holds files that no demo wrote; choose another folder with --folder"])
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / _MARK).write_text("This folder is emptied whenever the demo starts.\n")
    return folder


def play(project: Path, flights: pd.DataFrame, *, weeks: int) -> Iterator[Decision]:
    """Play the weeks in order; yields each week's decision once all that it set in motion is done."""
    from driftwarden.demo.service import Service
    from driftwarden.prefect_here import in_process
    from flows.due.adopting import adopt
    from flows.worlds import opened, watch_over

    _keep_to(project)
    with in_process(), opened(project) as (read, world):
        service = Service(flights, project, world, MODEL)
        service.record_history(HISTORY.end)
        adopt(watch_over(read.model(MODEL), read, world), HISTORY, HISTORY.end)
        for number in range(1, weeks + 1):
            yield from play_week(project, service, world, number)


def play_week(project: Path, service: Service, world: World, number: int) -> Iterator[Decision]:
    """Serve the flights of one week, then run the flows at its tick, with an approver who answers what is asked."""
    from driftwarden.demo.approver import approve_what_is_asked
    from flows.monitor import monitor_model
    from flows.reconcile import reconcile

    now = tick(number)
    service.serve(Window(start=tick(number - 1), end=now))
    monitor_model(str(project), MODEL, now)
    reconcile(str(project), MODEL, now)
    if approve_what_is_asked(world.ledger, now):
        reconcile(str(project), MODEL, now)
    yield from (d for d in world.ledger.decisions.of(MODEL) if d.window == week(number))


def _keep_to(project: Path) -> None:
    """Keep Prefect's files inside the demo's folder, and off any server that the user has configured."""
    os.environ["PREFECT_HOME"] = str(project / ".prefect")
    for name in ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_PROFILE"):
        os.environ.pop(name, None)
