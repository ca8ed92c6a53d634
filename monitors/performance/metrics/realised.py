"""The value of a metric on labelled rows, when nobody asks for more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from monitors.performance.metrics.estimate import Undefined
from monitors.performance.metrics.served import answers
from monitors.performance.metrics.table import metric

if TYPE_CHECKING:
    import pandas as pd

    from monitors.spec import MonitoringSpec


def realised(name: str, rows: pd.DataFrame, spec: MonitoringSpec) -> float | None:
    """The metric of the rows that have what it needs; None where there are none, or where it is not defined."""
    sees, measure = metric(spec.task, name, spec.positive)
    known = answers(rows, spec, sees)
    if isinstance(known, Undefined) or not known.rows:
        return None
    with np.errstate(all="ignore"):
        found = measure(known)
    return found.value if not isinstance(found, Undefined) and math.isfinite(found.value) else None
