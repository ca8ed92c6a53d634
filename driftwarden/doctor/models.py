"""Models that nobody looks after: without a champion, without decisions, with questions about to lapse."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.errors import DriftwardenError
from driftwarden.doctor.findings import Finding, not_known, to_mend, well
from flows.due.monitoring import undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.approvals import ApprovalRequest
    from driftwarden.doctor.findings import Examined
    from flows.watch import Watch

_SOON = timedelta(days=1)
# One ready window may be under way just now.
_LATE = 2


def files(examined: Examined) -> Iterator[Finding]:
    """Files of the project that cannot be read."""
    for problem in examined.project.problems:
        yield to_mend("project", problem, f"mend the file; `driftwarden check{examined.option}` says when it is right")
    if not examined.project.problems:
        count = len(examined.watches)
        yield well("project", f"{count} {'model' if count == 1 else 'models'} can be read")


def champions(examined: Examined) -> Iterator[Finding]:
    """Models without a champion, and those of which serving is told another version than the ledger holds."""
    for watch in examined.watches:
        latest = examined.ledger.promotions.latest(watch.model)
        if latest is None:
            yield to_mend(
                f"champion of {watch.model}",
                "there is none, so nothing is watched",
                f"`driftwarden adopt {watch.model} --from DAY --to DAY{examined.option}`",
            )
        else:
            yield _registered(examined, watch, latest.to_version)


def decisions(examined: Examined) -> Iterator[Finding]:
    """Models with windows that are ready and that nobody has decided over."""
    for watch in examined.watches:
        about = f"decisions about {watch.model}"
        try:
            left = undecided(watch, examined.now)
        except DriftwardenError as error:
            yield not_known(about, str(error))
            continue
        newest = examined.ledger.decisions.newest(watch.model)
        until = f"decided up to {newest.window.end:%Y-%m-%d %H:%M} UTC" if newest else "none yet"
        if len(left) < _LATE:
            yield well(about, until)
        else:
            yield to_mend(
                about,
                f"{until}; {len(left)} windows are ready and not decided over, the first is {left[0]}",
                f"`driftwarden run --model {watch.model}{examined.option}` does it now, or says what stands in the way",
            )


def questions(examined: Examined) -> Iterator[Finding]:
    """Questions that lapse within a day, or have lapsed and were not closed."""
    pending = examined.ledger.requests.pending()
    lapsing = [request for request in pending if request.expires_at - examined.now < _SOON]
    for request in lapsing:
        yield _lapsing(request, examined)
    if not lapsing:
        yield well(
            "approvals",
            f"{len(pending)} {'waits' if len(pending) == 1 else 'wait'} for an answer, none lapses within a day",
        )


def _registered(examined: Examined, watch: Watch, version: str) -> Finding:
    about = f"champion of {watch.model}"
    try:
        served = examined.world.registry.champion(watch.model)
        artifact = examined.ledger.candidates.of_version(watch.model, version).artifact
    except DriftwardenError as error:
        return to_mend(about, str(error), "as it says; the ledger is right about which version is in force")
    if served == version:
        return well(about, f"{version}, in the ledger and in the registry")
    return to_mend(
        about,
        f"the ledger says {version}, the registry tells serving {served or 'nothing'}",
        f"run `driftwarden run{examined.option}`, which ends a promotion that was interrupted; if it stays so, "
        f"somebody changed the registry: make it name {version} again (artifact {artifact.uri}, SHA-256 "
        f"{artifact.sha256})",
    )


def _lapsing(request: ApprovalRequest, examined: Examined) -> Finding:
    question = f"may {request.challenger} replace {request.champion} in {request.model}?"
    if request.expires_at <= examined.now:
        return to_mend(
            "approvals",
            f"{question} lapsed at {request.expires_at:%Y-%m-%d %H:%M} UTC and was not closed",
            "the flow reconcile does so at every run: see whether it runs",
        )
    return to_mend(
        "approvals",
        f"{question} lapses at {request.expires_at:%Y-%m-%d %H:%M} UTC, without approval",
        f"`driftwarden approve {request.id[:8]}{examined.option}`, or "
        f"`driftwarden reject {request.id[:8]} --why WHY{examined.option}`",
    )
