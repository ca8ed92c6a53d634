"""What prefect.yaml deploys, on a real Prefect server: it runs on its schedules, in the processes of a real worker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.settings import PREFECT_API_URL, temporary_settings

from domain.decisions import Action, Reason
from flows.artifacts import artifact_key
from flows.due.training import carry_out_orders
from flows.worlds import opened, watches
from tests.flows.prefect_server import DAYS_IN_SERVICE, ROOT, PrefectServer, eventually

if TYPE_CHECKING:
    from pathlib import Path

    from domain.training import Candidate

pytestmark = pytest.mark.slow

MODEL = "bike-demand"
IN_A_MOMENT = "in-a-moment"


@pytest.fixture(scope="module")
def monitored(deployed: PrefectServer) -> dict[str, Any]:
    """The first run of the monitor that the server's scheduler created, when it has ended."""
    _schedule(deployed, "monitor/monitor")
    return eventually(lambda: _scheduled_run(deployed), "a scheduled run of the monitor ends")


def test_every_deployment_of_the_file_is_there_with_its_schedules(deployed: PrefectServer) -> None:
    document = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    written = {each["name"]: each.get("schedules", []) for each in document["deployments"]}
    there = {each["name"]: each["schedules"] for each in deployed.post("/deployments/filter")}
    assert set(there) == {"monitor", "reconcile", "retrain", "evaluate", "promote"}
    for name, schedules in written.items():
        found = {each["slug"]: (each["schedule"]["cron"], each["schedule"]["timezone"]) for each in there[name]}
        assert found == {each["slug"]: (each["cron"], each["timezone"]) for each in schedules}


def test_the_monitor_runs_when_its_schedule_says_so(monitored: dict[str, Any]) -> None:
    assert (monitored["state_name"], monitored["auto_scheduled"]) == ("Completed", True), monitored["state"]
    assert (monitored["created_by"]["type"], monitored["created_by"]["display_value"]) == ("SCHEDULE", IN_A_MOMENT)


@pytest.mark.usefixtures("monitored")
def test_its_decisions_lie_in_the_ledger_of_the_project(project: Path) -> None:
    with opened(project) as (_, world):
        decisions = world.ledger.decisions.of(MODEL)
    # In the first hours of a day, the day before is not ready yet.
    assert len(decisions) in (DAYS_IN_SERVICE - 1, DAYS_IN_SERVICE)
    assert len({decision.window for decision in decisions}) == len(decisions)
    assert [decision.action for decision in decisions].count(Action.RETRAIN) == 1


@pytest.mark.usefixtures("monitored")
def test_the_retraining_it_decided_is_explained_in_an_artifact(deployed: PrefectServer, project: Path) -> None:
    with opened(project) as (_, world):
        decided = [d for d in world.ledger.decisions.of(MODEL) if d.reason is not Reason.CALM]
    shown = deployed.post("/artifacts/filter", artifacts={"key": {"any_": [artifact_key(MODEL)]}})
    assert {each["type"] for each in shown} == {"markdown"}
    assert len(shown) == len(decided)
    (retraining,) = (each["data"] for each in shown if f"# {MODEL}: retrain (fired)" in each["data"])
    assert "## What would have kept it calm" in retraining


def test_its_event_is_kept(monitored: dict[str, Any], deployed: PrefectServer) -> None:
    wanted = {
        "event": {"name": ["prefect.flow-run.Completed"]},
        "resource": {"id": [f"prefect.flow-run.{monitored['id']}"]},
    }
    events = eventually(lambda: deployed.post("/events/filter", filter=wanted)["events"], "the event is stored")
    assert events[0]["resource"]["prefect.state-name"] == "Completed"


@pytest.mark.usefixtures("monitored")
def test_reconcile_trains_in_a_run_of_its_own_and_takes_in_the_answer(
    deployed: PrefectServer, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _schedule(deployed, "reconcile/reconcile")
    training = eventually(lambda: _training_run(deployed), "a training that reconcile launched ends")
    assert (training["state_name"], training["auto_scheduled"]) == ("Completed", False), training["state"]
    monkeypatch.setenv("DRIFTWARDEN_TRAIN_IN", "deployment")
    with temporary_settings({PREFECT_API_URL: deployed.api}):
        challenger = eventually(lambda: _take_in(project), "the answer is taken in")[0]
    with opened(project) as (_, world):
        assert world.ledger.runs.get(str(challenger.training_run)).reference == training["id"]


@pytest.mark.usefixtures("monitored")
def test_the_server_has_logged_no_error(deployed: PrefectServer) -> None:
    assert deployed.errors() == []


def _schedule(server: PrefectServer, deployment: str) -> None:
    """Let the server's scheduler create a run of the deployment a few seconds from now, and again and again."""
    soon = datetime.now(UTC) + timedelta(seconds=4)
    schedule = DeploymentScheduleCreate(
        schedule=IntervalSchedule(interval=timedelta(seconds=20), anchor_date=soon), active=True, slug=IN_A_MOMENT
    )
    with temporary_settings({PREFECT_API_URL: server.api}), get_client(sync_client=True) as client:
        found = client.read_deployment_by_name(deployment)
        client.create_deployment_schedules(found.id, [schedule])


def _ended_runs(server: PrefectServer) -> list[dict[str, Any]]:
    return list(server.post("/flow_runs/filter", flow_runs={"end_time": {"is_null_": False}}, sort="END_TIME_DESC"))


def _scheduled_run(server: PrefectServer) -> dict[str, Any] | None:
    """The newest run by our own schedule; one that met the file's own schedule was cancelled, and another follows."""
    runs = ((run, (run["created_by"] or {}).get("display_value")) for run in _ended_runs(server))
    return next((run for run, slug in runs if slug == IN_A_MOMENT and run["state_name"] != "Cancelled"), None)


def _training_run(server: PrefectServer) -> dict[str, Any] | None:
    return next((run for run in _ended_runs(server) if run["name"].startswith(f"{MODEL} ")), None)


def _take_in(project: Path) -> list[Candidate]:
    """What the next reconcile does about trainings; a reconcile that is under way may have done it."""
    with watches(project) as (watch,):
        carry_out_orders(watch, datetime.now(UTC))
        return [candidate for candidate in watch.ledger.candidates.of(MODEL) if candidate.training_run]
