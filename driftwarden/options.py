"""The arguments that several commands share, and how moments are read."""

from __future__ import annotations

import getpass
import shutil
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Annotated, Any, overload

import typer

from domain.durations import parse_duration

# By which way in a person came, in all that they leave on record.
DOOR = "command line"
_FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%dT%H:%M:%S%z",
)


class SchemaKind(StrEnum):
    """Which files a JSON Schema is for."""

    MODEL = "model"
    POLICY = "policy"


class DriftSize(StrEnum):
    """How large the drifts of a selftest are, as `monitors.injections` names them."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


def moment_option(*names: str, help: str) -> Any:  # noqa: A002 (what typer calls it)
    """An option that takes a day, or a moment with or without seconds and offset."""
    return typer.Option(*names, help=help, parser=_moment, metavar="2026-01-31[T12:00]")


def _moment(raw: str | datetime) -> datetime:
    """Read a day or a moment; typer shows the message about what is none."""
    if isinstance(raw, datetime):
        return raw
    for form in _FORMATS:
        with suppress(ValueError):
            return datetime.strptime(raw, form)  # noqa: DTZ007 (without an offset it is UTC, which `utc` adds)
    raise typer.BadParameter(
        f"{raw!r} is no day or moment; write one such as 2026-01-31, 2026-01-31T12:00 (UTC) or 2026-01-31T12:00+01:00"
    )


ProjectFolder = Annotated[
    Path,
    typer.Option("--project", "-p", help="The folder that holds models/ and policies/.", envvar="DRIFTWARDEN_PROJECT"),
]
AsOf = Annotated[
    datetime | None,
    moment_option("--as-of", help="See rows and labels only up to this moment (UTC); default: now."),
]
Workers = Annotated[
    int,
    typer.Option(
        min=1,
        help="Read and sketch windows in so many processes; pays where that takes more than a minute in all.",
    ),
]
DaskAddress = Annotated[
    str | None,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help="Read and sketch windows on a Dask cluster, such as tcp://10.0.0.5:8786. Its workers need this version of "
        "Driftwarden, and the project and its logs under the same paths.",
    ),
]


def duration_option(*names: str, help: str, default: str | None = None) -> Any:  # noqa: A002 (what typer calls it)
    """An option that takes a whole number and a unit, as its default is shown; without one it is required."""
    return typer.Option(*names, parser=_duration, metavar=default or "1d", show_default=default or False, help=help)


def user_of_this_machine() -> str:
    """The name under which the caller is logged in here; raises BadParameter where the machine does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise typer.BadParameter("this machine does not know who you are; say it", param_hint="--by") from error


def program() -> str:
    """How a person calls the command line from here: by its name where the shell finds this one, else by its place."""
    beside = Path(sys.executable).with_name("driftwarden")
    found = shutil.which(beside.name)
    if found is not None and Path(found).resolve() == beside.resolve():
        return beside.name
    here = Path.cwd()
    return quote(str(beside.relative_to(here) if beside.is_relative_to(here) else beside))


def project_option(project: Path) -> str:
    """The option that names the project in a command that a person is to copy; empty for the folder they are in.

    >>> project_option(Path("our shop")), project_option(Path())
    (" --project 'our shop'", '')
    """
    return f" --project {quote(str(project))}" if project.parts else ""


def _duration(raw: str | timedelta) -> timedelta:
    """Read a duration; typer shows the message about what is none."""
    try:
        return parse_duration(raw)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@overload
def utc(at: datetime) -> datetime: ...
@overload
def utc(at: None) -> None: ...
def utc(at: datetime | None) -> datetime | None:
    """The moment in UTC, which is meant where no offset is written."""
    if at is None:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
