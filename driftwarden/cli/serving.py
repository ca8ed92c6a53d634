"""What is served to others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from driftwarden.cli.console import out
from driftwarden.options import ProjectFolder

commands = typer.Typer()


@commands.command()
def metrics(
    project: ProjectFolder = Path(),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port; default: DRIFTWARDEN_METRICS_PORT or 9108.")
    ] = None,
) -> None:
    """Serve /metrics for Prometheus, /healthz, and Slack's clicks, from the ledger."""
    from driftwarden.commands import serve

    for line in serve(project, host, port):
        out.print(line, highlight=False)
