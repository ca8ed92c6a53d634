"""Whether a value lies beyond its limit further than chance may have put it there.

The limit may itself be a measured value. The interval of the difference of two that are measured apart has the end

    difference - sqrt((value - its own lower end) squared + (upper end of the limit - limit) squared)

and the mirror image on the other side; the p-value is the largest tail at which that end is not beyond zero. A value of
d days, too few to say how days differ, is taken to be at least as uncertain as d of the limit's D days were: by the
reach of the limit's interval times the root of D / d.

Zou and Donner (2008), Construction of confidence limits about effect measures, Statistics in Medicine 27(10).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from domain.signals import Side
from monitors.performance.metrics.estimate import TAIL

if TYPE_CHECKING:
    from monitors.performance.limits import Limit
    from monitors.performance.metrics.measuring import Measured

_LEAST_TAIL = 1e-15
_STEPS = 40


def chance_beyond(found: Measured, limit: Limit) -> float | None:
    """The one-sided p-value of a value beyond its limit; 1 where the 95 % interval holds the limit.

    None where there is no limit, or no interval by which chance could be told. The tail is found by halving its
    logarithm, to a millionth of a percent.
    """
    if limit.threshold is None:
        return None
    if beyond(found.value, limit) <= 0:
        return 1.0
    if found.interval is None:
        return None
    if not _is_beyond(found, limit, TAIL):
        return 1.0
    low, high = math.log(_LEAST_TAIL), math.log(TAIL)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _is_beyond(found, limit, math.exp(middle)) else (middle, high)
    return math.exp(high)


def beyond(value: float, limit: Limit) -> float:
    """How far a value lies beyond a limit that has a threshold; below 0 on the good side."""
    assert limit.threshold is not None  # whoever asks saw to it
    return value - limit.threshold if limit.side is Side.ABOVE else limit.threshold - value


def _is_beyond(found: Measured, limit: Limit, tail: float) -> bool:
    assert limit.threshold is not None  # whoever asks saw to it
    ends = found.ends(tail)
    theirs = limit.ends(tail) if limit.ends else (limit.threshold, limit.threshold)
    if ends is None or theirs is None:
        return False
    near, far = (ends[0], theirs[1]) if limit.side is Side.ABOVE else (ends[1], theirs[0])
    of_limit = abs(far - limit.threshold)
    own = max(abs(found.value - near), of_limit * _days_differ(found, limit))
    return beyond(found.value, limit) > math.hypot(own, of_limit)


def _days_differ(found: Measured, limit: Limit) -> float:
    """How much wider than the limit's interval one of as few days as the value's is; 0 where it has days of its own."""
    return 0.0 if found.by_days or not found.days else math.sqrt(limit.days / found.days)
