"""What changed between a reference and a window: the whole answer, in tables and in two sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.changes.input_sentence import which_inputs
from monitors.changes.slices import LossRows, change_by_segment, overall_change
from monitors.changes.swap_in import SwapIn
from monitors.changes.tables import OverallChange, SegmentTable
from monitors.changes.where_sentence import where_it_changed

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatChanged:
    """The answer, plain enough for `dataclasses.asdict` and JSON.

    `overall` is None where a side has no losses. `sentences` are at most two, for people; `notes` say what could not
    be looked at.
    """

    metric: str
    unit: str | None
    overall: OverallChange | None
    tables: tuple[SegmentTable, ...]
    inputs: tuple[SwapIn, ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]


def explain_change(
    reference: LossRows,
    window: LossRows,
    columns: Sequence[str],
    *,
    metric: str,
    unit: str | None = None,
    inputs: Sequence[SwapIn] = (),
    prediction_unit: str | None = None,
    in_pairs: bool = True,
) -> WhatChanged:
    """Split the change of a metric by these columns and their pairs, and put it and the swapped inputs into words.

    `metric` is the name that people read, such as `MAE`, and `unit` that of its values. A column that a side lacks is
    left out and named in the notes.
    """
    lacking = {column: _lacking(column, reference, window) for column in columns}
    usable = [column for column in columns if not lacking[column]]
    overall = tables = None
    if len(reference.losses) and len(window.losses):
        overall = overall_change(reference, window)
        tables = change_by_segment(reference, window, usable, in_pairs=in_pairs)
    where = _where(overall, tables or (), metric, unit)
    which = which_inputs(inputs, prediction_unit=prediction_unit, metric=metric, unit=unit)
    return WhatChanged(
        metric=metric,
        unit=unit,
        overall=overall,
        tables=tables or (),
        inputs=tuple(inputs),
        sentences=(where,) if which is None else (where, which),
        notes=tuple(
            f"{column} is missing from the {side}: the change is not split by it"
            for column, side in lacking.items()
            if side
        ),
    )


def _lacking(column: str, reference: LossRows, window: LossRows) -> str | None:
    sides = (("reference", reference), ("window", window))
    return " and the ".join(name for name, side in sides if column not in side.segments) or None


def _where(overall: OverallChange | None, tables: Sequence[SegmentTable], metric: str, unit: str | None) -> str:
    if overall is None:
        return f"Where the {metric} changed is unknown: the reference or the window has no labelled row."
    return where_it_changed(overall, tables, metric=metric, unit=unit)
