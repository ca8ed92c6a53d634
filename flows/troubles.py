"""What could not be done: named, told to people, and left for the next run while the rest goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from adapters import notices
from domain.errors import DriftwardenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.ports import Ledger
    from flows.projects import Project
    from flows.watch import Watch

Result = TypeVar("Result")


def attempt(errand: Callable[[Watch, datetime], object], watch: Watch, now: datetime) -> str | None:
    """Run one errand of one model; a refusal is told to people and returned in words, a defect is raised."""
    name = errand.__name__.replace("_", " ")
    try:
        errand(watch, now)
    except DriftwardenError as error:
        watch.ledger.outbox.queue(notices.trouble(watch.model, name, str(error), at=now))
        return f"{watch.model}: could not {name}: {error}"
    return None


@dataclass(slots=True)
class Troubles:
    """What a flow met on its way: refusals, which the next run tries again, and defects, which are ours to mend."""

    refusals: list[str] = field(default_factory=list)
    defects: list[Exception] = field(default_factory=list)

    def attempt(self, errand: Callable[[Watch, datetime], object], watch: Watch, now: datetime) -> None:
        """Run one errand of one model; whatever it raises, the other errands and models get their turn."""
        refusal = self.shield(lambda: attempt(errand, watch, now), met_in=f"{watch.model}: {errand.__name__}")
        if refusal:
            self.refusals.append(refusal)

    def shield(self, do: Callable[[], Result], *, met_in: str) -> Result | None:
        """What comes of it; what it raises waits for `surface`, so that the rest gets its turn, and gives None."""
        try:
            return do()
        except Exception as error:  # noqa: BLE001 - a flow's outermost line; raised again by `surface`
            error.add_note(f"met in {met_in}")
            self.defects.append(error)
            return None

    def tell_of_files(self, project: Project, ledger: Ledger, now: datetime) -> None:
        """Tell people of every file that cannot be read; the models of the others are watched all the same."""
        for problem in project.problems:
            file = problem.partition(":")[0]
            ledger.outbox.queue(notices.trouble(file.rpartition("/")[2], "read its file", problem, at=now))
            self.refusals.append(problem)

    def note_in(self, ledger: Ledger, flow: str, *, ran_at: datetime) -> None:
        """Note that the flow ran to its end, by the clock on the wall and not by the moment that it looked from."""
        ledger.board.beat(flow, ran_at=ran_at, troubles=len(self.refusals) + len(self.defects))

    def surface(self) -> list[str]:
        """The refusals; raises the defects, all together, now that the rest is done."""
        if self.defects:
            raise ExceptionGroup("defects met; everything else was done", self.defects)
        return self.refusals
