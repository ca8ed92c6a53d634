"""What could not be done: named, told to people once, and left for the next run while the rest goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from domain.errors import DriftwardenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flows.watch import Watch


def attempt(errand: Callable[[Watch, datetime], object], watch: Watch, now: datetime) -> str | None:
    """Run one errand of one model; returns what stood in its way in words, or None.

    Only Driftwarden's own refusals are trouble; anything else is a defect and ends the flow, loudly.
    """
    try:
        errand(watch, now)
    except DriftwardenError as error:
        name = errand.__name__.replace("_", " ")
        watch.ledger.outbox.queue(notices.trouble(watch.model, name, str(error), at=now))
        return f"{watch.model}: could not {name}: {error}"
    return None
