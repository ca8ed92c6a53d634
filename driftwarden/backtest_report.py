"""`driftwarden backtest` in full: real trainings for every policy, and what each of them would have cost."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from driftwarden.asked_files import write_asked, write_figures
from driftwarden.backtest.page import render
from driftwarden.backtest.plain import plain
from driftwarden.backtest.table import headline, in_terminal
from driftwarden.backtest.trying import try_policies
from flows.documents import CostsSpec
from flows.replaying.beginning import full_course
from flows.replaying.contenders import contenders
from flows.replaying.incidents import read_incidents
from flows.worlds import moment, opened, watch_over

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console, RenderableType

    from domain.costs import Costs
    from driftwarden.backtest.asked import Asked
    from driftwarden.backtest.tried import Tried
    from flows.projects import WatchedModel


def full_backtest(project: Path, asked: Asked, console: Console) -> Iterator[RenderableType]:
    """Replay the policies with real trainings; yields what is printed, and writes page and JSON where asked for.

    Raises InvalidDocument for what cannot be reckoned, with the remedy.
    """
    tried = _tried(project, asked, console)
    yield headline(tried)
    yield from in_terminal(tried)
    if asked.html is not None:
        write_asked(asked.html, render(tried), option="--html")
        yield f"{asked.html}: the same with charts"
    if asked.json is not None:
        write_figures(asked.json, plain(tried))
        yield f"{asked.json}: the same figures"


def _tried(project: Path, asked: Asked, console: Console) -> Tried:
    incidents = read_incidents(asked.incidents) if asked.incidents else ()
    with opened(project) as (read, world):
        watched = read.model(asked.model)
        costs = asked.costs(watch_over(watched, read, world))
        watched = costing(watched, costs)
        watch = watch_over(watched, read, world)
        policies = contenders(watched, asked.policies, folder=read.folder)
        course = full_course(
            watch,
            policies,
            asked.span,
            approval_lag=asked.approval_lag,
            costs=costs,
            as_of=moment(asked.as_of),
        )
        with course as course_, _shown(console) as progress:
            return try_policies(
                course_, policies, watch.document, incidents=incidents, grid=asked.grid, telling=progress.tell
            )


def costing(watched: WatchedModel, costs: Costs | None) -> WatchedModel:
    """The model as if its file said what errors and retrainings cost, for policies that reckon with it."""
    if costs is None:
        return watched
    # Not validated: nought is no cost to write into a file, but a fair question to ask.
    spec = CostsSpec.model_construct(retraining=costs.retraining, error=costs.error, currency=costs.currency)
    return replace(watched, document=watched.document.model_copy(update={"costs": spec}))


class _Telling:
    """A bar on a terminal: what is replayed now, and how many of its windows are done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("reading the log", total=None)

    def tell(self, what: str, done: int, of: int) -> None:
        self._progress.update(self._task, description=what, completed=done, total=of)


@contextmanager
def _shown(console: Console) -> Iterator[_Telling]:
    bars = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*bars, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Telling(progress)
