"""Reference rows with one column moved to the window's distribution, from two sketches of that column.

Every row keeps its place among the rows, and as many rows as can be keep their value: the column's dependence on
the other columns stays as far as the new distribution allows, and a column that did not move is left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors.changes.number_columns import moved_numbers
from monitors.changes.text_columns import moved_texts
from monitors.engines.dtypes import Kind

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from monitors.engines.columns import ColumnSummary

# Below this share of a column's values, what its kind or its list of values leaves out changes no conclusion.
LISTED_SHARE = 0.95


def why_not_comparable(window: ColumnSummary | None, reference: ColumnSummary | None) -> str | None:
    """Why a column cannot be moved from the one distribution to the other; None if it can."""
    if window is None or reference is None:
        return f"it is missing from the {' and the '.join(_lacking(window, reference))}"
    if not window.count or not reference.count:
        return f"the {'reference' if window.count else 'window'} has no rows"
    kinds = {side.kind for side in (reference, window)} - {Kind.EMPTY}
    if not kinds:
        return "neither the reference nor the window has any value of it"
    if len(kinds) > 1:
        return f"it holds {reference.kind} in the reference and {window.kind} in the window"
    (kind,) = kinds
    return _too_mixed(reference, kind, "reference") or _too_mixed(window, kind, "window")


def moved(
    column: pd.Series[Any], window: ColumnSummary, reference: ColumnSummary, dice: np.random.Generator
) -> pd.Series[Any]:
    """The column as a new one, with the dtype it had where that can hold the values.

    Whole rows go missing, or get a value, as the share of missing values asks. Numbers go from x to the window's
    quantile at x's rank in the reference, ties spread over their ranks by the dice. Texts leave the values that
    became rarer for those that became more frequent. The two summaries are comparable.
    """
    kind = reference.kind if reference.kind is not Kind.EMPTY else window.kind
    move = moved_numbers if kind is Kind.NUMBERS else moved_texts
    return move(column, window, reference, dice)


def _lacking(window: ColumnSummary | None, reference: ColumnSummary | None) -> list[str]:
    return [name for name, side in (("reference", reference), ("window", window)) if side is None]


def _too_mixed(side: ColumnSummary, kind: Kind, name: str) -> str | None:
    if kind not in {Kind.NUMBERS, Kind.TEXT}:
        return f"it holds {kind}; only numbers and text can be moved"
    present = side.count - side.missing
    if side.of_kind(kind) < LISTED_SHARE * present:
        return f"{present - side.of_kind(kind):,} of its {present:,} values in the {name} are not {kind}"
    if kind is Kind.TEXT and sum(side.items.values()) < LISTED_SHARE * present:
        return f"it has too many different texts in the {name}: the profile lists only the most frequent"
    return None
