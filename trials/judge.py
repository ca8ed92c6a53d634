"""May the challenger become the champion? Nothing is promoted by default."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from domain.training import Candidate
from domain.verdicts import Comparison, Outcome, Result, Verdict
from domain.windows import Window
from trials import sentences
from trials.comparisons import compare
from trials.guardrails import guard_segments, unguarded
from trials.pairing import PairedLosses
from trials.spec import TrialKind, TrialSpec

# A challenger that leaves out the rows it finds hard would look better on the rest.
LARGEST_UNSCORED_SHARE = 0.01
# A column with a value a customer has thousands of slices that are too small; their count is told in any case.
_MOST_UNGUARDED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ruling:
    outcome: Outcome
    reasons: tuple[str, ...]
    comparisons: tuple[Comparison, ...] = ()


def judge(
    pairs: PairedLosses, *, candidate: Candidate, champion: str, spec: TrialSpec, hold_out: Window, now: datetime
) -> Verdict:
    """The verdict on `candidate` against the version `champion`, from their losses on the same held-out rows.

    Promoted is a candidate that is better, or a refresh that rules out a loss beyond the margin and is at least as
    good on average; rejected is one that is worse, that harms a guarded slice, or that does not score the rows it
    is asked to. Everything else is inconclusive and says how many rows would settle it.
    """
    ruling = _unanswered(pairs) or _ruled(pairs, spec)
    return _verdict(ruling, candidate=candidate, champion=champion, spec=spec, hold_out=hold_out, now=now)


def reject_unscorable(
    *, candidate: Candidate, champion: str, spec: TrialSpec, hold_out: Window, now: datetime, why: str
) -> Verdict:
    """The verdict on a challenger that could not be tried at all: its artifact is gone, or it cannot predict."""
    ruling = _Ruling(outcome=Outcome.REJECT, reasons=(f"Rejected: the challenger could not be tried: {why}.",))
    return _verdict(ruling, candidate=candidate, champion=champion, spec=spec, hold_out=hold_out, now=now)


def undecided_without_labels(
    *, candidate: Candidate, champion: str, spec: TrialSpec, hold_out: Window, now: datetime, rows: int, as_of: datetime
) -> Verdict:
    """The verdict where there is nothing to try a challenger on: no rows in the hold-out, or none labelled."""
    none = f"none of the hold-out's {rows:,} rows had a label by {as_of:%Y-%m-%d %H:%M} UTC"
    why = none if rows else "the hold-out has no rows"
    remedy = "A training that is ordered once labels are there can be tried."
    ruling = _Ruling(outcome=Outcome.INCONCLUSIVE, reasons=(f"Inconclusive: {why}.", remedy))
    return _verdict(ruling, candidate=candidate, champion=champion, spec=spec, hold_out=hold_out, now=now)


def _unanswered(pairs: PairedLosses) -> _Ruling | None:
    if pairs.challenger_unscored <= LARGEST_UNSCORED_SHARE * pairs.labelled:
        return None
    return _Ruling(outcome=Outcome.REJECT, reasons=(sentences.unanswered(pairs),))


def _ruled(pairs: PairedLosses, spec: TrialSpec) -> _Ruling:
    goal = compare(pairs, spec)
    guardrails, too_small = guard_segments(pairs, spec), unguarded(pairs, spec)
    broken = tuple(guardrail for guardrail in guardrails if guardrail.result is Result.WORSE)
    outcome = Outcome.REJECT if broken else _outcome(goal, spec.kind)
    reasons = (
        *sentences.measured(goal, pairs),
        *(sentences.broken(guardrail) for guardrail in broken),
        *sentences.ruling(goal, pairs, spec, outcome),
        *sentences.unguarded(too_small),
        *sentences.dropped(pairs),
    )
    return _Ruling(outcome=outcome, reasons=reasons, comparisons=(goal, *guardrails, *too_small[:_MOST_UNGUARDED]))


def _outcome(goal: Comparison, kind: TrialKind) -> Outcome:
    match goal.result:
        case Result.BETTER:
            return Outcome.PROMOTE
        case Result.WORSE:
            return Outcome.REJECT
        case Result.INCONCLUSIVE:
            return Outcome.INCONCLUSIVE
        case Result.EQUIVALENT:
            return Outcome.PROMOTE if _refreshes(goal, kind) else Outcome.INCONCLUSIVE
    assert_never(goal.result)


def _refreshes(goal: Comparison, kind: TrialKind) -> bool:
    return kind is TrialKind.REFRESH and goal.difference is not None and goal.difference.estimate >= 0


def _verdict(
    ruling: _Ruling, *, candidate: Candidate, champion: str, spec: TrialSpec, hold_out: Window, now: datetime
) -> Verdict:
    return Verdict(
        model=candidate.model,
        candidate=candidate.id,
        challenger=candidate.version,
        champion=champion,
        spec_digest=spec.spec_digest(),
        hold_out=hold_out,
        outcome=ruling.outcome,
        reasons=ruling.reasons,
        comparisons=ruling.comparisons,
        judged_at=now,
    )
