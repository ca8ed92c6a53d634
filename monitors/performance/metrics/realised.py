"""The value of a metric on labelled rows, when nobody asks for more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from monitors.performance.metrics.estimate import Undefined
from monitors.performance.metrics.measuring import estimate_of, sees_of
from monitors.performance.metrics.served import answers

if TYPE_CHECKING:
    import pandas as pd

    from monitors.entries.business import BusinessValue
    from monitors.spec import MonitoringSpec


def realised(name: str, rows: pd.DataFrame, spec: MonitoringSpec, worth: BusinessValue | None = None) -> float | None:
    """The metric of the rows that have what it needs; None where there are none, or where it is not defined."""
    known = answers(rows, spec, sees_of(name, spec))
    if isinstance(known, Undefined) or not known.rows:
        return None
    with np.errstate(all="ignore"):
        found = estimate_of(name, worth, spec, known)
    return found.value if not isinstance(found, Undefined) and math.isfinite(found.value) else None
