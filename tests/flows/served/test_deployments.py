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
        _launcher(place).launch(OURS, question="flights first", parameters=PARAMETERS, besides={})
        for place in ("/srv/prices", "/srv/prices", "/srv/others")
    )
    assert first == again != elsewhere
    runs = deployed.post("/flow_runs/filter", flow_runs={"name": {"any_": ["flights first"]}})
    assert {run["id"] for run in runs} == {first, elsewhere}


def test_what_is_given_besides_is_given_to_flows_that_take_it(deployed: PrefectServer) -> None:
    besides = {"project": "/srv/prices", "function": "not:this", "decision": "no flow of ours takes one"}
    reference = _launcher().launch(OURS, question="flights besides", parameters=PARAMETERS, besides=besides)
    (run,) = deployed.post("/flow_runs/filter", flow_runs={"id": {"any_": [reference]}})
    assert run["parameters"].items() >= {**PARAMETERS, "project": "/srv/prices"}.items()
    assert "decision" not in run["parameters"]


@pytest.mark.parametrize(
    ("deployment", "parameters", "refusal"),
    [
        (
            "retrain/no-such",
            PARAMETERS,
            "Prefect knows no deployment retrain/no-such; deploy it, or mend then.run.deployment of policy refresh",
        ),
        (OURS, {"request": "x"}, "does not take these parameters.*'function' is a required.*mend then.run.deployment"),
        (OURS, {**PARAMETERS, "functoin": "f"}, "takes no parameter functoin; it takes function, loss, project, req"),
    ],
)
def test_what_cannot_run_is_refused_with_its_remedy_before_there_is_a_run(
    deployment: str, parameters: dict[str, str], refusal: str
) -> None:
    with pytest.raises(InvalidDocument, match=refusal):
        _launcher().launch(deployment, question="flights never", parameters=parameters, besides={})


def test_while_the_server_is_down_the_next_run_tries_again() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/api"
    with temporary_settings({PREFECT_API_URL: nowhere}), pytest.raises(EvidenceUnavailable, match="tries again"):
        _launcher().launch(OURS, question="flights later", parameters=PARAMETERS, besides={})
