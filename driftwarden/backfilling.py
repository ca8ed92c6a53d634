"""Fill a model's history: profiles and signals of windows that nobody has looked at, with progress, resumable."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.progress import track

from driftwarden.prefect_here import in_process
from flows.due.backfilling import backfill, unseen
from flows.due.looking import look_at
from flows.worlds import moment, opened, watch_over

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from rich.console import Console

    from domain.windows import Window
    from flows.due.looking import Looked
    from flows.projects import Project
    from flows.watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Where windows are read and sketched: in so many processes of this machine, or on the cluster of `dask`."""

    workers: int = 1
    dask: str | None = None


def backfill_model(
    project: Path, model: str, span: Window, as_of: datetime | None, console: Console, *, spread: Spread
) -> str:
    """Look at every whole window of the span that has no profile yet, oldest first; returns one sentence."""
    now = moment(as_of)
    with opened(project) as (read, world):
        watch = watch_over(read.model(model), read, world)
        windows, seen = unseen(watch, span, now)
        with _looks(watch, windows, read, now, spread=spread) as looks:
            for looked in track(looks, total=len(windows), description=f"{model}: windows", console=console):
                backfill(watch, looked, now)
    kept = f"; {seen} had been looked at before" if seen else ""
    return f"{model}: {len(windows)} windows profiled and measured{kept}; nothing was decided over them"


@contextmanager
def _looks(
    watch: Watch, windows: tuple[Window, ...], project: Project, now: datetime, *, spread: Spread
) -> Iterator[Iterator[Looked]]:
    """What is to be seen of each window, in their order; workers end with the block."""
    if spread == Spread() or not windows:
        yield (look_at(watch.document, watch.log, window, now) for window in windows)
        return
    with in_process():
        from flows.backfill import Look, look_side_by_side, workers_of

        look = Look(document=watch.document, file=project.model(watch.model).file, folder=project.folder, as_of=now)
        with closing(look_side_by_side(look, windows, on=workers_of(spread.workers, dask=spread.dask))) as looks:
            yield looks
