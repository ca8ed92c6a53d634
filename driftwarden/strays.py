"""Models that nobody watches now: the ledger knows them, or a file names them, and no file of theirs can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from driftwarden.options import project_option

if TYPE_CHECKING:
    from domain.ports import Ledger
    from flows.projects import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """One such model, and what to do about it; `has_file` is whether there is one, which cannot be read."""

    model: str
    told: str
    has_file: bool


def strays_of(project: Project, ledger: Ledger) -> tuple[Stray, ...]:
    """By name: models whose files cannot be read, and models with a champion that no file names."""
    watched = {each.name for each in project.models}
    unread = {name: file for name, file in project.unread.items() if name not in watched}
    nameless = [
        name
        for name in ledger.models()
        if name not in watched and name not in unread and ledger.promotions.latest(name) is not None
    ]
    return (
        *(Stray(model=name, told=_unread(str(file), project), has_file=True) for name, file in sorted(unread.items())),
        *(Stray(model=name, told=_nameless(name, project), has_file=False) for name in nameless),
    )


def _unread(file: str, project: Project) -> str:
    return (
        f"not watched now, {file} cannot be read; `driftwarden check{project_option(project.folder)}` says what to mend"
    )


def _nameless(name: str, project: Project) -> str:
    models = project.folder / "models"
    return (
        f"not watched, the ledger has a champion of it and no file in {models} names it; if it was renamed, "
        f"write `model: {name}` again, as a new name starts without a champion and without a past"
    )
