"""Freshness: whether the log goes on to the end of its window."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.entries import Freshness
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_HOUR = timedelta(hours=1)


def measure_freshness(settings: Freshness, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`freshness`: hours from the newest row to the end of the window, or of the whole window if there is none.

    Breached above a share of the window's length. Never unknown, as silence is what it measures.
    """
    window, newest = evidence.window, evidence.facts.newest
    quiet_since = window.start if newest is None else min(max(newest, window.start), window.end)
    note = NO_ROWS if newest is None else f"the newest row is of {newest:%Y-%m-%d %H:%M} UTC"
    return (
        evidence.judge(
            "freshness",
            (window.end - quiet_since) / _HOUR,
            settings.above * (window.duration / _HOUR),
            rows=evidence.profile.rows,
            note=note,
        ),
    )
