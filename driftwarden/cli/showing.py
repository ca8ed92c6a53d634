"""What shows the whole of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer()


@commands.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where everything is written; emptied first.")] = Path("demo-output"),
    *,
    full: Annotated[bool, typer.Option("--full", help="Every flight instead of every sixth.")] = False,
    weeks: Annotated[int, typer.Option(min=1, max=40, help="How many of the forty weeks to walk.")] = 40,
) -> None:
    """Walk through forty weeks of real flights: drift, retrainings, refusals, and a report at the end."""
    from driftwarden.demo.walk import walk

    walk(folder, every=1 if full else 6, weeks=weeks)
