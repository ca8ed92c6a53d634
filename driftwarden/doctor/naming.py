"""Names that nothing stands behind: columns that the log lacks, and models of the ledger that no file watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftwarden.doctor.findings import Finding, not_known, to_mend, well
from driftwarden.strays import strays_of
from flows.log_misfits import strangers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driftwarden.doctor.findings import Examined


def columns(examined: Examined) -> Iterator[Finding]:
    """Columns that segments and monitors name and that the newest rows lack; whether logs open is told elsewhere."""
    project = examined.project
    missing = [(each.name, told) for each in project.models for told in strangers(each, project.folder)]
    for model, told in missing:
        yield to_mend(f"columns of {model}", told, "as it says; until then what is asked of that column is not known")
    if not missing:
        yield well("columns", "no log that opens lacks one that its model's file asks for")


def unwatched(examined: Examined) -> Iterator[Finding]:
    """Models of the ledger that no file watches: on purpose, or because one was renamed."""
    for stray in strays_of(examined.project, examined.ledger):
        if not stray.has_file:
            yield not_known(stray.model, stray.told)
