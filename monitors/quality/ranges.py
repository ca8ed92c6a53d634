"""Out of range: numbers beyond the smallest and the largest that are known, or that are allowed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.engines.dtypes import Kind
from monitors.evidence import NO_ROWS
from monitors.profiling import summaries_of, watched_columns
from monitors.quality.shares import least_values

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.engines.columns import ColumnSummary
    from monitors.entries import OutOfRange
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_NAME = "out_of_range"
# Of values alike, the share beyond the range of N earlier ones is Beta(2, N - 1), for N of 100 and more below 5/N with
# a probability of 96 %. David and Nagaraja, Order Statistics (2003), section 2.5.
_FAR = 5
_STATED = "the stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """The numbers from `low` to `high`, both included."""

    low: float
    high: float
    whose: str


def measure_out_of_range(settings: OutOfRange, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`out_of_range` of each column of numbers: their share outside the reference's range, or outside a stated one.

    Both ends belong to a range. The ends are exact, and so is a share of 0 and one of up to some 2,000 numbers;
    other shares are within 0.14 points, at 99 % confidence. Infinite numbers are missing values. Unknown for so few
    numbers that one of them would breach, and for a reference so small that ordinary numbers lie outside its range.
    """
    window, reference = summaries_of(evidence.profile), summaries_of(evidence.reference)
    columns = settings.columns or _columns(settings, window, reference if evidence.reference else window)
    if not evidence.profile.rows:
        return tuple(_unknown(column, NO_ROWS, settings, evidence) for column in columns or (None,))
    return tuple(
        _of_column(column, window.get(column), reference.get(column), settings, evidence) for column in columns
    )


def _columns(
    settings: OutOfRange, window: dict[str, ColumnSummary], known: dict[str, ColumnSummary]
) -> tuple[str, ...]:
    numeric = {name for name in watched_columns(None, window, known) if _is_numeric(known.get(name))}
    return tuple(sorted({*numeric, *settings.ranges}))


def _is_numeric(column: ColumnSummary | None) -> bool:
    return column is not None and column.kind is Kind.NUMBERS


def _of_column(
    column: str,
    window: ColumnSummary | None,
    reference: ColumnSummary | None,
    settings: OutOfRange,
    evidence: Evidence,
) -> Signal:
    bounds = _bounds(column, reference, settings)
    if isinstance(bounds, str):
        return _unknown(column, bounds, settings, evidence)
    numbers, needed = window.numbers if window else 0, least_values(settings.above)
    if window is None or numbers < needed:
        note = f"{numbers} numbers in the window; {needed} are needed to tell a share of {settings.above:.3g}"
        return _unknown(column, note, settings, evidence)
    below, above = _outside(window, bounds)
    return evidence.judge(
        _NAME,
        min(1.0, (below + above) / numbers),
        settings.above,
        subject=column,
        reference=evidence.reference_in_words if column not in settings.ranges else None,
        rows=numbers,
        note=_words(below, above, window, bounds),
    )


def _bounds(column: str, reference: ColumnSummary | None, settings: OutOfRange) -> _Bounds | str:
    """The range to keep, or why there is none."""
    if stated := settings.ranges.get(column):
        low, high = stated.min, stated.max
        return _Bounds(low=-math.inf if low is None else low, high=math.inf if high is None else high, whose=_STATED)
    if reference is None:
        return f"there is no reference with a column {column}; ranges can state what is allowed"
    if not _is_numeric(reference):
        return f"in the reference {column} holds {reference.kind}; a range is one of numbers"
    needed = math.ceil(_FAR / settings.above) if settings.above else 0
    if reference.numbers < needed:
        return (
            f"the reference has only {reference.numbers} numbers: chance alone could reach {settings.above:.3g} beyond "
            f"their range; {needed} are needed, or ranges can state what is allowed"
        )
    low, high = _ends(reference)
    return _Bounds(low=low, high=high, whose="the reference's")


def _ends(column: ColumnSummary) -> tuple[float, float]:
    low, high = column.quantiles((0.0, 1.0)).tolist()
    return low, high


def _outside(window: ColumnSummary, bounds: _Bounds) -> tuple[float, float]:
    """How many numbers lie below and above; at least one where the smallest or the largest does, none where not."""
    low, high = _ends(window)
    below = max(1.0, float(window.counts_between([bounds.low])[0])) if low < bounds.low else 0.0
    past = math.nextafter(bounds.high, math.inf)
    above = max(1.0, float(window.counts_between([past])[1])) if high > bounds.high else 0.0
    return below, above


def _words(below: float, above: float, window: ColumnSummary, bounds: _Bounds) -> str | None:
    low, high = _ends(window)
    parts = {
        f"{below:.0f} below {bounds.whose} minimum of {_said(bounds.low, bounds)}, down to {low:.3g}": below,
        f"{above:.0f} above {bounds.whose} maximum of {_said(bounds.high, bounds)}, up to {high:.3g}": above,
    }
    return "; ".join(words for words, count in parts.items() if count) or None


def _said(end: float, bounds: _Bounds) -> str:
    """A stated end as it is; an end that is one row's value only as far as people need it to find the reason."""
    return f"{end:.6g}" if bounds.whose == _STATED else f"{end:.3g}"


def _unknown(column: str | None, note: str, settings: OutOfRange, evidence: Evidence) -> Signal:
    rows = evidence.profile.rows
    return evidence.judge(_NAME, None, settings.above, subject=column, rows=rows, note=note)
