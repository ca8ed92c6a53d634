"""Values of segment columns as small numbers, the same on both sides, the rare ones folded together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.changes.decomposition import Codes

HEAVIEST = 50
OTHER = "(other)"
MISSING = "(missing)"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodedColumns:
    """A column, or a pair of them: each row's segment as a code, and per code the value of each column as text.

    `folded` values had the least of the rows and share the last code, which is called `(other)`.
    """

    columns: tuple[str, ...]
    reference: Codes
    window: Codes
    values: tuple[tuple[str, ...], ...]
    folded: int = 0


def code_column(name: str, reference: pd.Series[Any], window: pd.Series[Any]) -> CodedColumns:
    """The 50 heaviest values by their mean share of both sides' rows; values that read the same are the same.

    >>> coded = code_column("hour", pd.Series([1, 2, 2]), pd.Series([2.0, None]))
    >>> coded.values, coded.reference.tolist(), coded.window.tolist()
    ((('2',), ('(missing)',), ('1',)), [2, 0, 0], [0, 1])
    """
    (before, texts_before), (after, texts_after) = _texts(reference), _texts(window)
    shared, texts = pd.factorize(np.array([*texts_before, *texts_after], dtype=object))
    return _heaviest(
        (name,),
        shared[: len(texts_before)][before],
        shared[len(texts_before) :][after],
        [(str(text),) for text in texts],
    )


def code_pair(first: CodedColumns, second: CodedColumns) -> CodedColumns:
    """The 50 heaviest combinations of two coded columns."""
    width = len(second.values)
    return _heaviest(
        (*first.columns, *second.columns),
        first.reference * width + second.reference,
        first.window * width + second.window,
        [(*left, *right) for left in first.values for right in second.values],
    )


def _texts(column: pd.Series[Any]) -> tuple[Codes, list[str]]:
    codes, values = pd.factorize(column, use_na_sentinel=True)
    texts = [_text(value) for value in values]
    return np.where(codes < 0, len(texts), codes), [*texts, MISSING]


def _text(value: Any) -> str:
    """The value as it reads; whole numbers without their point, because a column with gaps holds them as floats."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _heaviest(
    columns: tuple[str, ...], reference: Codes, window: Codes, values: Sequence[tuple[str, ...]]
) -> CodedColumns:
    """Recode by weight, the heaviest first and equal ones by name; codes without any rows disappear."""
    before, after = (np.bincount(codes, minlength=len(values)) / len(codes) for codes in (reference, window))
    weights = before + after
    present = [int(code) for code in np.flatnonzero(weights)]
    ranked = sorted(present, key=lambda code: (-weights[code], values[code]))
    kept, folded = ranked[:HEAVIEST], ranked[HEAVIEST:]
    recoded = np.full(len(values), len(kept))
    recoded[kept] = np.arange(len(kept))
    names = chain((values[code] for code in kept), [(OTHER,) * len(columns)] if folded else [])
    return CodedColumns(
        columns=columns,
        reference=recoded[reference],
        window=recoded[window],
        values=tuple(names),
        folded=len(folded),
    )
