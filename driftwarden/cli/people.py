"""What people answer, and what they ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from driftwarden.cli.console import out
from driftwarden.options import ProjectFolder

commands = typer.Typer()


@commands.command()
def approve(
    request: Annotated[str, typer.Argument(help="A request's id, or enough of its beginning.")],
    by: Annotated[str, typer.Option(help="Who answers, as the model file lists approvers.")],
    why: Annotated[str | None, typer.Option(help="A reason for the record.")] = None,
    project: ProjectFolder = Path(),
) -> None:
    """Approve a promotion that waits for an answer."""
    from driftwarden.commands import answer_request

    out.print(answer_request(project, request, approve=True, by=by, why=why), highlight=False)


@commands.command()
def reject(
    request: Annotated[str, typer.Argument(help="A request's id, or enough of its beginning.")],
    by: Annotated[str, typer.Option(help="Who answers, as the model file lists approvers.")],
    why: Annotated[str, typer.Option(help="The reason, for the record.")],
    project: ProjectFolder = Path(),
) -> None:
    """Reject a promotion that waits for an answer."""
    from driftwarden.commands import answer_request

    out.print(answer_request(project, request, approve=False, by=by, why=why), highlight=False)
