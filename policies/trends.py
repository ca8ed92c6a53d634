"""Whether values rise or fall from window to window, and whether noise alone may look so."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from math import erfc, factorial, sqrt
from statistics import median

_EXACT_UP_TO = 20


def slope(values: Sequence[float]) -> float:
    """Theil-Sen: the median of the slopes of all pairs, per step; up to 29 % of wild values do not move it far.

    Source: P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968).

    >>> slope([1.0, 2.0, 3.0, 90.0, 5.0])
    1.0
    """
    pairs = combinations(enumerate(values), 2)
    return median((later - earlier) / (j - i) for (i, earlier), (j, later) in pairs)


def chance_of_rising(values: Sequence[float]) -> float:
    """Mann-Kendall, one-sided: how often independent values without a trend would rise at least so steadily.

    Exact up to 20 values without ties, else by the normal approximation with its corrections for ties and for
    continuity. Windows that depend on each other make it too small, so leave room in the level.

    Sources: H. B. Mann, "Nonparametric tests against trend", Econometrica 13 (1945); M. G. Kendall, Rank Correlation
    Methods (1948), chapters 4 and 5.

    >>> round(chance_of_rising([1.0, 2.0, 3.0, 4.0]), 4), round(chance_of_rising([4.0, 3.0, 2.0, 1.0]), 4)
    (0.0417, 1.0)
    """
    score = sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))
    if len(values) <= _EXACT_UP_TO and len(set(values)) == len(values):
        return _exact(len(values), score)
    spread = sqrt(_variance(values))
    return 0.5 * erfc((score - 1) / spread / sqrt(2)) if spread else 1.0


def least_chance(count: int) -> float:
    """The smallest answer that `chance_of_rising` can give for so many values: the one order that always rises."""
    return 1 / factorial(count)


def _exact(count: int, score: int) -> float:
    """The share of orders with at least this score: score = pairs - 2 * inversions."""
    inversions = (count * (count - 1) // 2 - score) // 2
    return sum(_orders(count)[: inversions + 1]) / factorial(count)


@lru_cache(maxsize=_EXACT_UP_TO)
def _orders(count: int) -> tuple[int, ...]:
    """How many orders of so many values have 0, 1, 2, ... inversions (Mahonian numbers)."""
    if count == 1:
        return (1,)
    fewer = _orders(count - 1)
    most = count * (count - 1) // 2
    return tuple(sum(fewer[max(0, k - count + 1) : k + 1]) for k in range(most + 1))


def _variance(values: Sequence[float]) -> float:
    count, ties = len(values), [values.count(each) for each in set(values)]
    return (_cubic(count) - sum(_cubic(tied) for tied in ties)) / 18


def _cubic(count: int) -> int:
    return count * (count - 1) * (2 * count + 5)
