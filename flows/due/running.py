"""Run the Prefect deployment that a policy names, where it decided so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters import notices
from domain.decisions import Action
from domain.deeds import Deed, DeedState
from flows.due.undone import undone
from policies.action_shapes import Run

if TYPE_CHECKING:
    from datetime import datetime

    from domain.decisions import Decision
    from flows.watch import Watch
    from policies.action_shapes import RunSpec


def run_deployments(watch: Watch, now: datetime) -> None:
    """Start a run for every decision that asks for one, once; what cannot be started now is tried again.

    The run is named after its decision and started before that is noted: whoever is killed in between asks for the
    same run again, and gets it. What is run is what the policy says by now, so that a name that was wrong can be
    mended.
    """
    then = watch.policy.then
    for decision in undone(watch, Action.RUN):
        if isinstance(then, Run):
            _start(watch, decision, then.run, now)
        else:
            _drop(watch, decision, now)


def _start(watch: Watch, decision: Decision, spec: RunSpec, now: datetime) -> None:
    besides = {"model": decision.model, "window": decision.window.key, "decision": decision.id}
    question = f"{decision.model} {decision.id}"
    reference = watch.launcher.launch(spec.deployment, question=question, parameters=spec.parameters, besides=besides)
    deed = Deed(
        decision=decision.id,
        model=decision.model,
        state=DeedState.DONE,
        because=f"{spec.deployment} was started",
        reference=reference,
        done_at=now,
    )
    watch.ledger.deeds.record(deed, tell=notices.deployment_started(deed, spec.deployment))


def _drop(watch: Watch, decision: Decision, now: datetime) -> None:
    deed = Deed(
        decision=decision.id,
        model=decision.model,
        state=DeedState.NOT_DONE,
        because="the model's policy was changed before the deployment could be started, and starts none any more",
        done_at=now,
    )
    watch.ledger.deeds.record(deed, tell=notices.deployment_not_started(deed))
