"""What the log shows of itself: ids, order, clocks and time zones."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.entries import DoubledIds, LogHealth
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec


def measure_doubled_ids(settings: DoubledIds, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`doubled_ids`: the share of the logged rows that repeat an id and are left out. Unknown for an empty window."""
    rows, doubled = evidence.profile.rows, evidence.facts.doubled_ids
    if not rows:
        return (evidence.judge("doubled_ids", None, settings.above, rows=0, note=NO_ROWS),)
    note = f"{doubled} of {rows + doubled} rows repeat an id and are left out" if doubled else None
    return (evidence.judge("doubled_ids", doubled / (rows + doubled), settings.above, rows=rows + doubled, note=note),)


def measure_log_health(settings: LogHealth, spec: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`out_of_order`, `clock_skew`, `time_zones` and `untimed_rows`.

    The first two are shares of the window's rows: those that lie in the log behind a later one, and those whose event
    is later than its logging. They are unknown for an empty window. `time_zones` counts the offsets from UTC that times
    were written with; two are allowed where the clocks of the model's time zone change within the window.
    `untimed_rows` counts the rows, of all that were opened, that have no event time, or no moment of logging where the
    log has them, and so belong to no window.
    """
    facts = evidence.facts
    return (
        _share(
            "out_of_order", facts.out_of_order_rows, settings.out_of_order_above, "lie behind a later one", evidence
        ),
        _share("clock_skew", facts.early_rows, settings.early_above, "are dated later than their logging", evidence),
        _time_zones(spec, evidence),
        evidence.judge(
            "untimed_rows",
            float(facts.untimed_rows),
            float(settings.untimed_above),
            rows=evidence.profile.rows,
            note=f"{facts.untimed_rows} rows have no usable time and are in no window" if facts.untimed_rows else None,
        ),
    )


def _share(name: str, count: int, above: float, what: str, evidence: Evidence) -> Signal:
    rows = evidence.profile.rows
    if not rows:
        return evidence.judge(name, None, above, rows=0, note=NO_ROWS)
    # Rows that repeat an id are left out of the window, and may yet have been counted as they were read.
    logged = max(rows, evidence.facts.rows, count)
    note = f"{count} of {logged} rows {what}" if count else None
    return evidence.judge(name, count / logged, above, rows=logged, note=note)


def _time_zones(spec: MonitoringSpec, evidence: Evidence) -> Signal:
    offsets, rows = evidence.facts.offsets, evidence.profile.rows
    zone, window = ZoneInfo(spec.timezone), evidence.window
    local = {moment.astimezone(zone).utcoffset() for moment in (window.start, window.end)}
    note = f"times are written with {', '.join(offsets)}" if offsets else "times are written without an offset from UTC"
    return evidence.judge("time_zones", float(len(offsets)), float(len(local)), rows=rows, note=note)
