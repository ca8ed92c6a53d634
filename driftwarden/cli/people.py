"""What people answer, what they ask for, and the record of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from driftwarden.cli.console import err, out, refuse
from driftwarden.options import ProjectFolder, duration_option, user_of_this_machine

commands = typer.Typer()
audit_commands = typer.Typer(no_args_is_help=True)
commands.add_typer(audit_commands, name="audit", help="The record of what people asked, answered and changed.")


def _not_blank(said: str | None) -> str | None:
    if said is not None and not said.strip():
        raise typer.BadParameter("is empty; the record needs words that somebody understands a year from now")
    return said


RequestId = Annotated[str, typer.Argument(metavar="REQUEST", help="A request's id, or enough of its beginning.")]
Model = Annotated[str, typer.Argument(help="The model's name.")]
By = Annotated[
    str | None,
    typer.Option(
        help="Who it is, as the model file lists approvers; default: the user of this machine.", callback=_not_blank
    ),
]
Why = Annotated[str, typer.Option(help="The reason, for the record.", callback=_not_blank)]


@commands.command()
def approve(
    request: RequestId,
    by: By = None,
    why: Annotated[str | None, typer.Option(help="A reason for the record.", callback=_not_blank)] = None,
    project: ProjectFolder = Path(),
) -> None:
    """Approve a promotion that waits for an answer."""
    from driftwarden.answering import answer_request

    out.print(answer_request(project, request, approve=True, by=_who(by), why=why), highlight=False)


@commands.command()
def reject(request: RequestId, why: Why, by: By = None, project: ProjectFolder = Path()) -> None:
    """Reject a promotion that waits for an answer."""
    from driftwarden.answering import answer_request

    out.print(answer_request(project, request, approve=False, by=_who(by), why=why), highlight=False)


@commands.command()
def silence(
    model: Model,
    lasting: Annotated[timedelta | None, duration_option("--for", help="How long from now on.")] = None,
    why: Annotated[
        str | None, typer.Option(help="The reason, for the record; --for asks for one.", callback=_not_blank)
    ] = None,
    signal: Annotated[str | None, typer.Option(help="Only this signal, by its name; default: the whole model.")] = None,
    by: By = None,
    project: ProjectFolder = Path(),
    *,
    lift: Annotated[
        bool, typer.Option("--lift", help="End it before its time: all that is muted of the model, or --signal.")
    ] = False,
) -> None:
    """Mute a model, or one signal of it, for a while: it is watched all the same, and no policy acts on it. Or end
    that before its time, with --lift.
    """
    from driftwarden.wishing import lift as end
    from driftwarden.wishing import silence as mute

    if lift and lasting is not None:
        raise typer.BadParameter("cannot be given with --lift, which ends a silence", param_hint="--for")
    if lift:
        said = end(project, model, signal=signal, by=_who(by), why=why)
    elif lasting is None:
        raise typer.BadParameter("say how long, such as --for 1d; or end a silence with --lift", param_hint="--for")
    elif why is None:
        raise typer.BadParameter("say why; whoever reads it next week will ask", param_hint="--why")
    else:
        said = mute(project, model, signal=signal, lasting=lasting, by=_who(by), why=why)
    out.print(said, highlight=False)


@commands.command()
def retrain(model: Model, why: Why, by: By = None, project: ProjectFolder = Path()) -> None:
    """Ask for a retraining now; what comes of it is tried and approved like any other."""
    from driftwarden.wishing import ask_to_retrain

    for line in ask_to_retrain(project, model, by=_who(by), why=why):
        out.print(line, highlight=False)


@commands.command()
def rollback(model: Model, why: Why, by: By = None, project: ProjectFolder = Path()) -> None:
    """Ask for the version before the champion to be put back in force."""
    from driftwarden.wishing import ask_to_roll_back

    out.print(ask_to_roll_back(project, model, by=_who(by), why=why), highlight=False)


@audit_commands.command()
def verify(
    head: Annotated[
        str | None,
        typer.Option(help="The hash of an entry that you kept elsewhere: shows that none up to it was removed."),
    ] = None,
    project: ProjectFolder = Path(),
) -> None:
    """Check that what people asked, answered and changed, and what a question to them rested on, is as it was entered;
    exit code 1 says that something was changed, removed or left out. Signals, profiles and decisions of a policy that
    led to no question are not held.
    """
    from driftwarden.auditing import verify_audit

    checked = verify_audit(project, head)
    if checked.problems:
        refuse("\n  ".join([checked.summary, *checked.problems]))
        raise typer.Exit(1)
    out.print(checked.summary, highlight=False)


@audit_commands.command()
def show(
    model: Annotated[str | None, typer.Option(help="Only what is about this model; default: everything.")] = None,
    project: ProjectFolder = Path(),
) -> None:
    """Who asked, answered and changed what, and when."""
    from driftwarden.auditing import audit_table

    out.print(audit_table(project, model), soft_wrap=False)


def _who(by: str | None) -> str:
    if by is not None:
        return by
    name = user_of_this_machine()
    err.print(f"in the name of {name}, the user of this machine; --by names somebody else", highlight=False)
    return name
