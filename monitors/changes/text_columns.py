"""A column of text, truth values or categories, moved by as few rows as the new shares allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from monitors.changes.rounding import rounded
from monitors.engines.dtypes import normalise

if TYPE_CHECKING:
    from monitors.changes.decomposition import Codes
    from monitors.engines.columns import ColumnSummary


def moved_texts(
    column: pd.Series[Any], window: ColumnSummary, reference: ColumnSummary, dice: np.random.Generator
) -> pd.Series[Any]:
    """Texts leave the values that became rarer for those that became more frequent; missing is one of the values."""
    before, after = _text_shares(reference), _text_shares(window)
    rising = {text: share - before.get(text, 0.0) for text, share in after.items() if share > before.get(text, 0.0)}
    texts = normalise(column).values.astype(object)
    rows_of, nowhere = _rows_by_text(texts), np.empty(0, dtype=np.intp)
    leaving = np.concatenate(
        [_leaving(rows_of.get(text, nowhere), 1 - after.get(text, 0.0) / share, dice) for text, share in before.items()]
    )
    if not len(leaving):
        return column.copy()
    weights = np.array(list(rising.values()))
    drawn = dice.choice(len(rising), size=len(leaving), p=weights / weights.sum())
    return _replaced(column, texts, leaving, [list(rising)[choice] for choice in drawn])


def _leaving(rows: Codes, share: float, dice: np.random.Generator) -> Codes:
    return dice.permutation(rows)[: rounded(len(rows) * max(0.0, share), dice)]


def _text_shares(column: ColumnSummary) -> dict[str | None, float]:
    """The share of each listed text among those listed and the missing, which stand under None."""
    counts: dict[str | None, int] = {None: column.missing}
    counts.update(column.items)
    total = sum(counts.values())
    return {text: count / total for text, count in counts.items() if count}


def _rows_by_text(texts: pd.Series[Any]) -> dict[str | None, Codes]:
    """The positions of the rows that hold each text, those of the missing ones under None."""
    codes, held = pd.factorize(texts, use_na_sentinel=True)
    order = np.argsort(codes, kind="stable")
    groups = np.split(order, np.searchsorted(codes[order], np.arange(len(held))))
    return dict(zip([None, *held.tolist()], groups, strict=True))


def _replaced(column: pd.Series[Any], texts: pd.Series[Any], rows: Codes, drawn: list[str | None]) -> pd.Series[Any]:
    """The column with new values in these rows, each as the column itself writes that text (True, not "True")."""
    own = _own_values(column, texts)
    values = column.astype(object).to_numpy(copy=True)
    values[rows] = np.array([own.get(text, text) for text in drawn], dtype=object)
    replaced = pd.Series(values, index=column.index, dtype=object)
    if isinstance(column.dtype, pd.CategoricalDtype):
        new = [text for text in dict.fromkeys(drawn) if text is not None and text not in own]
        return replaced.astype(pd.CategoricalDtype([*column.cat.categories, *new], ordered=column.cat.ordered))
    return replaced.astype(column.dtype) if _can_hold(column.dtype, replaced) else replaced


def _own_values(column: pd.Series[Any], texts: pd.Series[Any]) -> dict[Any, Any]:
    """What each text stands for in the column."""
    own: dict[Any, Any] = {}
    if isinstance(column.dtype, pd.CategoricalDtype):
        own = {str(category): category for category in column.cat.categories}
    elif pd.api.types.infer_dtype(column, skipna=True) == "boolean":
        own = {"True": True, "False": False}
    return own | dict(zip(texts.tolist(), column.tolist(), strict=True))


def _can_hold(dtype: Any, values: pd.Series[Any]) -> bool:
    """Whether a dtype of text or of truth values takes these as they are; of others, object takes them."""
    is_extension = pd.api.types.is_extension_array_dtype(dtype)
    if pd.api.types.is_bool_dtype(dtype):
        held = values.dropna() if is_extension else values
        return all(isinstance(value, bool | np.bool_) for value in held)
    return is_extension and pd.api.types.is_string_dtype(dtype)
