"""One metric, both models, the same rows: what the difference says."""

import math
from typing import assert_never

from domain.models import Segment
from domain.verdicts import Comparison, Interval, Result, Role
from trials.intervals import FEWEST_DAYS, ClusteredMean, clustered_mean, interval_of
from trials.pairing import PairedLosses
from trials.spec import TrialKind, TrialSpec

# Normal quantiles for one-sided error .05 and power .8: the customary planning values.
_PLANNED_ERROR, _PLANNED_POWER = 1.645, 0.84


def compare(pairs: PairedLosses, spec: TrialSpec) -> Comparison:
    """The goal: the mean loss of all paired rows, with the day-clustered interval of its difference.

    Losses are not clipped: a promise about the mean error is about the large errors too.
    """
    if pairs.rows < spec.min_rows:
        return not_compared(pairs, f"{pairs.rows:,} rows that both models scored, a trial needs {spec.min_rows:,}")
    spread = clustered_mean(pairs.differences, pairs.days)
    least = max(spec.min_days, FEWEST_DAYS)
    if spread is None or spread.days < least:
        days = len(set(pairs.days.tolist()))
        return not_compared(pairs, f"rows of {days} days, a trial needs {least}")
    return measured(pairs, spread, spec=spec, role=Role.GOAL)


def measured(
    pairs: PairedLosses, spread: ClusteredMean, *, spec: TrialSpec, role: Role, segment: Segment | None = None
) -> Comparison:
    """A comparison whose difference could be measured; the margin is a share of the champion's own loss."""
    difference = interval_of(spread, confidence=spec.confidence)
    champion = float(pairs.champion.mean())
    margin = spec.margin * champion
    return Comparison(
        metric=pairs.metric,
        role=role,
        segment=segment,
        champion=champion,
        challenger=float(pairs.challenger.mean()),
        difference=difference,
        margin=margin,
        result=result_of(difference, margin=margin),
        rows=pairs.rows,
    )


def result_of(difference: Interval, *, margin: float) -> Result:
    """What the interval says: equivalent means that a loss beyond the margin is ruled out.

    >>> result_of(Interval(low=-0.1, estimate=0.2, high=0.5, confidence=0.9), margin=0.15)
    <Result.EQUIVALENT: 'equivalent'>
    """
    if difference.low > 0:
        return Result.BETTER
    if difference.high < 0:
        return Result.WORSE
    return Result.EQUIVALENT if difference.low > -margin else Result.INCONCLUSIVE


def rows_needed(comparison: Comparison, spread: ClusteredMean, *, kind: TrialKind) -> int | None:
    """About how many rows of such days would settle it, with one-sided error .05 and power .8.

    n * ((1.645 + .84) * se / delta) squared, where delta is what has to be told from chance: for a refresh that is
    not worse so far its distance from the tolerated loss, otherwise the observed difference or the margin,
    whichever is larger. None when there is nothing to tell apart.
    """
    delta = _to_be_told(spread.mean, comparison.margin, kind)
    if delta <= 0:
        return None
    return math.ceil(spread.rows * ((_PLANNED_ERROR + _PLANNED_POWER) * spread.standard_error / delta) ** 2)


def _to_be_told(mean: float, margin: float, kind: TrialKind) -> float:
    match kind:
        case TrialKind.CANDIDATE:
            return max(abs(mean), margin)
        case TrialKind.REFRESH:
            return mean + margin if mean >= 0 else max(-mean, margin)
    assert_never(kind)


def not_compared(pairs: PairedLosses, note: str, *, role: Role = Role.GOAL) -> Comparison:
    """A comparison of which nothing is known but the two means, and why."""
    return Comparison(
        metric=pairs.metric,
        role=role,
        champion=float(pairs.champion.mean()) if pairs.rows else None,
        challenger=float(pairs.challenger.mean()) if pairs.rows else None,
        difference=None,
        margin=0.0,
        result=Result.INCONCLUSIVE,
        rows=pairs.rows,
        note=note,
    )
