"""A project and its models: written, checked, put to work."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import InvalidDocument
from driftwarden.cli.console import out
from driftwarden.options import AsOf, ProjectFolder, SchemaKind, moment_option, utc

commands = typer.Typer()


@commands.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder; with --from, any folder.")],
    log: Annotated[
        str | None,
        typer.Option(
            "--from", help="Draft the project from this log: file, folder, glob, s3://... or a database's URL."
        ),
    ] = None,
    labels: Annotated[
        str | None, typer.Option(help="Where labels lie, if not beside the predictions; of a database, their table.")
    ] = None,
    table: Annotated[str | None, typer.Option(help="Of a database: the table with predictions, or a SELECT.")] = None,
    model: Annotated[str | None, typer.Option(help="The model's name; default: the folder's.")] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(help="Which column plays a role, where init cannot tell; may be repeated.", metavar="ROLE=COLUMN"),
    ] = None,
) -> None:
    """Write a project that runs: with made-up traffic to try it on, or drafted from a prediction log of yours."""
    if log is None:
        from driftwarden.starter import write_starter

        if labels or table or model or role:
            raise typer.BadParameter("is needed by --labels, --table, --model and --role", param_hint="--from")
        lines = write_starter(folder)
    else:
        from driftwarden.starter.drafting import Asked, draft_project

        asked = Asked(log=log, labels=labels, table=table, model=model, roles=tuple(role or ()))
        lines = draft_project(folder, asked)
    for line in lines:
        out.print(line, highlight=False)


@commands.command()
def check(
    project: ProjectFolder = Path(),
    *,
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Only the files: open no log, import no callable, look into no ledger."),
    ] = False,
) -> None:
    """Check every model and policy file, and what they name: each problem with file, line, field and remedy.

    Opens the head of the newest file of each log on this machine, imports each training callable in a process of its
    own, and names models that the ledger knows and no file watches.
    """
    from driftwarden.checking.looking import check_project

    found = check_project(project, offline=offline)
    for line in (*found.watched, *found.remarks):
        out.print(line, highlight=False)
    if found.problems:
        raise InvalidDocument(list(found.problems))
    out.print("nothing to mend")


@commands.command()
def schema(kind: Annotated[SchemaKind, typer.Argument(help="Which files it is for.")]) -> None:
    """Print the JSON Schema of model or policy files, by which an editor completes and checks them."""
    from driftwarden.starter.schemas import schema_of

    typer.echo(schema_of(kind.value), nl=False)


@commands.command()
def adopt(
    model: Annotated[str, typer.Argument(help="The model's name.")],
    train_from: Annotated[datetime, moment_option("--from", help="Train on events from this moment (UTC) ...")],
    train_to: Annotated[datetime, moment_option("--to", help="... up to, and not including, this one.")],
    version: Annotated[
        str | None,
        typer.Option(
            help="What it is called: as the rows of the log name the version that serves. Default: v1, where the log "
            "names none or v1."
        ),
    ] = None,
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
) -> None:
    """Train a model's first champion on logged events and put it in force."""
    from domain.windows import Window
    from driftwarden.commands import adopt_model

    start, end = utc(train_from), utc(train_to)
    if start >= end:
        raise typer.BadParameter("has to be later than --from", param_hint="--to")
    said = adopt_model(project, model, Window(start=start, end=end), utc(as_of), version=version)
    out.print(said, highlight=False)
