"""A new champion's first weeks, with the old champion scoring the same rows in its shadow.

Harm is the new champion's loss minus the old one's on the same rows, so weather that is hard for both is no harm.
Each day's mean harm less the margin is one observation, and a bound that holds at every day at once looks at them:
the one-sided normal mixture of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), Time-uniform central limit
theory and asymptotic confidence sequences, Annals of Statistics 52(6), appendix B:

    mean_t - sd_t * sqrt(2 (t rho^2 + 1) / (t^2 rho^2) * ln(1 + sqrt(t rho^2 + 1) / (2 alpha)))
    rho^2 = (-2 ln(2 alpha) + ln(-2 ln(2 alpha) + 1)) / 14, which makes it tightest about day 14

widened by t(.975, t - 1) / 1.96, because a standard deviation from a few days is itself uncertain.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student_t

from domain.approvals import ProbationState
from trials.intervals import FEWEST_DAYS
from trials.pairing import PairedLosses

FIRST_LOOK = 5
# After so many days a watch has ended.
FULL_WATCH = 28
_TIGHTEST_DAY = 14
# Half of the promotion's 5 %; the other half is kept for a bound on single rows.
_LEVEL = 0.025
_FINAL_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a probation stands; `state` is None while it goes on, `because` is a sentence with the numbers."""

    state: ProbationState | None
    because: str


def daily_harm(shadow: PairedLosses) -> NDArray[np.float64]:
    """Each day's mean harm, in the order of the days.

    `shadow` holds the old champion as champion and the new one as challenger, over the rows served since the
    promotion.
    """
    _, day_of_row = np.unique(shadow.days, return_inverse=True)
    return np.bincount(day_of_row, weights=-shadow.differences) / np.bincount(day_of_row)


def stand(daily_harm: ArrayLike, *, margin: float, ended: bool) -> Standing:
    """Judge a probation on its days so far; `margin` is the tolerated harm in the loss's unit.

    Rolls back when harm beyond the margin is certain on some day. When the watch has `ended`, one single look
    confirms the champion if the one-sided 95 % upper limit of harm lies below the margin, and says "not
    confirmed" otherwise.
    """
    harm = np.asarray(daily_harm, dtype=float)
    crossed = _first_certain_day(harm, margin)
    if crossed is not None:
        return Standing(state=ProbationState.ROLLED_BACK, because=_rolled_back(harm[:crossed], margin))
    if ended:
        return _final_look(harm, margin)
    return Standing(state=None, because=f"On probation: {len(harm)} days seen, no harm beyond {margin:.3g} is certain.")


def lower_bound(values: ArrayLike) -> float:
    """The one-sided bound below the mean of the days so far, valid at every day at once.

    >>> round(lower_bound([1.0, 1.2, 0.8, 1.1, 0.9, 1.0, 1.2]), 2)
    0.81
    """
    observed = np.asarray(values, dtype=float)
    days = len(observed)
    rho_squared = _rho_squared()
    spread = days * rho_squared + 1
    radius = math.sqrt(2 * spread / (days**2 * rho_squared) * math.log(1 + math.sqrt(spread) / (2 * _LEVEL)))
    widening = float(student_t.ppf(0.975, days - 1)) / 1.96
    return float(observed.mean() - observed.std(ddof=1) * radius * widening)


def _rho_squared() -> float:
    peak = -2 * math.log(2 * _LEVEL)
    return (peak + math.log(peak + 1)) / _TIGHTEST_DAY


def _first_certain_day(harm: NDArray[np.float64], margin: float) -> int | None:
    looks = range(FIRST_LOOK, len(harm) + 1)
    return next((day for day in looks if lower_bound(harm[:day]) > margin), None)


def _rolled_back(harm: NDArray[np.float64], margin: float) -> str:
    return (
        f"Rolled back: over {len(harm)} days its error was {_than_before(float(harm.mean()))} on the same rows, "
        f"certainly more than {lower_bound(harm):.3g} higher; {margin:.3g} is tolerated."
    )


def _final_look(harm: NDArray[np.float64], margin: float) -> Standing:
    if len(harm) < FEWEST_DAYS:
        why = f"Not confirmed: only {len(harm)} days with rows that both champions scored, {FEWEST_DAYS} are needed."
        return Standing(state=ProbationState.NOT_CONFIRMED, because=why)
    quantile = float(student_t.ppf(_FINAL_CONFIDENCE, len(harm) - 1))
    upper = float(harm.mean() + quantile * harm.std(ddof=1) / math.sqrt(len(harm)))
    told = (
        f"over {len(harm)} days its error was {_than_before(float(harm.mean()))} on the same rows, with 95 % "
        f"confidence at {'least' if upper < 0 else 'most'} {_apart(upper)}"
    )
    if upper < margin:
        because = f"Confirmed: {told}; up to {margin:.3g} higher is tolerated."
        return Standing(state=ProbationState.CONFIRMED, because=because)
    because = f"Not confirmed: {told}, which is not below the {margin:.3g} that is tolerated."
    return Standing(state=ProbationState.NOT_CONFIRMED, because=because)


def _than_before(harm: float) -> str:
    """A mean harm in words: `4.35 lower than the old champion's`."""
    return f"{_apart(harm)} than the old champion's"


def _apart(harm: float) -> str:
    return f"{abs(harm):.3g} {'lower' if harm < 0 else 'higher'}"
