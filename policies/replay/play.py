"""Let a policy decide along a course: the same `decide` as in production, over a history that its own acts make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.decisions import Action, Decision
from policies.engine import decide
from policies.replay.past import Past, Reign, Retraining
from policies.replay.reach import Reach, reach

if TYPE_CHECKING:
    from datetime import datetime

    from policies.grammar import Policy
    from policies.replay.course import Course, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What one policy did along a course; `decisions` in the order of deciding, `reigns` by time.

    A window that was decided over twice, because more was known of it later, has two decisions, if they differ.
    """

    policy: str
    decisions: tuple[Decision, ...]
    retrainings: tuple[Retraining, ...]
    reigns: tuple[Reign, ...]

    def version_at(self, moment: datetime) -> str:
        """The version in force at a moment; before the first reign, the first version."""
        past = (reign.version for reign in reversed(self.reigns) if reign.since <= moment)
        return next(past, self.reigns[0].version)


def play(policy: Policy, course: Course) -> Played:
    """What the policy would have decided, step by step, and what would have come of it.

    A dry run is played as if it acted, which is what one wants to know of it. Nobody mutes anything, and whoever
    approves does so after the lag that the course reckons with. A step over a window that came before amends the
    decision over it, where the answer is another.
    """
    acting = policy.model_copy(update={"dry_run": False})
    steps = sorted(course.steps(), key=lambda step: (step.decided_at, step.window))
    if not steps:
        return Played(policy=policy.name, decisions=(), retrainings=(), reigns=())
    past = Past(Reign(since=steps[0].window.start, version=course.first_version), costs=course.costs)
    looks = reach(acting)
    for step in steps:
        _take(step, acting, course, past, looks)
    return Played(
        policy=policy.name,
        decisions=tuple(past.decisions),
        retrainings=tuple(past.retrainings),
        reigns=tuple(past.reigns),
    )


def _take(step: Step, policy: Policy, course: Course, past: Past, looks: Reach) -> None:
    """One step: settle what was under way, decide, and set in motion what was decided."""
    past.settle(step.decided_at)
    decision = _decide(step, policy, course, past, looks)
    standing = past.earlier(step.window)
    if standing is None or (standing.action, standing.reason) != (decision.action, decision.reason):
        decision = replace(decision, amends=standing.id if standing else None)
        past.keep(decision, policy)
        _act(decision, policy, course, past)


def _decide(step: Step, policy: Policy, course: Course, past: Past, looks: Reach) -> Decision:
    signals = course.signals(step, version=past.served(step.window))
    trained_until = course.trained_until(past.champion.version)
    labels = course.labels_since(trained_until, now=step.decided_at) if looks.labels else None
    history = past.history(step.window, trained_until=trained_until, labels_since=labels)
    decision = decide(
        policy, signals, history, model=course.model, window=step.window, now=step.decided_at, past=past.index
    )
    past.keep_signals(step.window, signals, looks)
    return decision


def _act(decision: Decision, policy: Policy, course: Course, past: Past) -> None:
    """Carry out a retraining. A rollback finds nothing to undo: a policy has one action, so none of its own trained."""
    champion = past.champion.version
    if decision.action is Action.RETRAIN:
        trained = course.retrain(policy, decision, champion=champion)
        if policy.shadow_only:
            trained = replace(trained, in_force_at=None, because=trained.because or "tried in shadow only")
        retraining = Retraining(decision=decision, trained=trained, champion=champion)
        past.keep_retraining(retraining, shadow_only=policy.shadow_only)
