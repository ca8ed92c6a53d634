"""Serving: how many requests ended in an error."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from domain.columns import ERROR
from monitors.evidence import NO_ROWS
from monitors.quality.shares import least_values, wilson_interval

if TYPE_CHECKING:
    import pandas as pd

    from domain.signals import Signal
    from monitors.entries import ServingErrors
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_NAME = "serving_errors"
_NAMED = 3
_SHOWN = 60


def measure_serving_errors(settings: ServingErrors, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`serving_errors`: the share of rows with an error. Missing, empty text and false say that nothing went wrong.

    Unknown without such a column in the log, and for so few rows that one error would breach.
    """
    rows = len(evidence.rows)
    if note := _why_unknown(settings, evidence):
        return (evidence.judge(_NAME, None, settings.above, rows=rows, note=note),)
    errors = _errors(evidence.rows[ERROR])
    return (
        evidence.judge(
            _NAME,
            len(errors) / rows,
            settings.above,
            rows=rows,
            interval=wilson_interval(len(errors), rows),
            note=_frequent(errors),
        ),
    )


def _why_unknown(settings: ServingErrors, evidence: Evidence) -> str | None:
    rows, needed = len(evidence.rows), least_values(settings.above)
    if not rows:
        return NO_ROWS
    if ERROR not in evidence.rows.columns:
        return "the log has no column of errors; name it under columns: as error"
    return f"{rows} rows; {needed} are needed to tell a share of {settings.above:.3g}" if rows < needed else None


def _errors(column: pd.Series[Any]) -> list[str]:
    said = [str(value).strip() for value in column[column.notna()].tolist() if value is not False]
    return [error for error in said if error]


def _frequent(errors: list[str]) -> str | None:
    """The most frequent errors, equally frequent ones by name."""
    heaviest = sorted(Counter(errors).items(), key=lambda each: (-each[1], each[0]))[:_NAMED]
    return "; ".join(f"{count} times {error[:_SHOWN]!r}" for error, count in heaviest) or None
