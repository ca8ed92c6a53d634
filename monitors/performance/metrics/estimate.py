"""A metric's value with each row's pull on it, and the 95 % interval that follows from the pulls.

A metric is a function of the distribution of the rows. Its influence function psi_i says how the value moves when row
i gains a little weight; the value is then approximately normal around the truth with the variance

    rows:  sum of psi_i squared / (n (n - 1))
    days:  G / (G - 1) * sum over days g of (sum of psi_i over the rows of g) squared / n squared

because rows of one day are alike. Both are held against Student's t, with n - 1 or G - 1 degrees of freedom, and of a
share with no more than the rows that it is a share of, less one. For a mean this is the textbook interval, for a ratio
or a root the delta method, for the area under the ROC curve DeLong's.

Hampel (1974), The influence curve and its role in robust estimation, JASA 69; Efron (1982), The jackknife, the
bootstrap and other resampling plans, chapter 6; Liang and Zeger (1986), Biometrika 73(1).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, stdtrit

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
# An interval's ends, by the probability that it leaves out on either side; None where it has no end.
Ends = Callable[[float], "tuple[float, float] | None"]

FEWEST_DAYS = 7
TAIL = 0.025


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimate:
    """A finite value and the influence of each row on it, which sums to zero.

    `share_of` is given for shares, which lie between 0 and 1: the rows that it is a share of. No interval goes
    below `lowest`. A value that is always below `below` has the interval of the logarithm of how far. `of_share` is
    given for quantiles: the influence is then that on the share of rows below it, and the function turns shares back
    into the value's unit. `remark` says what a reader cannot see in the number.
    """

    value: float
    influence: Floats
    share_of: float | None = None
    lowest: float = -math.inf
    below: float | None = None
    of_share: Callable[[float], float] | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undefined:
    """These rows have no such value, and why."""

    reason: str


def mean(values: Floats, *, lowest: float = -math.inf) -> Estimate:
    """The mean, the same for every order of the rows; divided first, so that no sum overflows.

    >>> mean(np.array([1.0, 2.0, 6.0])).value
    3.0
    """
    found = math.fsum(values / len(values))
    return Estimate(value=found, influence=values - found, lowest=lowest)


def ratio(counted: Floats, among: Floats) -> Estimate:
    """The share sum(counted) / sum(among), neither negative and the first within the second.

    >>> ratio(np.array([1.0, 0, 0, 1]), np.array([1.0, 1, 0, 1])).value
    0.6666666666666666
    """
    total = float(among.sum())
    value = float(counted.sum()) / total
    return Estimate(value=value, influence=len(among) / total * (counted - value * among), share_of=total)


def interval(estimate: Estimate, days: Codes | None) -> tuple[float, float] | None:
    """The 95 % interval, between days where there are seven or more, else between rows; None if it has no end.

    Shares are treated on the logit scale, so that no end leaves 0 to 1; one of 0 or of 1 gets the exact binomial
    bound of its rows, taken as independent.

    >>> low, high = interval(ratio(np.repeat([1.0, 0.0], [3, 97]), np.ones(100)), None)
    >>> round(low, 4), round(high, 4)
    (0.0095, 0.0905)
    >>> low, high = interval(ratio(np.zeros(100), np.ones(100)), None)
    >>> low, round(high, 4)
    (0.0, 0.0362)
    """
    return ends(estimate, days)(TAIL)


def ends(estimate: Estimate, days: Codes | None) -> Ends:
    """The same interval for any tail, of which 0.025 makes the 95 % interval.

    >>> at = ends(mean(np.array([1.0, 2.0, 6.0])), None)
    >>> [round(end, 2) for end in at(0.025)], [round(end, 2) for end in at(0.25)]
    ([-3.57, 9.57], [1.75, 4.25])
    """
    # The rows' pulls are summed up by now; whoever keeps the ends need not keep them.
    slim = replace(estimate, influence=np.empty(0))
    standard_error, units = _standard_error(estimate.influence, days)
    return partial(_interval_at, slim, standard_error, _degrees(estimate, units))


def is_by_days(days: Codes | None) -> bool:
    """Whether an interval is taken between days, which takes seven of them."""
    return days_in(days) >= FEWEST_DAYS


def days_in(days: Codes | None) -> int:
    """How many local days the rows are of; 0 where that is not known."""
    return 0 if days is None or not len(days) else int(days.max()) + 1


def _interval_at(estimate: Estimate, standard_error: float, degrees: float, tail: float) -> tuple[float, float] | None:
    if estimate.share_of is not None and estimate.value in {0.0, 1.0}:
        bound = 1 - tail ** (1 / max(estimate.share_of, 1.0))
        return (0.0, bound) if estimate.value == 0 else (1 - bound, 1.0)
    if not math.isfinite(standard_error):
        return None
    with np.errstate(all="ignore"):
        low, high = _around(estimate, -float(stdtrit(degrees, tail)) * standard_error)
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def _around(estimate: Estimate, reach: float) -> tuple[float, float]:
    if estimate.of_share is not None:
        return estimate.of_share(max(0.5 - reach, 0.0)), estimate.of_share(min(0.5 + reach, 1.0))
    if estimate.below is not None:
        far = estimate.below - estimate.value
        return estimate.below - far * float(np.exp(reach / far)), estimate.below - far * float(np.exp(-reach / far))
    if estimate.share_of is None:
        return max(estimate.value - reach, estimate.lowest), estimate.value + reach
    centre, half = logit(estimate.value), reach / (estimate.value * (1 - estimate.value))
    return float(expit(centre - half)), float(expit(centre + half))


def _degrees(estimate: Estimate, units: int) -> float:
    """Of Student's t: a share of few rows varies as much as those few, however many others there are."""
    return max(units if estimate.share_of is None else min(units, estimate.share_of), 2.0) - 1


def _standard_error(influence: Floats, days: Codes | None) -> tuple[float, int]:
    """The value's standard error, infinite where it cannot be told, and how many days or rows it is taken between."""
    rows = len(influence)
    by_days = days is not None and is_by_days(days)
    pulls = np.bincount(days, weights=influence) if by_days and days is not None else influence
    units = days_in(days) if by_days else rows
    if units < 2:  # noqa: PLR2004  (one unit says nothing of how units differ)
        return math.inf, units
    squares = float(np.dot(pulls, pulls))
    return math.sqrt(units / (units - 1) * squares) / rows if math.isfinite(squares) else math.inf, units
