"""Means over simulated streams, each with its 95 % interval."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_EVENT = -math.log(0.025)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A mean over so many independent streams; `low` and `high` end its 95 % interval."""

    mean: float
    low: float
    high: float
    streams: int

    def as_json(self) -> dict[str, float]:
        """The same as a dictionary."""
        return asdict(self)


def rate_of(values: Sequence[float], *, most: float, event: float = 1.0) -> Rate:
    """Student's t over streams, cut at 0 and at `most`, the largest value a stream can have.

    Streams that all say the same have no spread to go by. The interval then allows for the 3.69 events, each worth
    `event`, by which a Poisson count may exceed the 0 that was seen in all streams together. One stream alone says
    nothing about the others.

    >>> round(rate_of([0.0, 2.0, 1.0, 1.0], most=90).high, 3)
    2.299
    >>> round(rate_of([1.0] * 100, most=1).low, 3)
    0.963
    """
    from scipy.stats import t

    found = np.asarray(values, dtype=np.float64)
    mean, n = float(found.mean()), len(found)
    if n == 1:
        return Rate(mean=mean, low=0.0, high=most, streams=1)
    spread = float(found.std(ddof=1))
    half = float(t.ppf(0.975, n - 1)) * spread / math.sqrt(n) if spread else _NO_EVENT * event / n
    return Rate(mean=mean, low=max(0.0, mean - half), high=min(most, mean + half), streams=n)
