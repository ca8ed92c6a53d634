"""Fill a model's history: profiles and signals of windows that nobody has looked at, with progress, resumable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import track

from flows.due.backfilling import backfill, unseen
from flows.worlds import moment, opened, watch_over

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from rich.console import Console

    from domain.windows import Window


def backfill_model(project: Path, model: str, span: Window, as_of: datetime | None, console: Console) -> str:
    """Look at every whole window of the span that has no profile yet, oldest first; returns one sentence."""
    now = moment(as_of)
    with opened(project) as (read, world):
        watch = watch_over(read.model(model), read, world)
        windows, seen = unseen(watch, span, now)
        for window in track(windows, description=f"{model}: windows", console=console):
            backfill(watch, window, now)
    kept = f"; {seen} had been looked at before" if seen else ""
    return f"{model}: {len(windows)} windows profiled and measured{kept}; nothing was decided over them"
