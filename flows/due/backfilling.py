"""Look at past windows without deciding over them: for references, for history, for a policy's replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import EvidenceUnavailable
from domain.profiles import FROM_LOG
from flows.due.monitoring import observe
from flows.due.windows import whole_windows

if TYPE_CHECKING:
    from datetime import datetime

    from domain.windows import Window
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


def backfill(watch: Watch, window: Window, now: datetime) -> None:
    """Profile and measure one window as of now; a window that was looked at meanwhile stays as it is."""
    observe(watch, window, now)
