"""What is served to others."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from adapters.metrics.bounded import TOP
from domain.windows import Window
from driftwarden.cli.console import out
from driftwarden.options import ProjectFolder, duration_option, moment_option, utc

commands = typer.Typer()


metrics_commands = typer.Typer(
    help="Serve /metrics for Prometheus, /healthz, and Slack's clicks, from the ledger; or take metrics elsewhere."
)
commands.add_typer(metrics_commands, name="metrics")

Top = Annotated[
    int, typer.Option(min=1, help="How many columns of each signal are shown one by one; the rest is summed.")
]


@metrics_commands.callback(invoke_without_command=True)
def metrics(
    context: typer.Context,
    project: ProjectFolder = Path(),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port; default: DRIFTWARDEN_METRICS_PORT or 9108.")
    ] = None,
    top: Top = TOP,
) -> None:
    """Serve /metrics for Prometheus, /healthz, and Slack's clicks, from the ledger."""
    if context.invoked_subcommand is not None:
        _refuse_before(context, context.invoked_subcommand)
        return
    from driftwarden.serving import serve

    for line in serve(project, host, port, top=top):
        out.print(line, highlight=False)


def _refuse_before(context: typer.Context, subcommand: str) -> None:
    """An option in front of the subcommand would be taken for the server's, and be lost."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise typer.BadParameter(f"stands behind the word {subcommand}", param_hint=f"--{name}")


@metrics_commands.command()
def backfill(
    begin: Annotated[datetime, moment_option("--from", help="Windows from this moment (UTC) ...")],
    end: Annotated[datetime, moment_option("--to", help="... to this one.")],
    model: Annotated[str | None, typer.Argument(help="A model's name; default: all of the project.")] = None,
    every: Annotated[
        timedelta,
        duration_option(
            "--every",
            default="1h",
            help="How far samples are apart. Prometheus looks back five minutes only: below that lines have no holes, "
            "and the file is large.",
        ),
    ] = timedelta(hours=1),
    target: Annotated[Path, typer.Option("--file", help="The file to write.")] = Path("driftwarden.openmetrics"),
    top: Top = TOP,
    project: ProjectFolder = Path(),
) -> None:
    """Write what Prometheus would have seen in the past, in event time, for `promtool tsdb create-blocks-from`."""
    from driftwarden.exporting import write_history

    if utc(end) <= utc(begin):
        raise typer.BadParameter("has to be later than --from", param_hint="--to")
    if not every:
        raise typer.BadParameter("has to be longer than nothing", param_hint="--every")
    span = Window(start=utc(begin), end=utc(end))
    for line in write_history(project, model, span, target, every=every, top=top):
        out.print(line, highlight=False)


@metrics_commands.command()
def push(
    gateway: Annotated[
        str | None, typer.Option("--to", metavar="URL", help="The Pushgateway; default: DRIFTWARDEN_PUSHGATEWAY_URL.")
    ] = None,
    job: Annotated[str, typer.Option(help="The job in whose name they are pushed.")] = "driftwarden",
    top: Top = TOP,
    project: ProjectFolder = Path(),
) -> None:
    """Push the metrics of now to a Pushgateway, for those whom Prometheus cannot reach."""
    from driftwarden.exporting import push_page

    out.print(push_page(project, gateway, job=job, top=top), highlight=False)


@metrics_commands.command()
def otel(
    endpoint: Annotated[
        str | None,
        typer.Option("--to", metavar="URL", help="As http://localhost:4318/v1/metrics; default: OpenTelemetry's own."),
    ] = None,
    top: Top = TOP,
    project: ProjectFolder = Path(),
) -> None:
    """Export the metrics of now by OpenTelemetry (OTLP over HTTP); needs the extra `otel`."""
    from driftwarden.exporting import export_otlp

    out.print(export_otlp(project, endpoint, top=top), highlight=False)
