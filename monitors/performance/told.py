"""What the signals of performance say beside the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.columns import VERSION
from domain.signals import Maturity
from monitors.evidence import NO_ROWS
from monitors.performance.metrics.estimate import Undefined

if TYPE_CHECKING:
    from monitors.evidence import Evidence
    from monitors.performance.limits import Limit
    from monitors.performance.metrics.answers import Answers
    from monitors.performance.metrics.measuring import Measured
    from monitors.performance.metrics.table import Sees
    from monitors.spec import MonitoringSpec

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """How many rows there are that the version in force served, and how many of them have labels."""

    rows: int
    labelled: int


def maturity_of(spec: MonitoringSpec, evidence: Evidence) -> Maturity:
    """Provisional until the window's labels have had their time."""
    has_matured = evidence.window.end + spec.labels_mature_after <= evidence.as_of
    return Maturity.FINAL if has_matured else Maturity.PROVISIONAL


def told_of(arrived: Arrived, seen: Answers | Undefined, evidence: Evidence, kind: Sees) -> str:
    """How many of the rows have labels, and how many of these cannot be used."""
    if evidence.rows.empty:
        return NO_ROWS
    if not arrived.rows:
        return unserved(evidence)
    share = arrived.labelled / arrived.rows
    note = f"{arrived.labelled} of {arrived.rows} rows served by {evidence.version} have labels ({share:.0%})"
    unusable = 0 if isinstance(seen, Undefined) else arrived.labelled - seen.rows
    lacking = "prediction" if kind == "predictions" else "score"
    return f"{note}, {unusable} of them without a usable {lacking} or label" if unusable else note


def unserved(evidence: Evidence) -> str:
    """That the version in force served no row of the window, and which versions the rows name instead."""
    said = f"no row of the window was served by {evidence.version}"
    if VERSION not in evidence.rows or evidence.rows[VERSION].isna().all():
        return said
    others = [str(version) for version in evidence.rows[VERSION].value_counts().index]
    more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
    return f"{said}: the log names {', '.join(others[:_SHOWN])}{more}"


def remarks(found: Measured | Undefined, limit: Limit) -> list[str]:
    """What is lacking, and how the interval was taken."""
    if isinstance(found, Undefined):
        return [reason for reason in (found.reason, limit.missing) if reason]
    how = f"interval between {'days' if found.by_days else 'rows'}" if found.interval else None
    return [remark for remark in (limit.missing, how, found.remark) if remark]
