"""The commands, as they tell about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from driftwarden.cli import app
from driftwarden.reference.markdown_words import first, table

if TYPE_CHECKING:
    from collections.abc import Iterator


def commands() -> str:
    """A table of every command with what it takes."""
    leaves = _leaves(typer.main.get_command(app))
    rows = ((f"`{usage(path, command)}`", first(command.help)) for path, command in leaves)
    return table(("command", "what it does"), rows)


def usage(path: str, command: Any) -> str:
    """The words of a command: its arguments, then its options; what may be left out stands in brackets."""
    ordered = sorted(command.params, key=lambda parameter: parameter.param_type_name != "argument")
    return " ".join([path, command.name, *map(_parameter, ordered)])


def _leaves(group: Any, path: str = "driftwarden") -> Iterator[tuple[str, Any]]:
    """Every command with the words before its own name, those of a group one by one."""
    for command in group.commands.values():
        if getattr(command, "invoke_without_command", False):
            yield path, command
        if hasattr(command, "commands"):
            yield from _leaves(command, f"{path} {command.name}")
        else:
            yield path, command


def _parameter(parameter: Any) -> str:
    """One argument or option, with dots where it may be given several times."""
    written = parameter.name.upper() if parameter.param_type_name == "argument" else _option(parameter)
    several = "..." if parameter.nargs == -1 or getattr(parameter, "multiple", False) else ""
    return (written if parameter.required else f"[{written}]") + several


def _option(parameter: Any) -> str:
    flag: str = parameter.opts[0]
    if getattr(parameter, "is_flag", False):
        return flag
    return f"{flag} {flag.lstrip('-').upper().replace('-', '_')}"
