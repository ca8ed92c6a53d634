"""The visit: every check has its turn, whatever the others meet; then the page is printed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.errors import DriftwardenError, InvalidDocument, Unheard
from driftwarden.doctor import letters, logs, machinery, models, naming, slack_access
from driftwarden.doctor.findings import Examined, Finding, State, not_known, to_mend
from flows.worlds import opened, watches_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from domain.letterboxes import Outbox

    Check = Callable[[Examined], Iterator[Finding]]

# In the order of the page: what everything rests on comes first.
CHECKS: tuple[Check, ...] = (
    machinery.ledger,
    machinery.audit,
    models.files,
    naming.unwatched,
    naming.columns,
    logs.logs,
    models.champions,
    models.decisions,
    models.questions,
    letters.dead_letters,
    letters.stuck_letters,
    slack_access.token,
    slack_access.doors,
    machinery.flows,
    machinery.prefect_server,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What was found, and which letters were revived before."""

    findings: tuple[Finding, ...]
    revived: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing is to be mended."""
        return all(finding.state is not State.TO_MEND for finding in self.findings)

    @property
    def lines(self) -> Iterator[str]:
        """The page, for people."""
        width = max((len(finding.state) for finding in self.findings), default=0)
        yield from (f"revived: {key}; the next round delivers it" for key in self.revived)
        for finding in self.findings:
            yield f"{finding.state:<{width}}  {finding.about}: {finding.says}"
            if finding.remedy:
                yield f"{'':<{width}}  -> {finding.remedy}"
        count = sum(finding.state is State.TO_MEND for finding in self.findings)
        yield f"{count} {'thing' if count == 1 else 'things'} to mend" if count else "nothing to mend"

    @property
    def as_json(self) -> str:
        """The page, for programs."""
        told = {"is_well": self.is_well, "revived": self.revived, "findings": [asdict(each) for each in self.findings]}
        return json.dumps(told, indent=2, ensure_ascii=False)


def visit(project: Path, *, revive: str | None = None, revive_all: bool = False) -> Visit:
    """Revive the letters that are asked for, then look at everything. Raises Unheard for a letter that is not there.

    What keeps the project, its settings or its ledger from being opened is a finding; the rest is then not known.
    """
    revived: tuple[str, ...] = ()
    try:
        with opened(project, needs_models=False) as (read, world):
            revived = tuple(_revived(world.ledger.outbox, revive, revive_all=revive_all))
            examined = Examined(project=read, world=world, watches=watches_over(read, world), now=datetime.now(UTC))
            findings = tuple(finding for check in CHECKS for finding in _found(check, examined))
    except Unheard:
        raise
    except DriftwardenError as error:
        findings = tuple(_unopened(error))
    return Visit(findings=findings, revived=revived)


def _found(check: Check, examined: Examined) -> list[Finding]:
    try:
        return list(check(examined))
    except DriftwardenError as error:
        about = check.__name__.replace("_", " ")
        return [to_mend(about, f"cannot be looked at: {error}", "as it says, then call the doctor again")]


def _unopened(error: DriftwardenError) -> Iterator[Finding]:
    for problem in error.problems if isinstance(error, InvalidDocument) else [str(error)]:
        yield to_mend("project and ledger", problem, "as it says, then call the doctor again")
    yield not_known("everything else", "it can be looked at once the project and its ledger can be opened")


def _revived(outbox: Outbox, key: str | None, *, revive_all: bool) -> Iterator[str]:
    buried = [each.notice.key for each in outbox.undelivered() if each.buried_at is not None]
    if key is not None and key not in buried:
        raise Unheard(f"no dead letter has the key {key!r}; there is: {', '.join(buried) or 'none'}")
    for each in buried if revive_all else [key] if key is not None else []:
        outbox.revive(each)
        yield each
