"""Volume: how many predictions were served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.signals import Side, Signal
from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    from monitors.entries import RowCount
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec


def measure_row_count(settings: RowCount, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`row_count`: the rows of the window, breached below the least number expected. Never unknown."""
    rows = len(evidence.rows)
    doubled = evidence.rows.attrs.get("doubled_ids", 0)
    note = NO_ROWS if not rows else f"{doubled} more rows repeat an id and are left out" if doubled else None
    return (evidence.judge("row_count", float(rows), float(settings.at_least), side=Side.BELOW, rows=rows, note=note),)
