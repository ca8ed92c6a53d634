"""Constraints: the share of rows that break a rule which the user states, from the condition counts of the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.engines.whylogs_profiles import conditions_of
from monitors.evidence import NO_ROWS
from monitors.profiling import summaries_of

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.engines.whylogs_profiles import ConditionCounts
    from monitors.entries import Constraints
    from monitors.entries.checks import Check
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_NAME = "constraint"


def measure_constraints(settings: Constraints, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`constraint` of each check: the share of the window's rows that break it, such as `temp between -40 and 60`.

    Missing values (nulls and NaN) break `not_null` and nothing else; of a column that is gone, all values are missing.
    Every other rule is unknown then. The counts are those that the window's profile carries as whylogs' own condition
    counts, among the rows that came with the column.
    """
    counts = conditions_of(evidence.profile.payload)
    return tuple(_of_check(check, counts.get(check.column), settings, evidence) for check in settings.checks)


def _of_check(check: Check, count: ConditionCounts | None, settings: Constraints, evidence: Evidence) -> Signal:
    at_most = settings.at_most if check.at_most is None else check.at_most
    if unknown := _why_unknown(check, count, evidence):
        return evidence.judge(_NAME, None, at_most, subject=check.in_words, rows=0, note=unknown)
    rows = evidence.profile.rows
    broken = _broken(check, count, rows)
    return evidence.judge(
        _NAME,
        broken / rows,
        at_most,
        subject=check.in_words,
        rows=rows,
        note=f"{broken} of {rows} rows break it" if broken else None,
    )


def _broken(check: Check, count: ConditionCounts | None, rows: int) -> int:
    """Rows that came without the column have no value there, which breaks `not_null` alone."""
    if count is None:
        return rows
    return (rows if check.not_null else count.total) - count.matches[check.in_words]


def _why_unknown(check: Check, count: ConditionCounts | None, evidence: Evidence) -> str | None:
    if not evidence.profile.rows:
        return NO_ROWS
    sketched = summaries_of(evidence.profile).get(check.column)
    if count is None:
        return _why_uncounted(check, came=sketched is not None or check.column in evidence.rows)
    if check.in_words not in count.matches:
        return _why_uncounted(check, came=True)
    if sketched and sketched.count != count.total:
        return f"it was counted in {count.total} of the {sketched.count} rows that have the column"
    return None


def _why_uncounted(check: Check, *, came: bool) -> str | None:
    if came:
        return "nobody counted while the rows were read"
    return None if check.not_null else f"the window has no column {check.column}"
