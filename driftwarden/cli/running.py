"""What runs, on a schedule or by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from driftwarden.cli.console import err, out, refuse
from driftwarden.options import AsOf, DaskAddress, ProjectFolder, Workers, moment_option, utc

commands = typer.Typer()


@commands.command()
def run(
    project: ProjectFolder = Path(),
    model: Annotated[str | None, typer.Option(help="Only this model; default: all.")] = None,
    as_of: AsOf = None,
) -> None:
    """Monitor, decide and carry out what is due, once. In production Prefect does this on a schedule.

    Exit code 1 says that something could not be done; the rest was, and the next run tries again.
    """
    from driftwarden.one_round import run_once

    done = run_once(project, model, utc(as_of))
    for line in done.lines:
        out.print(line, highlight=False)
    for trouble in done.troubles:
        refuse(trouble)
    if done.troubles:
        raise typer.Exit(1)


@commands.command()
def backfill(
    model: Annotated[str, typer.Argument(help="The model's name.")],
    since: Annotated[datetime, moment_option("--from", help="Windows from this moment (UTC) ...")],
    until: Annotated[datetime, moment_option("--to", help="... up to this one.")],
    workers: Workers = 1,
    dask: DaskAddress = None,
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
) -> None:
    """Profile and measure past windows that nobody has looked at; interrupted, it goes on where it stopped."""
    from domain.windows import Window
    from driftwarden.backfilling import Spread, backfill_model

    start, end = utc(since), utc(until)
    if start >= end:
        raise typer.BadParameter("has to be later than --from", param_hint="--to")
    if dask and workers > 1:
        raise typer.BadParameter("is for this machine; a Dask cluster has workers of its own", param_hint="--workers")
    span, spread = Window(start=start, end=end), Spread(workers=workers, dask=dask)
    out.print(backfill_model(project, model, span, utc(as_of), err, spread=spread), highlight=False)
