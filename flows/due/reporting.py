"""Evidently's report of any window, against what the champion was trained on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from domain.columns import PREDICTION, features_of
from domain.errors import EvidenceUnavailable, Unheard
from domain.windows import Window
from flows.due.references import training_rows
from flows.due.windows import whole_windows
from monitors.engines.evidently_reports import write_report
from monitors.rare_values import folded

if TYPE_CHECKING:
    from pathlib import Path

    from flows.watch import Watch
    from monitors.engines.evidently_reports import EvidentlyReport


def window_named(watch: Watch, name: str, now: datetime) -> Window:
    """The model's window that a person means: by its key, or by a day or moment (UTC) that it holds.

    Raises Unheard, naming the newest windows there are.
    """
    if "/" in name:
        return _parsed(name)
    moment = _moment(name)
    reach = timedelta(days=15)
    around = whole_windows(watch, moment - reach, min(moment + reach, now), now=now)
    found = next((window for window in around if window.holds(moment)), None)
    if found is None:
        newest = ", ".join(f"{w.start:%Y-%m-%dT%H:%M}" for w in around[-3:]) or "none"
        raise Unheard(f"{watch.model} has no whole window that holds {name}; near it begin: {newest}")
    return found


def _moment(name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(name)
    except ValueError as error:
        raise Unheard(f"{name!r} names no window; write a day such as 2013-04-01, or START/END in UTC") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parsed(key: str) -> Window:
    try:
        return Window.parse(key)
    except ValueError as error:
        raise Unheard(f"{key!r} names no window; write 2013-04-01T00:00:00Z/2013-04-08T00:00:00Z") from error


def report_window(watch: Watch, window: Window, target: Path, *, as_of: datetime) -> EvidentlyReport:
    """Write the report of a window as it was known at a moment.

    Features and the prediction are compared; columns that Evidently cannot take are named in what is returned. The
    page names no text that fewer than ten rows share.
    Raises EvidenceUnavailable when the window holds no row.
    """
    current = watch.log.read(window, as_of=as_of)
    if current.empty:
        raise EvidenceUnavailable(f"{watch.model}: no row in {window}, so there is nothing to report on")
    reference = training_rows(watch, watch.champion_of(window))
    columns = [*features_of(current.columns), PREDICTION]
    before, after = folded(reference.reindex(columns=columns), current[columns])
    return write_report(before, after, target)
