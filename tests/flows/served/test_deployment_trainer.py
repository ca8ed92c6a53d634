"""A Prefect deployment as trainer, on a real server with a real worker."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import pandas as pd
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from adapters.artifacts import FolderArtifacts
from domain.errors import EvidenceUnavailable, TrainerRefused
from flows.deployment_trainer import DeploymentTrainer
from tests.adapters.trainers.builders import HERE, an_order, some_rows
from tests.flows.prefect_server import ROOT, PrefectServer, eventually, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.training import Artifact

pytestmark = pytest.mark.slow

OURS = "retrain/retrain"


@pytest.fixture
def _at_the_server(deployed: PrefectServer) -> Iterator[None]:
    with temporary_settings({PREFECT_API_URL: deployed.api}):
        yield


def _trainer(folder: Path, function: str = "train_mean") -> DeploymentTrainer:
    return DeploymentTrainer(OURS, folder, parameters={"function": f"{HERE}:{function}", "project": str(ROOT)})


def _answer(trainer: DeploymentTrainer, reference: str) -> Artifact:
    return eventually(lambda: trainer.answer(an_order(), reference), f"flow run {reference} answers")


@pytest.mark.usefixtures("_at_the_server")
def test_an_order_that_is_launched_twice_is_one_run_with_one_answer(tmp_path: Path) -> None:
    trainer = _trainer(tmp_path)
    reference = trainer.launch(an_order(), some_rows())
    assert trainer.answer(an_order(), reference) is None
    assert trainer.launch(an_order(), some_rows()) == reference
    artifact = _answer(trainer, reference)
    assert artifact.rows == 4
    assert list(FolderArtifacts(tmp_path).load(artifact).predict(pd.DataFrame({"carrier": ["UA"]}))) == [1.5]
    assert trainer.launch(an_order(), some_rows()) == reference


@pytest.mark.usefixtures("_at_the_server")
def test_a_function_that_raises_is_named_in_the_refusal(tmp_path: Path) -> None:
    order = an_order(attempt=2)
    trainer = _trainer(tmp_path, "train_and_raise")
    reference = trainer.launch(order, some_rows())
    with pytest.raises(TrainerRefused, match=f"ended Failed.*{HERE}:train_and_raise raised KeyError.*no such column"):
        eventually(lambda: trainer.answer(order, reference), "the training fails")


@pytest.mark.usefixtures("_at_the_server")
def test_an_order_that_is_launched_while_the_server_is_down_is_launched_later(tmp_path: Path) -> None:
    trainer, order = _trainer(tmp_path), an_order(attempt=3)
    with _server_down(), pytest.raises(EvidenceUnavailable, match="did not take the run of retrain/retrain"):
        trainer.launch(order, some_rows())
    reference = trainer.launch(order, some_rows())
    with _server_down(), pytest.raises(EvidenceUnavailable, match=f"does not say how flow run {reference} stands"):
        trainer.answer(order, reference)
    assert eventually(lambda: trainer.answer(order, reference), "the training ends").rows == 4


@pytest.mark.usefixtures("_at_the_server")
@pytest.mark.parametrize(
    ("deployment", "refusal"),
    [
        ("retrain/no-such", "Prefect knows no deployment retrain/no-such; deploy it, or mend training.deployment"),
        (OURS, "deployment retrain/retrain does not take these parameters.*'function' is a required"),
    ],
)
def test_a_deployment_that_cannot_train_is_refused(deployment: str, refusal: str, tmp_path: Path) -> None:
    with pytest.raises(TrainerRefused, match=refusal):
        DeploymentTrainer(deployment, tmp_path).launch(an_order(attempt=4), some_rows())


@pytest.mark.usefixtures("_at_the_server")
def test_a_flow_run_that_prefect_no_longer_holds_has_failed(tmp_path: Path) -> None:
    """Deleting a real run here would race with the worker, which may have trained by then."""
    gone = str(UUID(int=1))
    with pytest.raises(TrainerRefused, match=f"flow run {gone} is gone from Prefect"):
        _trainer(tmp_path).answer(an_order(attempt=5), gone)


@contextmanager
def _server_down() -> Iterator[None]:
    nowhere = f"http://127.0.0.1:{free_port()}/api"
    with temporary_settings({PREFECT_API_URL: nowhere}):
        yield
