"""The weeks before the question: the service serves, the monitor looks, and in the sixth the agent asks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.windows import Window
from driftwarden.demo.folder import MODEL
from driftwarden.live.moved_weeks import WEEKS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from driftwarden.live.moved_weeks import Calendar
    from flows.watch import Watch


def play(watch: Watch, flights: pd.DataFrame, project: Path, calendar: Calendar) -> Iterator[str]:
    """Adopt the first champion and walk the weeks up to this moment; yields what is being done."""
    from driftwarden.demo.service import Service
    from flows.due.adopting import adopt
    from flows.monitor import monitor_model

    yield "training the first champion on three months of flights"
    service = Service(calendar.flights(flights), project, watch.world, MODEL)
    service.record_history(calendar.history.end)
    adopt(watch, calendar.history, calendar.history.end)
    for number in range(1, WEEKS):
        yield f"week {number} of {WEEKS}"
        service.serve(Window(start=calendar.tick(number - 1), end=calendar.tick(number)))
        monitor_model(str(project), MODEL, calendar.tick(number))
    yield f"week {WEEKS} of {WEEKS}: monitor, decide, train a challenger, hold the trial"
    service.serve(Window(start=calendar.tick(WEEKS - 1), end=datetime.now(UTC)))
    monitor_model(str(project), MODEL)
    act(project)


def act(project: Path) -> list[str]:
    """One run of what Prefect would run every minute; returns the troubles met."""
    from flows.reconcile import reconcile

    return reconcile(str(project), MODEL)
