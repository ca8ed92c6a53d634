"""What the doctor finds: well, to mend with a remedy, or not looked at with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from driftwarden.options import project_option

if TYPE_CHECKING:
    from datetime import datetime

    from domain.ports import Ledger, World
    from flows.projects import Project
    from flows.watch import Watch


class State(StrEnum):
    """How one thing is."""

    OK = "ok"
    TO_MEND = "to mend"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the page: what was looked at, how it is, and what to do where something is to be done."""

    about: str
    state: State
    says: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What the checks look at: a project, its world and a watch on each of its models, at one moment."""

    project: Project
    world: World
    watches: tuple[Watch, ...]
    now: datetime

    @property
    def ledger(self) -> Ledger:
        """The ledger of the world."""
        return self.world.ledger

    @property
    def option(self) -> str:
        """The option that names the project in the commands of a remedy, as `driftwarden.options.project_option`."""
        return project_option(self.project.folder)


def well(about: str, says: str) -> Finding:
    """Nothing is to be done."""
    return Finding(about=about, state=State.OK, says=says)


def to_mend(about: str, says: str, remedy: str) -> Finding:
    """Something is to be done."""
    return Finding(about=about, state=State.TO_MEND, says=says, remedy=remedy)


def not_known(about: str, why: str) -> Finding:
    """It could not be looked at."""
    return Finding(about=about, state=State.NOT_KNOWN, says=why)
