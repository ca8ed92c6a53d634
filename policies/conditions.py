"""What a condition answers: true, false or unknown, each with its reason and the answers inside it."""

from dataclasses import replace

from domain.decisions import Trace, Truth
from policies.condition_shapes import (
    AllOf,
    AnyOf,
    AtLeast,
    Combination,
    Condition,
    Not,
    inside,
)
from policies.evidence import Evidence
from policies.history_conditions import answer_follow_up, answer_max_age, answer_min_new_labels, answer_schedule
from policies.history_shapes import AccumulatedRegret, FollowUp, MaxAge, MinNewLabels, Schedule
from policies.logic import all_of, any_of, at_least, negate
from policies.regret import answer_regret
from policies.rules import ALL, ANY, NOT, at_least_of, or_unknown
from policies.shapes import OnUnknown
from policies.signal_conditions import answer_signal
from policies.signal_shapes import SignalCondition
from policies.verdicts import Verdict
from policies.wording import telling


def evaluate(condition: Condition, evidence: Evidence) -> Trace:
    """Answer a condition; one that is not known counts as true where it says `on_unknown: fire`."""
    trace = _answer(condition, evidence)
    if trace.truth is not Truth.UNKNOWN or condition.on_unknown is not OnUnknown.FIRE:
        return trace
    because = f"{trace.because} (counts as true: on_unknown is fire)"
    return replace(trace, truth=Truth.TRUE, because=because, rule=or_unknown(trace.rule))


def combine(condition: Combination, truths: tuple[Truth, ...]) -> Truth:
    """The truth of a combination, given those of the conditions inside it in their order."""
    match condition:
        case AnyOf():
            return any_of(truths)
        case AllOf():
            return all_of(truths)
        case Not():
            return negate(truths[0])
        case AtLeast():
            return at_least(condition.at_least.n, truths)


def _answer(condition: Condition, evidence: Evidence) -> Trace:
    match condition:
        case AnyOf() | AllOf() | Not() | AtLeast():
            return _answer_combination(condition, evidence)
        case SignalCondition():
            return answer_signal(condition, evidence)
        case Schedule() | MaxAge() | MinNewLabels() | FollowUp() | AccumulatedRegret():
            return _answer_of_history(condition, evidence).trace(str(condition))


def _answer_of_history(
    condition: Schedule | MaxAge | MinNewLabels | FollowUp | AccumulatedRegret, evidence: Evidence
) -> Verdict:
    match condition:
        case Schedule():
            return answer_schedule(condition, evidence)
        case MaxAge():
            return answer_max_age(condition, evidence)
        case MinNewLabels():
            return answer_min_new_labels(condition, evidence)
        case FollowUp():
            return answer_follow_up(condition, evidence)
        case AccumulatedRegret():
            return answer_regret(condition, evidence)


def _answer_combination(condition: Combination, evidence: Evidence) -> Trace:
    children = tuple(evaluate(each, evidence) for each in inside(condition))
    truth = combine(condition, tuple(child.truth for child in children))
    because = children[0].because if isinstance(condition, Not) else telling(children, truth)
    return Trace(condition=str(condition), truth=truth, because=because, children=children, rule=_rule(condition))


def _rule(condition: Combination) -> str:
    match condition:
        case AnyOf():
            return ANY
        case AllOf():
            return ALL
        case Not():
            return NOT
        case AtLeast():
            return at_least_of(condition.at_least.n)
