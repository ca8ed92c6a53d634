"""The command line itself: the app that every command is added to, and where it prints."""

from __future__ import annotations

import typer
from rich.console import Console

app = typer.Typer(
    name="driftwarden",
    help="Watches machine learning models in production and keeps them fresh.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# What people named is printed as they wrote it: neither [brackets] nor :colons: mean anything.
out = Console(soft_wrap=True, markup=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, markup=False, emoji=False)


def refuse(message: str) -> None:
    """Say on stderr what Driftwarden refuses."""
    err.print(f"driftwarden: {message}", highlight=False)


def listed(problems: list[str]) -> str:
    """Several problems as one message."""
    return problems[0] if len(problems) == 1 else "\n  ".join([f"{len(problems)} problems to mend:", *problems])
