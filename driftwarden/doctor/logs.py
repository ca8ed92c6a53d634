"""Prediction logs that do not open, and logs to which nothing is added any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.decisions import Reason
from driftwarden.doctor.findings import Finding, to_mend, well
from flows.log_misfits import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driftwarden.doctor.findings import Examined
    from flows.projects import WatchedModel


def logs(examined: Examined) -> Iterator[Finding]:
    """Open the newest file of each log, or its table, and say what the newest decision found of its traffic."""
    for watched in examined.project.models:
        name, problems = opened(watched, examined.project.folder.resolve())
        about = f"log of {watched.name}"
        for problem in problems:
            yield to_mend(about, problem, "as it says; until then windows stay undecided, or their labels unknown")
        if not problems:
            yield _filled(examined, watched, about, name)


def _filled(examined: Examined, watched: WatchedModel, about: str, name: str) -> Finding:
    newest = examined.ledger.decisions.newest(watched.name)
    if newest is None or newest.reason is not Reason.UNUSUAL_TRAFFIC:
        return well(about, f"{name} opens")
    return to_mend(
        about,
        f"{name} opens, but of {newest.window} it was decided: {newest.because}",
        f"see whether the service still logs there, and whether `log.predictions` of {watched.file} names it; what is "
        f"as it should be, `driftwarden silence {watched.name} --signal NAME --for 4w --why WHY{examined.option}` "
        f"mutes",
    )
