"""How long labels take: the share of rows that have their label by an age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from monitors.performance.metrics.estimate import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArrivalCurve:
    """A step function: `shares[i]` of the rows are labelled from the age `delays[i]` on, in hours. From `rows` rows."""

    delays: Floats
    shares: Floats
    rows: int

    def at(self, ages: Floats) -> Floats:
        """The share that is labelled at each age; none before the first label came."""
        steps = np.concatenate([[0.0], self.shares])
        return steps[np.searchsorted(self.delays, ages, side="right")]


def arrival_curve(hours: Floats, labelled: npt.NDArray[np.bool_]) -> ArrivalCurve:
    """One minus the product-limit estimate of the share still waiting.

    `hours` are the delay of a row that is labelled (a label dated before its row came at once), and the age so far of
    one that still waits: of the latter it is known only that they took longer. Rows that never get a label leave the
    curve below 1. Kaplan and Meier (1958), Nonparametric estimation from incomplete observations, JASA 53.

    >>> curve = arrival_curve(np.array([1.0, 2.0, 2.0, 5.0]), np.array([True, True, False, True]))
    >>> curve.at(np.array([0.5, 1.0, 3.0, 9.0])).tolist()
    [0.0, 0.25, 0.5, 1.0]
    """
    waited = np.maximum(hours, 0)
    delays, came = np.unique(waited[labelled], return_counts=True)
    at_risk = len(waited) - np.searchsorted(np.sort(waited), delays, side="left")
    shares = np.asarray(1 - np.cumprod(1 - came / at_risk), dtype=np.float64)
    return ArrivalCurve(delays=delays, shares=shares, rows=len(waited))
