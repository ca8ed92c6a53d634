"""Look at past windows without deciding over them: for references, for history, for a policy's replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import EvidenceUnavailable
from domain.profiles import FROM_LOG
from flows.due.gathering import gathered_from, keep
from flows.due.windows import whole_windows
from monitors.table import measure

if TYPE_CHECKING:
    from datetime import datetime

    from domain.windows import Window
    from flows.due.looking import Looked
    from flows.watch import Watch


def unseen(watch: Watch, span: Window, now: datetime) -> tuple[tuple[Window, ...], int]:
    """The whole windows of the span that are ready and have no profile, oldest first, and how many have one.

    Raises EvidenceUnavailable, with the command to give, for a model without a champion.
    """
    if not watch.ledger.promotions.of(watch.model):
        raise EvidenceUnavailable(
            f"{watch.model} has no champion yet, so there is nothing to measure its windows against; "
            f"put the first one in force with `driftwarden adopt {watch.model}`"
        )
    until = min(span.end, now - watch.document.monitoring.waits)
    whole = whole_windows(watch, span.start, until, now=now) if span.start < until else ()
    profiled = {p.window for p in watch.ledger.profiles.from_origin(watch.model, FROM_LOG) if p.segment is None}
    missing = tuple(window for window in whole if window not in profiled)
    return missing, len(whole) - len(missing)


def backfill(watch: Watch, looked: Looked, now: datetime) -> None:
    """Measure a window that was looked at, here or elsewhere, as of now; what was recorded meanwhile stays as it is.

    The profile of the whole traffic is recorded last: whatever is interrupted before is done again.
    """
    gathered = gathered_from(looked, watch, now)
    watch.ledger.signals.record_all(measure(watch.document.monitoring, gathered.evidence))
    keep(watch, gathered)
