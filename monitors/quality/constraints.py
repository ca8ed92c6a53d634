"""Constraints: the share of rows that break a rule which the user states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evidence import NO_ROWS

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.entries import Constraints
    from monitors.entries.checks import Check
    from monitors.evidence import Evidence
    from monitors.quality.constraint_counts import Broken
    from monitors.spec import MonitoringSpec

_NAME = "constraint"


def measure_constraints(settings: Constraints, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`constraint` of each check: the share of the window's rows that break it, such as `temp between -40 and 60`.

    Missing values (nulls and NaN) break `not_null` and nothing else; of a column that is gone, all values are missing.
    Every other rule is unknown then.
    """
    counts = evidence.heard.get(settings.tag, {})
    return tuple(_of_check(check, counts.get(check.in_words), settings, evidence) for check in settings.checks)


def _of_check(check: Check, count: Broken | None, settings: Constraints, evidence: Evidence) -> Signal:
    at_most = settings.at_most if check.at_most is None else check.at_most
    unknown = _why_unknown(check, count, evidence)
    if count is None or unknown:
        return evidence.judge(_NAME, None, at_most, subject=check.in_words, rows=0, note=unknown)
    return evidence.judge(
        _NAME,
        count.broken / count.rows,
        at_most,
        subject=check.in_words,
        rows=count.rows,
        note=f"{count.broken} of {count.rows} rows break it" if count.broken else None,
    )


def _why_unknown(check: Check, count: Broken | None, evidence: Evidence) -> str | None:
    if not evidence.profile.rows:
        return NO_ROWS
    if count is None or not count.rows:
        return "nobody counted while the rows were read"
    if not count.present and not check.not_null:
        return f"the window has no column {check.column}"
    return None
