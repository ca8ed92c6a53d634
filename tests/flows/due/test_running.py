"""A policy that runs a deployment of the user's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.memory import MemoryLauncher
from domain.decisions import Action
from domain.deeds import DeedState
from domain.errors import EvidenceUnavailable, InvalidDocument
from flows.due.running import run_deployments
from flows.troubles import attempt
from tests.builders import a_week
from tests.flows.builders import a_policy, a_watch, decided, noon, told, watched

if TYPE_CHECKING:
    from domain.decisions import Decision
    from domain.errors import DriftwardenError
    from flows.watch import Watch

REFRESH = a_policy(then={"run": {"deployment": "refresh/nightly", "parameters": {"full": True}}})
GONE = InvalidDocument(["Prefect knows no deployment refresh/nightly; deploy it, or mend then.run.deployment"])
AWAY = EvidenceUnavailable("Prefect did not take the run of refresh/nightly; the next run tries again")


def refreshing(launcher: MemoryLauncher) -> tuple[Watch, Decision]:
    """A watch with a decision to run the deployment."""
    watch = watched(policy=REFRESH, launcher=launcher)
    return watch, decided(watch, action=Action.RUN)


def test_a_deployment_is_run_once_with_model_window_and_decision() -> None:
    launcher = MemoryLauncher()
    watch, decision = refreshing(launcher)
    for hours in (0, 1):
        run_deployments(watch, noon(weeks=1, hours=hours))
    (run,) = launcher.runs
    assert run.deployment == "refresh/nightly"
    assert run.parameters == {
        "full": True,
        "model": "flights",
        "window": decision.window.key,
        "decision": decision.id,
    }
    (deed,) = watch.ledger.deeds.of(watch.model)
    assert (deed.decision, deed.state, deed.reference) == (decision.id, DeedState.DONE, f"run of {run.question}")
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert (notice.title, notice.thread) == ("flights: refresh/nightly was started", decision.id)


def test_what_a_policy_says_itself_is_not_overruled() -> None:
    launcher = MemoryLauncher()
    own = a_policy(then={"run": {"deployment": "refresh/nightly", "parameters": {"model": "all of them"}}})
    watch = watched(policy=own, launcher=launcher)
    decided(watch, action=Action.RUN)
    run_deployments(watch, noon(weeks=1))
    assert launcher.runs[0].parameters["model"] == "all of them"


def test_a_run_that_was_started_and_not_noted_is_found_again() -> None:
    launcher = MemoryLauncher()
    watch, decision = refreshing(launcher)
    launcher.launch("refresh/nightly", question=f"flights {decision.id}", parameters={}, besides={})
    run_deployments(watch, noon(weeks=1))
    assert len(launcher.runs) == 1
    assert len(watch.ledger.deeds.of(watch.model)) == 1


@pytest.mark.parametrize("error", [GONE, AWAY], ids=["no such deployment", "nobody at home"])
def test_what_cannot_be_started_now_is_told_with_its_remedy_and_started_later(error: DriftwardenError) -> None:
    launcher = MemoryLauncher()
    watch, _ = refreshing(launcher)
    launcher.refuse(error)
    for hours in (0, 1):
        assert str(error) in str(attempt(run_deployments, watch, noon(weeks=1, hours=hours)))
    assert watch.ledger.deeds.of(watch.model) == ()
    (notice,) = watch.ledger.outbox.of(watch.model)
    assert notice.title == "flights: could not run deployments"
    assert str(error) in notice.paragraphs[0]
    launcher.recover()
    assert attempt(run_deployments, watch, noon(weeks=1, hours=2)) is None
    assert len(launcher.runs) == 1


def test_a_name_that_was_mended_is_the_one_that_is_run() -> None:
    launcher = MemoryLauncher()
    watch, _ = refreshing(launcher)
    mended = a_policy(then={"run": {"deployment": "refresh/daily"}})
    run_deployments(replace(watch, policy=mended), noon(weeks=1))
    assert [run.deployment for run in launcher.runs] == ["refresh/daily"]


def test_a_policy_that_runs_nothing_any_more_drops_what_was_not_started_and_says_so() -> None:
    launcher = MemoryLauncher()
    watch, _ = refreshing(launcher)
    run_deployments(a_watch(policy=a_policy(), world=watch.world, launcher=launcher), noon(weeks=1))
    assert launcher.runs == []
    assert [deed.state for deed in watch.ledger.deeds.of(watch.model)] == [DeedState.NOT_DONE]
    assert told(watch) == ["deed"]
    assert watch.ledger.outbox.of(watch.model)[0].title == "flights: no deployment was started"


def test_each_decision_has_a_run_of_its_own() -> None:
    launcher = MemoryLauncher()
    watch, _ = refreshing(launcher)
    decided(watch, action=Action.RUN, window=a_week(1))
    run_deployments(watch, noon(weeks=2))
    assert [run.parameters["window"] for run in launcher.runs] == [a_week(0).key, a_week(1).key]
