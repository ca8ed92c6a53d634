"""What happened, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from driftwarden.cli.console import out, refuse
from driftwarden.options import AsOf, ProjectFolder, utc

commands = typer.Typer()


@commands.command()
def status(project: ProjectFolder = Path()) -> None:
    """Every model: its champion, its newest decision, what waits for an answer.

    Exit code 1 says that a file cannot be read; models of the others, and what the ledger holds, are shown.
    """
    from driftwarden.commands import status_of

    found = status_of(project)
    out.print(found.shown)
    for problem in found.problems:
        refuse(problem)
    if found.problems:
        raise typer.Exit(1)


@commands.command()
def explain(
    about: Annotated[
        list[str],
        typer.Argument(
            metavar="MODEL|DECISION|ID|[MODEL] VERSION",
            help="A model's name, for its newest decision; a decision's id, or enough of it; or a version, or the id "
            "of an order, run, verdict, request, answer or promotion, for the decision behind it.",
        ),
    ],
    project: ProjectFolder = Path(),
    window: Annotated[
        str | None,
        typer.Option(help="Of a model: the decision over the window that holds this day, or that lies in START..END."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
    as_slack: Annotated[bool, typer.Option("--slack", help="As text for a Slack message.")] = False,
) -> None:
    """Why a decision is what it is, and why not otherwise: every condition with its values, what held it back, what
    would have had to differ, and the chain from the profiles to what came of it.
    """
    from driftwarden.explain import Shape, explanation

    if as_json and as_slack:
        raise typer.BadParameter("cannot be given with --json", param_hint="--slack")
    if as_json or as_slack:
        typer.echo(explanation(project, " ".join(about), window, Shape.JSON if as_json else Shape.SLACK))
    else:
        out.print(explanation(project, " ".join(about), window), soft_wrap=False)


@commands.command()
def report(
    about: Annotated[str, typer.Argument(help="A model's name with WINDOW; or a decision's id, or enough of it.")],
    window: Annotated[
        str | None, typer.Argument(help="A day that the window holds, such as 2013-04-01, or its START/END in UTC.")
    ] = None,
    target: Annotated[Path, typer.Option("--to", help="The HTML file to write.")] = Path("evidently.html"),
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
) -> None:
    """Evidently's report of a model's window, or of a decision's, against the champion's training data."""
    from driftwarden.commands import write_evidently

    for line in write_evidently(project, about, window, target, utc(as_of)):
        out.print(line, highlight=False)


@commands.command()
def doctor(
    project: ProjectFolder = Path(),
    revive: Annotated[
        str | None, typer.Option(help="First send a message again that was given up, by its key.", metavar="KEY")
    ] = None,
    *,
    revive_all: Annotated[bool, typer.Option("--revive-all", help="First send all of those again.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """What is wrong and what to do about it: ledger, audit, models, approvals, messages, Slack, flows, Prefect.

    Exit code 1 says that there is something to mend.
    """
    from driftwarden.doctor.visiting import visit

    found = visit(project, revive=revive, revive_all=revive_all)
    if as_json:
        typer.echo(found.as_json)
    else:
        for line in found.lines:
            out.print(line, highlight=False)
    if not found.is_well:
        raise typer.Exit(1)
