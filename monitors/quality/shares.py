"""Shares of rows: how many rows one needs to be worth telling, and its 95 % interval."""

from __future__ import annotations

import math

_Z = 1.959963984540054


def least_values(above: float) -> int:
    """So many values at least, that a single one of them does not breach a share; 1 where any one is to breach.

    >>> least_values(0.01), least_values(0.3), least_values(0.0)
    (100, 4, 1)
    """
    return math.ceil(1 / above - 1e-9) if above else 1


def wilson_interval(count: int, rows: int) -> tuple[float, float]:
    """The 95 % score interval of a binomial share; `rows` is at least 1.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.

    >>> [round(end, 4) for end in wilson_interval(0, 10)], [round(end, 4) for end in wilson_interval(15, 148)]
    ([0.0, 0.2775], [0.0624, 0.1605])
    """
    share, weight = count / rows, _Z**2 / rows
    middle = (share + weight / 2) / (1 + weight)
    reach = math.sqrt(weight * (share * (1 - share) + weight / 4)) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)
