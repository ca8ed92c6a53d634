"""Whether labels that come bear out what was expected of them, looked at as often as one likes.

Of each label, D = what came - what was expected, within -1 to 1. While the expectation is right, D has the mean zero
given the past, so that for every bet of size l the wealth prod(1 + l D_i) is a fair game, and so is the mean over bets.
It reaches 20 with a probability of at most 5 %, however often one looks (Ville's inequality).

Ville (1939), Etude critique de la notion de collectif; Waudby-Smith and Ramdas (2024), Estimating means of bounded
random variables by betting, JRSS B 86; Ramdas et al. (2023), Game-theoretic statistics and safe anytime-valid
inference, Statistical Science 38.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitors.performance.metrics.estimate import Floats

FALSIFIED_AT = 20.0
_MOST_TOLERANCE = 0.1
_SIZES = np.geomspace(0.02, 0.9, 8)
BETS = np.concatenate([-_SIZES, _SIZES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What `rows` labels said: the mean surprise, and the number of labels after which the expectation was falsified.

    `falsified_after` is None as long as it is not.
    """

    rows: int
    surprise: float
    falsified_after: int | None


def put_to_the_test(surprises: Floats, *, tolerance: float = 0.0) -> Trust:
    """Surprises (came - expected, within -1 to 1) in the order of time; what was expected must not know them.

    What is tested is that their mean lies within `tolerance` (at most 0.1) of zero: what was learnt from few labels is
    itself a little off, and no proof of change.

    >>> put_to_the_test(np.tile([0.2, -0.2], 500)).falsified_after is None
    True
    >>> put_to_the_test(np.tile([0.5, -0.2], 500)).falsified_after
    61
    """
    if not len(surprises):
        return Trust(rows=0, surprise=0.0, falsified_after=None)
    wealth = np.full(len(surprises), -np.inf)
    for bet in BETS:
        fair = surprises - np.sign(bet) * min(tolerance, _MOST_TOLERANCE)
        wealth = np.logaddexp(wealth, np.cumsum(np.log1p(bet * fair)))
    (reached,) = np.nonzero(wealth - np.log(len(BETS)) >= np.log(FALSIFIED_AT))
    after = int(reached[0]) + 1 if len(reached) else None
    return Trust(rows=len(surprises), surprise=float(np.mean(surprises)), falsified_after=after)
