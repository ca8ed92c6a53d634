"""Schema: columns that appear, disappear or change type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.log_facts import ABSENT
from monitors.engines.dtypes import Kind
from monitors.evidence import NO_ROWS
from monitors.profiling import summaries_of, watched_columns

if TYPE_CHECKING:
    from domain.signals import Signal
    from monitors.engines.columns import ColumnSummary
    from monitors.entries import SchemaChanges
    from monitors.evidence import Evidence
    from monitors.spec import MonitoringSpec

_NAME = "schema_changes"


def measure_schema_changes(settings: SchemaChanges, _: MonitoringSpec, evidence: Evidence) -> tuple[Signal, ...]:
    """`schema_changes` of each column that changed, always breached; one calm signal of no column where none did.

    A column appears or disappears against the reference. Its type is numbers, text (truth values included) or neither,
    by what most of its values are; a column without any value has every type. What changes within the window, as from
    file to file, is told by the log. Unknown without a reference, unless the log tells a change.
    """
    if not evidence.profile.rows:
        return (evidence.judge(_NAME, None, 0.0, rows=0, note=NO_ROWS),)
    changes = _changes(settings, evidence)
    rows, reference = evidence.profile.rows, evidence.reference_in_words
    if changes:
        return tuple(
            evidence.judge(_NAME, 1.0, 0.0, subject=column, reference=reference, rows=rows, note="; ".join(told))
            for column, told in changes.items()
        )
    if evidence.reference is None:
        return (evidence.judge(_NAME, None, 0.0, rows=rows, note="there is no reference to compare with"),)
    return (evidence.judge(_NAME, 0.0, 0.0, reference=reference, rows=rows),)


def _changes(settings: SchemaChanges, evidence: Evidence) -> dict[str, list[str]]:
    """What changed about each column that did, by name."""
    told: dict[str, list[str | None]] = {}
    for column, remark in _since_reference(settings, evidence).items():
        told.setdefault(column, []).append(remark)
    for change in evidence.facts.type_changes:
        if settings.columns is None or change.column in settings.columns:
            told.setdefault(change.column, []).append(_within(change.types))
    remarks = {column: [remark for remark in told[column] if remark] for column in sorted(told)}
    return {column: said for column, said in remarks.items() if said}


def _since_reference(settings: SchemaChanges, evidence: Evidence) -> dict[str, str | None]:
    if evidence.reference is None:
        return {}
    window, reference = summaries_of(evidence.profile), summaries_of(evidence.reference)
    columns = watched_columns(settings.columns, window, reference)
    return {column: _against(column, window.get(column), reference.get(column)) for column in columns}


def _against(column: str, window: ColumnSummary | None, reference: ColumnSummary | None) -> str | None:
    if window is None:
        known = "the reference has it, the window has not" if reference else "neither window nor reference has it"
        return f"the column {column} is gone: {known}"
    if reference is None:
        return f"the column {column} is new: the reference has not got it"
    if Kind.EMPTY in {window.kind, reference.kind} or window.kind is reference.kind:
        return None
    return f"{column} holds {window.kind}; in the reference it holds {reference.kind}"


def _within(kinds: tuple[str, ...]) -> str | None:
    """What the log tells of a column's values: of which kinds they are, and whether some file has no such column."""
    present = [kind for kind in kinds if kind != ABSENT]
    told = {
        f"values of several types within the window: {', '.join(present)}": len(present) > 1,
        "some files of the window have no such column": present and ABSENT in kinds,
        "no file of the window has such a column": kinds == (ABSENT,),
    }
    return "; ".join(words for words, holds in told.items() if holds) or None
