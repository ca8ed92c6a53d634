"""A verdict's reasons in words, with the numbers in them."""

from collections.abc import Sequence
from typing import assert_never

from domain.verdicts import Comparison, Outcome, Result
from trials.comparisons import rows_needed
from trials.intervals import clustered_mean
from trials.pairing import PairedLosses
from trials.spec import TrialKind, TrialSpec

_SLICES_NAMED = 3


def measured(goal: Comparison, pairs: PairedLosses) -> tuple[str, ...]:
    """What both models scored on which rows; nothing where no interval could be measured."""
    if goal.difference is None:
        return ()
    days = len(set(pairs.days.tolist()))
    return (
        f"Over {goal.rows:,} rows of {days} days the champion's {goal.metric} is {goal.champion:.4g} and the "
        f"challenger's {goal.challenger:.4g}: a gain of {goal.difference}.",
    )


def broken(guardrail: Comparison) -> str:
    """A slice that the challenger harms."""
    return (
        f"Rejected: where {guardrail.segment} the {guardrail.metric} goes from {guardrail.champion:.4g} to "
        f"{guardrail.challenger:.4g} over {guardrail.rows:,} rows, beyond the tolerated {guardrail.margin:.3g} "
        f"({guardrail.note})."
    )


def ruling(goal: Comparison, pairs: PairedLosses, spec: TrialSpec, outcome: Outcome) -> tuple[str, ...]:
    """Why this outcome."""
    match outcome:
        case Outcome.PROMOTE:
            return (_promoted(goal),)
        case Outcome.REJECT:
            return ("Rejected: the challenger is worse.",) if goal.result is Result.WORSE else ()
        case Outcome.INCONCLUSIVE:
            return (_undecided(goal, spec), *_more_rows(goal, pairs, spec))
    assert_never(outcome)


def unguarded(too_small: Sequence[Comparison]) -> tuple[str, ...]:
    """Which guarded slices are too small to be guarded: the first few by name, the others by their number."""
    named = [f"{each.segment} ({each.note})" for each in too_small[:_SLICES_NAMED]]
    if not named:
        return ()
    more = len(too_small) - len(named)
    return (f"Not guarded: {', '.join(named)}{f' and {more:,} more' if more else ''}.",)


def dropped(pairs: PairedLosses) -> tuple[str, ...]:
    """Which rows of the hold-out did not count, and why."""
    counts = {
        "without a label": pairs.unlabelled,
        "that the champion could not score": pairs.champion_unscored,
        "that the challenger could not score": pairs.challenger_unscored,
    }
    told = [f"{count:,} {why}" for why, count in counts.items() if count]
    return (f"Rows that did not count: {', '.join(told)}.",) if told else ()


def unanswered(pairs: PairedLosses) -> str:
    """A challenger that leaves rows out."""
    return (
        f"Rejected: the challenger gave no finite prediction for {pairs.challenger_unscored:,} of "
        f"{pairs.labelled:,} labelled rows ({pairs.challenger_unscored / pairs.labelled:.1%}); it may leave out at "
        "most 1 in 100."
    )


def _promoted(goal: Comparison) -> str:
    if goal.result is Result.BETTER:
        return "Passed: the challenger is better."
    return (
        f"Passed: the challenger is at least as good on average, and a loss beyond the tolerated {goal.margin:.3g} "
        f"is ruled out."
    )


def _undecided(goal: Comparison, spec: TrialSpec) -> str:
    if goal.difference is None:
        return f"Inconclusive: {goal.note}."
    if goal.result is Result.INCONCLUSIVE:
        return f"Inconclusive: a loss beyond the tolerated {goal.margin:.3g} cannot be ruled out."
    if spec.kind is TrialKind.CANDIDATE:
        return "Inconclusive: no clear gain, and a candidate has to be better."
    return "Inconclusive: the challenger is slightly worse on average, and a refresh has to be at least as good."


def _more_rows(goal: Comparison, pairs: PairedLosses, spec: TrialSpec) -> tuple[str, ...]:
    spread = clustered_mean(pairs.differences, pairs.days)
    if goal.difference is None or spread is None:
        return ()
    needed = rows_needed(goal, spread, kind=spec.kind)
    if needed is None or needed <= spread.rows:
        return ()
    days = max(round(needed / spread.rows * spread.days), spread.days + 1)
    return (f"About {needed:,} rows would settle it, which is {days:,} days like these.",)
