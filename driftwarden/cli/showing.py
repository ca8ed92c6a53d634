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


@commands.command("demo-live")
def demo_live(
    folder: Annotated[Path, typer.Option(help="Where everything is written; emptied first.")] = Path(
        "demo-live-output"
    ),
    *,
    headless: Annotated[
        bool, typer.Option("--headless", help="Nobody is there: press Approve by HTTP, and end when it is done.")
    ] = False,
) -> None:
    """Six weeks of real flights up to a question; you press Approve on a Slack page, and see what it changes."""
    from driftwarden.cli.console import out
    from driftwarden.live.show import show

    show(folder, out, headless=headless)
