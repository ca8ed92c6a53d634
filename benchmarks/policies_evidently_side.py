"""Evidently's side: the share of columns that its default tests call drifted, computed by Evidently itself."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

REFERENCE_ROWS = 3000


def drifted_share(reference: pd.DataFrame, window: pd.DataFrame) -> float:
    """Test and threshold are Evidently's choice, column by column without missing values, as its drift preset does.

    Of a reference of more than 3,000 rows every n-th is taken, so that no more remain; its tests treat a reference of
    more than 1,000 rows as one kind.
    """
    thinned = reference.iloc[:: math.ceil(len(reference) / REFERENCE_ROWS)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about its own insides, as deprecated names and divisions by nought
        return float(np.mean([_has_drifted(thinned[name], window[name]) for name in reference.columns]))


def _has_drifted(reference: pd.Series[Any], window: pd.Series[Any]) -> bool:
    from evidently.legacy.calculations.stattests import get_stattest
    from evidently.legacy.core import ColumnType

    is_number = reference.dtype.kind in "iuf"
    kind = ColumnType.Numerical if is_number else ColumnType.Categorical
    before, now = reference.dropna(), window.dropna()
    if not len(before) or not len(now):
        return False
    return bool(get_stattest(before, now, kind, None)(before, now, kind, None).drifted)
