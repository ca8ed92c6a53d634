"""The command line, a module for each group of commands; slow libraries are imported by the command that needs them."""

from domain.errors import DriftwardenError, InvalidDocument
from driftwarden.cli import people, projects, running, serving, showing, telling, trying
from driftwarden.cli.console import app, listed, refuse

__all__ = ["app", "main"]

# In the order of `driftwarden --help`.
for _group in (projects, running, trying, telling, people, serving, showing):
    app.add_typer(_group.commands)


def main() -> None:
    """Run the command line; what Driftwarden itself refuses is one message on stderr and exit code 1."""
    try:
        app(prog_name="driftwarden")
    except DriftwardenError as error:
        refuse(listed(error.problems) if isinstance(error, InvalidDocument) else str(error))
        raise SystemExit(1) from error
