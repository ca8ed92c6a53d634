"""All that can be found wrong with a project before anything runs, and what could not be looked at."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.settings import Settings, quiet_the_libraries
from domain.errors import DriftwardenError, InvalidDocument
from driftwarden.checking.callables import trainers_found
from driftwarden.strays import strays_of
from flows.log_misfits import log_misfits
from flows.projects import read_project

if TYPE_CHECKING:
    from flows.projects import Project, WatchedModel

_DOCTOR = "`driftwarden doctor` opens it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is watched by what, what is wrong with file, line, field and remedy, and what else a person should know."""

    watched: tuple[str, ...]
    problems: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def check_project(project: Path, *, offline: bool) -> Checked:
    """Read every file; unless `offline`, also open the head of each log, import each callable, look into the ledger.

    Raises InvalidDocument for a folder without a model's file, and for settings that cannot be.
    """
    quiet_the_libraries()
    read = read_project(project, needs_models=False)
    watched = tuple(f"{each.file}: {each.name} is watched by policy {each.policy.name}" for each in read.models)
    of_files = Checked(watched=watched, problems=read.problems)
    return of_files if offline else _looked_further(read, of_files)


def _looked_further(read: Project, found: Checked) -> Checked:
    problems, remarks = list(found.problems), list[str]()
    for watched in read.models:
        elsewhere = _elsewhere(watched)
        if elsewhere:
            remarks.append(f"{watched.file}: not looked at: its log lies {elsewhere}; {_DOCTOR}")
        else:
            problems += log_misfits(watched, read.folder.resolve())
    refused, not_imported = trainers_found(read)
    unopened, of_ledger = _of_ledger(read)
    remarks += (*not_imported, *of_ledger)
    return replace(found, problems=(*problems, *refused, *unopened), remarks=tuple(remarks))


def _elsewhere(watched: WatchedModel) -> str | None:
    """Where a log lies that is not on this machine."""
    log = watched.document.log
    if log.database is not None:
        return "in a database"
    return "on S3" if any(place and place.startswith("s3://") for place in (log.predictions, log.labels)) else None


def _of_ledger(read: Project) -> tuple[list[str], list[str]]:
    """What keeps the ledger from being opened, and its models that no file watches; nothing where there is none yet."""
    from adapters.storage import open_ledger
    from adapters.storage.address import is_there

    try:
        url = Settings().inside(read.folder.resolve()).ledger_url
        if not is_there(url):
            return [], []
        with closing(open_ledger(url)) as ledger:
            return [], [f"{stray.model}: {stray.told}" for stray in strays_of(read, ledger) if not stray.has_file]
    except InvalidDocument as error:
        return list(error.problems), []
    except DriftwardenError as error:
        return [], [f"not looked at: {error}"]
