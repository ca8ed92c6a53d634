"""Which windows of a model there are between two moments."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from domain.columns import TIME
from domain.windows import Window
from monitors.spec import RowWindow
from monitors.windowing import windows_between, windows_of_rows

if TYPE_CHECKING:
    from datetime import datetime

    from flows.watch import Watch


def whole_windows(watch: Watch, since: datetime, until: datetime, *, now: datetime) -> tuple[Window, ...]:
    """The model's windows inside [since, until], oldest first; by the rows known at `now` where rows make windows."""
    spec = watch.document.monitoring
    if not isinstance(spec.window, RowWindow):
        return windows_between(since, until, unit=spec.window, timezone=spec.timezone)
    if since >= until:
        return ()
    times = watch.log.read(Window(start=since, end=until), as_of=now, columns=(TIME,))[TIME]
    return windows_of_rows(times.dt.tz_localize(None).to_numpy(), spec.window.rows, since=since)


def ready(watch: Watch, *, since: datetime, now: datetime) -> tuple[Window, ...]:
    """The windows from `since` on that ended `monitoring.waits` ago, or earlier, and are quiet; oldest first.

    One into which rows still come keeps those after it waiting too, so that windows are decided in their order.
    """
    ended = whole_windows(watch, since, now - watch.document.monitoring.waits, now=now)
    return tuple(takewhile(lambda window: _is_quiet(watch, window, now), ended))


def _is_quiet(watch: Watch, window: Window, now: datetime) -> bool:
    spec = watch.document.monitoring
    if not spec.quiet_for or now >= window.end + spec.waits + spec.reopens_for:
        return True
    facts = watch.log.read(window, as_of=now, columns=(TIME,)).attrs["facts"]
    return facts.newest_logged is None or facts.newest_logged + spec.quiet_for <= now
