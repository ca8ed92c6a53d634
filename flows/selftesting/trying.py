"""Measure and decide over the windows with one drift in them, or with none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.decisions import Action
from domain.windows import Window
from flows.due.gathering import gather, keep
from flows.selftesting.answers import answered
from monitors.injections.table import dice_for
from monitors.table import measure
from policies.engine import decide
from policies.replay.course import Trained
from policies.replay.past import Past, Reign, Retraining
from policies.replay.reach import reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from domain.decisions import Decision
    from domain.signals import Signal
    from flows.selftesting.stage import Stage
    from flows.watch import Watch
    from monitors.injections.injection import Injection
    from policies.grammar import Policy
    from policies.replay.course import Step

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What was measured and decided at each look, in the order of `Stage.steps`; decisions by policy.

    `remark` says what could not be played as meant in this drift alone.
    """

    signals: tuple[tuple[Signal, ...], ...]
    decisions: Mapping[str, tuple[Decision, ...]]
    remark: str = ""


def play_plain(stage: Stage, policies: Sequence[Policy]) -> Played:
    """Nothing injected: what would have been noticed anyway."""
    return _played(stage, stage.over(stage.rows), policies)


def play_drift(stage: Stage, drift: Injection, policies: Sequence[Policy]) -> Played:
    """The drift in all windows from the first one on."""
    rows, remark = drift.inject(stage.rows, dice_for(drift.name, stage.seed)), ""
    if drift.moves_features:
        answers = answered(stage.watch, stage.promotion.to_version, rows)
        rows = answers.rows
        remark = "" if answers.remark in stage.notes else answers.remark
    return _played(stage, stage.over(rows), policies, remark)


def _played(stage: Stage, watch: Watch, policies: Sequence[Policy], remark: str = "") -> Played:
    signals = tuple(_measured(stage, watch))
    decisions = {policy.name: tuple(_decided(stage, watch, policy, signals)) for policy in policies}
    return Played(signals=signals, decisions=decisions, remark=remark)


def _measured(stage: Stage, watch: Watch) -> Iterator[tuple[Signal, ...]]:
    seen: set[Window] = set()
    for step in stage.steps:
        gathered = gather(watch, step.window, step.decided_at, revision=int(step.window in seen))
        yield measure(watch.document.monitoring, gathered.evidence)
        keep(watch, gathered)
        seen.add(step.window)


def _decided(stage: Stage, watch: Watch, policy: Policy, signals: Sequence[tuple[Signal, ...]]) -> Iterator[Decision]:
    """A dry run decides as if it acted; what is retrained stays in flight, and nobody mutes anything."""
    acting, looks = policy.model_copy(update={"dry_run": False}), reach(policy)
    costs = watch.document.costs.as_noun if watch.document.costs else None
    past = Past(Reign(since=stage.promotion.promoted_at, version=stage.promotion.to_version), costs=costs)
    for window in sorted({signal.window for signal in stage.before}):
        past.keep_signals(window, [signal for signal in stage.before if signal.window == window], looks)
    trained_until = watch.ledger.candidates.of_version(watch.model, stage.promotion.to_version).trained_on.end
    for step, measured in zip(stage.steps, signals, strict=True):
        labels = _labels(watch, trained_until, step) if looks.labels else None
        history = past.history(step.window, trained_until=trained_until, labels_since=labels)
        decision = decide(
            acting, measured, history, model=watch.model, window=step.window, now=step.decided_at, past=past.index
        )
        past.keep_signals(step.window, measured, looks)
        yield _kept(past, decision, acting)


def _kept(past: Past, decision: Decision, policy: Policy) -> Decision:
    """The decision as it stands: a second look changes nothing where the answer is the same."""
    standing = past.earlier(decision.window)
    if standing is not None and (standing.action, standing.reason) == (decision.action, decision.reason):
        return decision
    kept = replace(decision, amends=standing.id if standing else None)
    past.keep(kept, policy)
    if kept.action is Action.RETRAIN:
        trained = Trained(version="", trained_until=kept.decided_at, in_force_at=_NEVER, cost=0.0)
        retraining = Retraining(decision=kept, trained=trained, champion=past.champion.version)
        past.keep_retraining(retraining, shadow_only=policy.shadow_only)
    return kept


def _labels(watch: Watch, since: datetime, step: Step) -> int:
    if since >= step.decided_at:
        return 0
    return watch.log.arrived(Window(start=since, end=step.decided_at), as_of=step.decided_at).labels
