"""Gates on what is spent: how many retrainings, what they cost, and what they can be expected to save."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.costs import Costs
from domain.durations import duration_words
from domain.signals import Signal
from policies.evidence import Evidence
from policies.gate_shapes import ExpectedGain
from policies.regret import NO_COSTS, excess
from policies.series import Series
from policies.situations import Situation
from policies.wording import amount, day, named, number, until


def budget(situation: Situation) -> str | None:
    """So many retrainings a period, however they ended."""
    limit = situation.policy.gates.budget
    if limit is None:
        return None
    moments = [retraining.ordered_at for retraining in situation.evidence.history.retrainings]
    counted = within(limit.per, moments, situation.evidence)
    if len(counted) < limit.retrainings:
        return None
    free = until(counted[-limit.retrainings] + limit.per)
    spent = f"{len(counted)} of {limit.retrainings} retrainings in {duration_words(limit.per)}"
    return f"budget until {free}: {spent} were ordered, {named([day(moment) for moment in counted])}"


def cost_budget(situation: Situation) -> str | None:
    """The retrainings of a period may cost so much, in the trainer's own unit; the one that exceeds it is the last."""
    limit = situation.policy.gates.cost_budget
    if limit is None:
        return None
    evidence = situation.evidence
    counted = sorted(
        (each.ordered_at, each.cost)
        for each in evidence.history.retrainings
        if not evidence.has_passed(limit.per, since=each.ordered_at)
    )
    spent = sum(cost for _, cost in counted)
    if spent < limit.cost:
        return None
    free = next(moment for moment, left in _left(counted, spent) if left < limit.cost)
    told = f"{number(spent)} of {number(limit.cost)} were spent in {duration_words(limit.per)}"
    return f"cost_budget until {until(free + limit.per)}: {told}"


def expected_gain(situation: Situation) -> str | None:
    """A retraining must be expected to save what it costs; while nobody can tell, it waits."""
    asked, evidence = situation.policy.gates.expected_gain, situation.evidence
    if asked is None:
        return None
    costs, newest = evidence.history.costs, newest_known(asked.signal, evidence)
    if costs is None:
        return f"expected_gain until it can be reckoned: {NO_COSTS}"
    beyond = None if newest is None else excess(newest)
    if newest is None or beyond is None:
        missing = "value" if newest is None else "baseline"
        return f"expected_gain until it can be reckoned: no {missing} of {asked.signal} is known since the promotion"
    gain, needed = _gain(asked, newest, beyond, costs, evidence), asked.at_least * costs.retraining
    if gain >= needed:
        return None
    told = f"{amount(gain, costs)} in {duration_words(asked.over)}, {amount(needed, costs)} are needed"
    return f"expected_gain until {asked.signal} is worse: retraining can be expected to save {told}"


def newest_known(name: str, evidence: Evidence) -> Signal | None:
    """The newest known signal of that name since the promotion, over the whole traffic; provisional ones do not count.

    Labels come late, so the window at hand is seldom the one.
    """
    series = Series(evidence=evidence, name=name)
    return series.known_at(evidence.window) or next(series.earlier(evidence.window), None)


def within(period: timedelta, moments: Sequence[datetime], evidence: Evidence) -> list[datetime]:
    """The moments of the period that ends now, in order."""
    return [moment for moment in sorted(moments) if not evidence.has_passed(period, since=moment)]


def _left(counted: Sequence[tuple[datetime, float]], spent: float) -> list[tuple[datetime, float]]:
    """What is left of the spending once each of these has left the period, oldest first."""
    left = []
    for moment, cost in counted:
        spent -= cost
        left.append((moment, spent))
    return left


def _gain(asked: ExpectedGain, newest: Signal, beyond: float, costs: Costs, evidence: Evidence) -> float:
    windows = asked.over / evidence.window.duration
    return max(0.0, beyond) * newest.rows * windows * costs.error
