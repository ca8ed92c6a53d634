"""Quality: which columns have gaps, or values that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.engines.dtypes import Kind
from monitors.evidence import NO_ROWS
from monitors.profiling import summaries_of, watched_columns

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.engines.columns import ColumnSummary
    from monitors.entries import MissingShare
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_NAME = "missing_share"
_ALL_BUT_A_FEW = 0.999


def measure_missing_share(settings: MissingShare, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`missing_share` of each column: the share of the window's rows without a usable value.

    Not usable is what is missing, infinite, or of another kind than the reference's values (text among numbers),
    and the whole of a column that the reference has and the window has not. Held against the reference's own share.
    Unknown for a column in neither.
    """
    window, reference = summaries_of(evidence.profile), summaries_of(evidence.reference)
    columns = watched_columns(settings.columns, window, reference)
    if not evidence.profile.rows:
        return tuple(
            evidence.judge(_NAME, None, settings.above, subject=column, rows=0, note=NO_ROWS)
            for column in columns or (None,)
        )
    return tuple(
        _of_column(column, window.get(column), reference.get(column), settings, evidence) for column in columns
    )


def _of_column(
    column: str,
    window: ColumnSummary | None,
    reference: ColumnSummary | None,
    settings: MissingShare,
    evidence: Evidence,
) -> Signal:
    rows = evidence.profile.rows
    kind = _kind(window, reference)
    if kind is None:
        note = f"neither the window nor the reference has a column {column}"
        return evidence.judge(_NAME, None, settings.above, subject=column, rows=rows, note=note)
    own_share = _unusable(reference, kind, evidence.reference.rows) if evidence.reference and reference else None
    return evidence.judge(
        _NAME,
        _unusable(window, kind, rows),
        _limit(own_share, settings.above),
        subject=column,
        reference=evidence.reference_in_words if reference else None,
        baseline=own_share,
        rows=rows,
        note="; ".join(_remarks(column, window, kind, is_new=bool(evidence.reference) and reference is None)) or None,
    )


def _kind(window: ColumnSummary | None, reference: ColumnSummary | None) -> Kind | None:
    """What the values ought to be: the reference decides, if it has any."""
    kinds = [column.kind for column in (reference, window) if column]
    return next((kind for kind in kinds if kind is not Kind.EMPTY), kinds[0] if kinds else None)


def _unusable(column: ColumnSummary | None, kind: Kind, rows: int) -> float:
    return (rows - column.of_kind(kind)) / rows if column else 1.0


def _limit(own_share: float | None, above: float) -> float:
    """The largest share that is still calm; never all of them, unless the reference has no value either."""
    return above if own_share is None else max(own_share, min(own_share + above, _ALL_BUT_A_FEW))


def _remarks(column: str, window: ColumnSummary | None, kind: Kind, *, is_new: bool) -> list[str]:
    """What the share does not say."""
    if window is None:
        return [f"the column {column} is gone: the reference has it, the window has not"]
    strangers = window.count - window.missing - window.of_kind(kind)
    remarks = {
        f"the column {column} is new: the reference has not got it": is_new,
        f"the column {column} has no value at all": window.missing == window.count,
        f"{window.infinite} infinite values count as missing": window.infinite,
        f"{strangers} values are not {kind}, and count as missing": strangers,
    }
    return [remark for remark, applies in remarks.items() if applies]
