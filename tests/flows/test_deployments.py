"""Runs of a user's own deployments, on a real Prefect server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from domain.errors import EvidenceUnavailable, InvalidDocument
from flows.deployments import PrefectLauncher
from tests.flows.prefect_server import PrefectServer, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

OURS = "retrain/retrain"
PARAMETERS = {"request": "/nowhere/request.json", "function": "nobody:nothing"}


@pytest.fixture(autouse=True)
def _at_the_server(deployed: PrefectServer) -> Iterator[None]:
    with temporary_settings({PREFECT_API_URL: deployed.api}):
        yield


def _launcher(place: str = "/srv/prices") -> PrefectLauncher:
    return PrefectLauncher(place, named_in="then.run.deployment of policy refresh")


def test_a_question_that_is_asked_twice_is_one_run_and_another_place_has_its_own(deployed: PrefectServer) -> None:
    first, again, elsewhere = (
        _launcher(place).launch(OURS, question="flights first", parameters=PARAMETERS)
        for place in ("/srv/prices", "/srv/prices", "/srv/others")
    )
    assert first == again != elsewhere
    runs = deployed.post("/flow_runs/filter", flow_runs={"name": {"any_": ["flights first"]}})
    assert {run["id"]: run["parameters"]["function"] for run in runs} == {
        first: "nobody:nothing",
        elsewhere: "nobody:nothing",
    }


def test_a_deployment_that_is_not_there_is_named_with_its_remedy() -> None:
    said = "Prefect knows no deployment retrain/no-such; deploy it, or mend then.run.deployment of policy refresh"
    with pytest.raises(InvalidDocument, match=said):
        _launcher().launch("retrain/no-such", question="flights second", parameters=PARAMETERS)


@pytest.mark.parametrize("parameters", [{"request": "x"}, {**PARAMETERS, "decision": "abc"}], ids=["too few", "more"])
def test_parameters_that_the_flow_does_not_take_are_refused_before_there_is_a_run(parameters: dict[str, str]) -> None:
    with pytest.raises(
        InvalidDocument, match=rf"retrain/retrain does not take these parameters \({', '.join(parameters)}\)"
    ):
        _launcher().launch(OURS, question=f"flights {len(parameters)}", parameters=parameters)


def test_while_the_server_is_down_the_next_run_tries_again() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/api"
    with temporary_settings({PREFECT_API_URL: nowhere}), pytest.raises(EvidenceUnavailable, match="tries again"):
        _launcher().launch(OURS, question="flights third", parameters=PARAMETERS)
